"""Let a direct debit move to another bank account, and keep for which days its payer was told."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo


class Migration(migrations.Migration):
    dependencies = [("rents", "0014_rows_stay")]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                db_comment="The instruction to the payer's earlier bank account, whose place this takes.",
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="rents.mandate",
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="goes_on",
            field=models.BooleanField(
                db_comment="Replaced, and collected from until the first collection that the other is told of.",
                db_default=False,
                default=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("goes_on", False),
                    models.Q(("active_at__isnull", False), ("status", "cancelled")),
                    _connector="OR",
                ),
                name="mandate_goes_on_for_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("council", "replaces"),
                name="mandate_replaced_once",
            ),
        ),
        BelongsTo("rents_mandate", "replaces_id", "rents_mandate"),
        migrations.AddField(
            model_name="directdebitnotice",
            name="every",
            field=models.CharField(
                blank=True,
                db_comment="How often, as the payer was told. Empty: not kept then.",
                db_default="",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="directdebitnotice",
            name="day",
            field=models.SmallIntegerField(
                blank=True,
                db_comment="Of the month or the week, as the payer was told. Empty: not kept then.",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="directdebitnotice", name="one_notice_of_an_amount_a_day"),
        migrations.AddConstraint(
            model_name="directdebitnotice",
            constraint=models.UniqueConstraint(
                fields=("council", "mandate", "first_on", "amount", "every", "day"),
                name="one_notice_of_an_amount_a_day",
            ),
        ),
    ]
