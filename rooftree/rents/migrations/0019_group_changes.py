"""Remember the group in which an account was charged before, and the income that moved with it."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect

COUNCIL = models.ForeignKey(
    db_constraint=False,
    db_index=False,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="foundations.council",
)


def account(name: str) -> models.ForeignKey:
    """The rent account that a row is about."""
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to="rents.rentaccount",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0018_queued_runs"),
        ("foundations", "0009_destruction"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "was",
                    models.CharField(db_comment="The code of rents.groups in which it was before.", max_length=20),
                ),
                (
                    "group",
                    models.CharField(
                        db_comment="The code of rents.groups in which it is from then on.", max_length=20
                    ),
                ),
                ("from_on", models.DateField(db_comment="The first day whose income is the new group’s.")),
                (
                    "charged_from_on",
                    models.DateField(
                        db_comment="Periods that begin before this day are charged and put right by the runs of "
                        "the group before."
                    ),
                ),
                ("why", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                ("council", COUNCIL),
                ("rent_account", account("group_changes")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("group", models.F("was")), _negated=True),
                        name="group_changes_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("charged_from_on__gte", models.F("from_on"))),
                        name="group_charges_from_its_change_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomeMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(db_comment="A code of rents.transaction_codes.", max_length=3)),
                ("from_group", models.CharField(db_comment="A code of rents.groups.", max_length=20)),
                ("to_group", models.CharField(db_comment="A code of rents.groups.", max_length=20)),
                (
                    "pounds",
                    models.DecimalField(
                        db_comment="Below nought: income that went back to the first group.",
                        decimal_places=2,
                        max_digits=12,
                    ),
                ),
                ("movement", models.BigIntegerField(db_comment="The movement of the ledger.")),
                ("at", models.DateTimeField()),
                ("council", COUNCIL),
                ("rent_account", account("income_moves")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pounds", 0), _negated=True), name="income_that_moves_is_not_nought"
                    ),
                    models.UniqueConstraint(fields=("council", "movement"), name="income_moves_once_a_movement"),
                ],
            },
        ),
        Protect("rents_groupchange", root=True, append_only=True),
        BelongsTo("rents_groupchange", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_groupchange", "by_id", "staff_officer"),
        Protect("rents_incomemove", root=True, append_only=True),
        BelongsTo("rents_incomemove", "rent_account_id", "rents_rentaccount"),
    ]
