"""Let colleagues agree ahead, say why somebody was asked, and watch over what nobody has."""

from django.db import migrations, models
from django.db.models import F, Q

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_past_case"), ("staff", "0007_one_absence_at_a_time")]

    operations = [
        migrations.AddField(
            "handover",
            "waits_since",
            models.DateTimeField(
                null=True,
                db_comment="Since when somebody has to be found: when it was made, or when a cover fell away.",
            ),
        ),
        migrations.RunPython(
            lambda apps, editor: (
                apps.get_model("cases", "Handover")
                .objects.using(editor.connection.alias)
                .filter(waits_since=None)
                .update(waits_since=F("made_at"))
            ),
            migrations.RunPython.noop,
        ),
        migrations.AlterField(
            "handover",
            "waits_since",
            models.DateTimeField(
                db_comment="Since when somebody has to be found: when it was made, or when a cover fell away."
            ),
        ),
        migrations.AlterField(
            "handover",
            "ended_at",
            models.DateTimeField(
                null=True,
                blank=True,
                db_comment="When the officer was back, or all was moved; set aside while another absence lasts.",
            ),
        ),
        migrations.AddField(
            "handoverpiece",
            "because",
            models.TextField(
                blank=True, db_default="", db_comment="Why it was offered to this colleague, in words."
            ),
        ),
        migrations.AddField(
            "handoverpiece",
            "agreed_at",
            models.DateTimeField(
                null=True,
                blank=True,
                db_comment="When the colleague agreed, ahead of an absence that is still to come.",
            ),
        ),
        migrations.AddConstraint(
            "handoverpiece",
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(offered_to__isnull=False), name="agreed_piece_says_who"
            ),
        ),
        migrations.RunSQL(read("0004_cover", beside=__file__), read("0004_cover_undo", beside=__file__)),
    ]
