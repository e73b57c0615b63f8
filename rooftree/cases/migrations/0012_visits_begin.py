"""Keeps when a visit begins, and how often its time was changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_id_of_a_case"),
        ("foundations", "0009_destruction"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="moved_at",
            field=models.DateTimeField(blank=True, db_comment="Of a visit: when that last was.", null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="moves",
            field=models.SmallIntegerField(
                db_comment="Of a visit: how often its time was changed.", db_default=0, default=0
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="starts_at",
            field=models.DateTimeField(
                blank=True, db_comment="Of a visit: when it begins. It lasts until it is due.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__isnull", True),
                    models.Q(("due_at__gt", models.F("starts_at")), ("kind", "visit")),
                    _connector="OR",
                ),
                name="visit_ends_after_it_begins",
            ),
        ),
    ]
