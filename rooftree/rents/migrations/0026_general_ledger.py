"""Keep what was handed over to the general ledger."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


def tied(to: str, name: str = "+", **facts: bool) -> models.ForeignKey:
    """A row of the same council, which `BelongsTo` ties."""
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to, **facts
    )


def council() -> models.ForeignKey:
    """The council whose books they are."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="foundations.council",
    )


def pounds() -> models.DecimalField:
    """A sum of money."""
    return models.DecimalField(db_comment="Pounds.", decimal_places=2, max_digits=14)


def key() -> models.BigAutoField:
    """The number of a row."""
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0025_group_before"),
        ("foundations", "0009_destruction"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="GeneralLedgerFile",
            fields=[
                ("id", key()),
                ("number", models.IntegerField(db_comment="Counts the files of a council from 1.")),
                ("until_on", models.DateField(db_comment="The first accounting day that it has nothing of.")),
                (
                    "settled_until_on",
                    models.DateField(
                        blank=True,
                        db_comment="Until this day the books were closed, and handed over whole. Empty: never "
                        "closed.",
                        null=True,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Empty: the command line.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "lines",
                    models.IntegerField(
                        db_comment="How many lines the file has, between its header and its trailer."
                    ),
                ),
                ("debit", pounds()),
                ("credit", pounds()),
                ("sha256", models.CharField(db_comment="Of the file's bytes.", max_length=64)),
                ("council", council()),
                ("file", tied("foundations.keptfile")),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "number"), name="one_general_ledger_file_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="general_ledger_files_count_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit"))), name="general_ledger_file_balances"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lines__gt", 0), ("debit__gt", 0)),
                        name="general_ledger_file_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_until_on__isnull", True),
                            ("settled_until_on__lte", models.F("until_on")),
                            _connector="OR",
                        ),
                        name="general_ledger_settles_what_it_has",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GeneralLedgerLine",
            fields=[
                ("id", key()),
                ("accounting_on", models.DateField()),
                (
                    "book",
                    models.CharField(
                        db_comment="A control account, or the accounts of a rent group: cash, income.hra, "
                        "debtors.hra, voids.hra.",
                        max_length=40,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        db_comment="The transaction code. Empty: accounts that moved to another group.",
                        max_length=3,
                    ),
                ),
                ("gl", models.CharField(db_comment="The code of the general ledger.", max_length=30)),
                ("debit", pounds()),
                ("credit", pounds()),
                ("movements", models.IntegerField(db_comment="How many movements have a side in it.")),
                ("council", council()),
                ("file", tied("rents.generalledgerfile", "said")),
            ],
            options={
                "ordering": ["accounting_on", "gl", "book", "code"],
                "indexes": [
                    models.Index(
                        fields=["council", "accounting_on", "book", "code"], name="general_ledger_lines_by_day"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "file", "accounting_on", "book", "code"),
                        name="one_general_ledger_line_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gl", ""), _negated=True), name="general_ledger_line_has_a_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit__gte", 0), ("credit__gte", 0), ("movements__gte", 0)),
                        name="general_ledger_line_is_not_below_nought",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit__gt", 0), ("credit__gt", 0), _connector="OR"),
                        name="general_ledger_line_says_something",
                    ),
                ],
            },
        ),
        Protect("rents_generalledgerfile", root=True, pointed_at=True, append_only=True),
        BelongsTo("rents_generalledgerfile", "made_by_id", "staff_officer"),
        BelongsTo("rents_generalledgerfile", "file_id", "foundations_keptfile"),
        Protect("rents_generalledgerline", append_only=True),
        BelongsTo("rents_generalledgerline", "file_id", "rents_generalledgerfile"),
        migrations.RunSQL(
            read("0026_whole_files", beside=__file__), read("0026_whole_files_undo", beside=__file__)
        ),
    ]
