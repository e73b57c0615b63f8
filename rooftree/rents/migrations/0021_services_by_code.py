"""Keep how the service charges of each code change in an increase, and that payers are told of nothing to pay."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("foundations", "0009_destruction"), ("rents", "0020_closed_rent_years")]

    operations = [
        migrations.AlterField(
            model_name="rentincrease",
            name="services_by",
            field=models.DecimalField(
                db_comment="Per cent that service charges rise of which nothing else is said.",
                decimal_places=2,
                default=0,
                max_digits=5,
            ),
        ),
        migrations.AddField(
            model_name="rentincrease",
            name="services_file",
            field=models.CharField(
                blank=True,
                db_comment="What services cost home by home: the file that said so.",
                db_default="",
                max_length=120,
            ),
        ),
        migrations.CreateModel(
            name="IncreaseService",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(db_comment="A debit of rents.transaction_codes.", max_length=3)),
                ("per_cent", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        db_comment="Pounds each time it is charged.",
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, db_comment="Where the amount comes from.", max_length=200),
                ),
                (
                    "council",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.council",
                    ),
                ),
                (
                    "increase",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="rents.rentincrease",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "increase", "code"), name="one_change_of_a_service"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0),
                                ("per_cent__isnull", True),
                                models.Q(("source", ""), _negated=True),
                            ),
                            models.Q(("amount__isnull", True), ("per_cent__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_service_changes_by_or_to",
                    ),
                ],
            },
        ),
        Protect("rents_increaseservice", append_only=True),
        BelongsTo("rents_increaseservice", "increase_id", "rents_rentincrease"),
        migrations.RemoveConstraint(model_name="directdebitnotice", name="notice_of_an_amount_above_nought"),
        migrations.AddConstraint(
            model_name="directdebitnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="notice_of_no_less_than_nothing"
            ),
        ),
        migrations.AlterField(
            model_name="directdebitnotice",
            name="amount",
            field=models.DecimalField(
                db_comment="Pounds each time. Nought: nothing is collected any more.",
                decimal_places=2,
                max_digits=8,
            ),
        ),
    ]
