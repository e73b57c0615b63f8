"""Let each piece of a handover wait since a moment of its own."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from rooftree.foundations.sql import read


def take_from_handover(apps, editor) -> None:
    """Begin with what holds for the whole handover, as long as no piece had a moment of its own."""
    alias = editor.connection.alias
    handovers = apps.get_model("cases", "Handover").objects.using(alias)
    waits = handovers.filter(pk=OuterRef("handover")).values("waits_since")
    pieces = apps.get_model("cases", "HandoverPiece").objects.using(alias)
    pieces.filter(waits_since=None).update(waits_since=Subquery(waits))


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_several_at_once")]

    operations = [
        migrations.AlterField(
            "handover",
            "waits_since",
            models.DateTimeField(
                db_comment="Since when somebody has to stand in: when it was made, or taken up again."
            ),
        ),
        migrations.AddField(
            "handoverpiece",
            "waits_since",
            models.DateTimeField(
                null=True,
                db_comment="Since when somebody has to be found: when it came, or when a cover fell away.",
            ),
        ),
        migrations.RunPython(take_from_handover, migrations.RunPython.noop),
        migrations.RunSQL(
            read("0006_pieces_wait", beside=__file__), read("0006_pieces_wait_undo", beside=__file__)
        ),
        migrations.AlterField(
            "handoverpiece",
            "waits_since",
            models.DateTimeField(
                db_comment="Since when somebody has to be found: when it came, or when a cover fell away."
            ),
        ),
    ]
