"""Journals, refunds, periods and reconciliations."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import rooftree.foundations.constraints
from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0003_money_in"),
        ("ledger", "0002_protection"),
        ("people", "0002_protection"),
        ("staff", "0002_protection"),
    ]

    operations = [
        migrations.CreateModel(
            name="Journal",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reversal", "Reversal"),
                            ("transfer", "Transfer"),
                            ("adjustment", "Adjustment"),
                            ("write_off", "Write-off"),
                            ("write_on", "Write-on"),
                            ("waiver", "Waiver"),
                            ("opening", "Opening balance"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prepared", "Waiting for approval"),
                            ("posted", "Posted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(db_comment="A code of the list of reasons of its kind.", max_length=30),
                ),
                ("why", models.TextField(db_comment="In the words of the officer who prepared it.")),
                (
                    "total",
                    models.DecimalField(db_comment="Pounds: its lines together.", decimal_places=2, max_digits=14),
                ),
                ("needs_second", models.BooleanField(db_comment="Whether another officer must approve it.")),
                (
                    "because",
                    models.CharField(db_comment="Why it needs a second officer, or does not.", max_length=300),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        db_comment="The decision of members that a large write-off rests on.",
                        max_length=200,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_why", models.TextField(blank=True)),
                (
                    "posted_on",
                    models.DateField(blank=True, db_comment="The day of the books it stands under.", null=True),
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
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who approved, refused or withdrew it.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["-prepared_at", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("total__gt", 0)), name="journal_is_above_nought"),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="journal_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True), ("settled_by__isnull", True), ("status", "prepared")
                            ),
                            models.Q(
                                models.Q(("status", "prepared"), _negated=True), ("settled_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="settled_journal_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_second", False),
                            ("status__in", ["prepared", "withdrawn"]),
                            models.Q(
                                ("prepared_by__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("settled_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="journal_is_settled_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("posted_on__isnull", False), ("status", "posted")),
                            models.Q(models.Q(("status", "posted"), _negated=True), ("posted_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="posted_journal_says_on_which_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["refused", "withdrawn"]), _negated=True),
                            models.Q(("settled_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_journal_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "prepared")),
                        fields=["council", "prepared_at"],
                        name="journals_to_decide",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.SmallIntegerField(db_comment="Its place in the journal, from 1.")),
                ("amount", models.DecimalField(db_comment="Pounds.", decimal_places=2, max_digits=12)),
                ("code", models.CharField(db_comment="A code of rents.transaction_codes.", max_length=3)),
                ("effective_on", models.DateField(db_comment="The day it is for.")),
                ("narrative", models.CharField(blank=True, max_length=200)),
                (
                    "reverses",
                    models.BigIntegerField(blank=True, db_comment="The movement that it takes back.", null=True),
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
                    "credit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="rents.journal",
                    ),
                ),
                (
                    "other_account",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The account that a transfer's money reaches, if it is another.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The account that it is about; a transfer's: the one that money leaves.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal_lines",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["journal", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "journal", "number"), name="one_journal_line_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="journal_line_is_above_nought"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("debit", models.F("credit")), _negated=True),
                        name="journal_line_moves_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other_account__isnull", True), ("rent_account__isnull", False), _connector="OR"
                        ),
                        name="other_account_beside_an_account",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("reverses__gt", 0)),
                        fields=["council", "reverses"],
                        name="journal_lines_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("amount", models.DecimalField(db_comment="Pounds.", decimal_places=2, max_digits=12)),
                ("how", models.CharField(choices=[("bacs", "Bank transfer"), ("cheque", "Cheque")], max_length=8)),
                ("why", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for checks and approval"),
                            ("approved", "Approved, to be paid"),
                            ("paid", "Paid"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=12,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                (
                    "bank_check",
                    models.CharField(blank=True, db_comment="A code of rents.bank_checks.", max_length=30),
                ),
                ("bank_checked_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_why", models.TextField(blank=True)),
                (
                    "movement",
                    models.BigIntegerField(
                        blank=True, db_comment="The movement that debited the account.", null=True
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True)),
                (
                    "paid_movement",
                    models.BigIntegerField(blank=True, db_comment="The movement that paid it.", null=True),
                ),
                (
                    "bank_checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
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
                    "part",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rents.accountpart",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who approved, refused or withdrew it.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="refund_is_above_nought"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("status", "requested")),
                            models.Q(
                                models.Q(("status", "requested"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settled_refund_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["approved", "paid"]), _negated=True),
                            models.Q(
                                ("movement__isnull", False),
                                models.Q(("settled_by", models.F("requested_by")), _negated=True),
                                models.Q(
                                    ("how", "cheque"),
                                    models.Q(
                                        ("bank_checked_by__isnull", False),
                                        models.Q(("bank_check", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="refund_is_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_movement__isnull", False), ("paid_on__isnull", False), ("status", "paid")
                            ),
                            models.Q(
                                models.Q(("status", "paid"), _negated=True),
                                ("paid_movement__isnull", True),
                                ("paid_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="paid_refund_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["refused", "withdrawn"]), _negated=True),
                            models.Q(("settled_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_refund_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "requested")),
                        fields=("council", "part"),
                        name="one_refund_of_a_part_at_a_time",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["requested", "approved"])),
                        fields=["council", "requested_at"],
                        name="refunds_not_paid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountingPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("year_from_on", models.DateField(db_comment="The first day of its year of the books.")),
                ("number", models.SmallIntegerField(db_comment="Its place in the year, from 1.")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
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
            ],
            options={
                "ordering": ["from_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "year_from_on", "number"), name="one_period_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("from_on"))),
                        name="accounting_period_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_on__gte", models.F("year_from_on"))),
                        name="period_is_in_its_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_period_says_by_whom",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (rooftree.foundations.constraints.IdSpan("council_id"), "&&"),
                            (
                                rooftree.foundations.constraints.DateSpan(
                                    models.F("from_on"), models.F("until_on")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_period_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetOffAgreement",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                (
                    "journal",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="agreement",
                        serialize=False,
                        to="rents.journal",
                    ),
                ),
                ("agreed_on", models.DateField()),
                ("agreed_how", models.CharField(db_comment="By phone, in a letter of which day.", max_length=300)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agreed_how", ""), _negated=True), name="agreement_says_how"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Apology",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        db_comment="What rested on it: message, or action of an old system.", max_length=10
                    ),
                ),
                ("source_id", models.BigIntegerField(db_comment="Its row.")),
                (
                    "reversal",
                    models.BigIntegerField(db_comment="The movement that took the wrong one back."),
                ),
                (
                    "what",
                    models.CharField(db_comment="What was said or done, as officers call it.", max_length=300),
                ),
                ("done_at", models.DateTimeField(db_comment="When it was said or done.")),
                (
                    "balance_then",
                    models.DecimalField(db_comment="Pounds, as we had it.", decimal_places=2, max_digits=12),
                ),
                (
                    "balance_right",
                    models.DecimalField(db_comment="Pounds, as it should be.", decimal_places=2, max_digits=12),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("due", "Due"), ("sent", "Sent"), ("waived", "Waived")],
                        default="due",
                        max_length=6,
                    ),
                ),
                ("flagged_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settled_why",
                    models.TextField(blank=True, db_comment="Why no apology is due, where it was waived."),
                ),
                ("message_id", models.BigIntegerField(blank=True, db_comment="The apology itself.", null=True)),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="To whom it was said or done.",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apologies",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The journal that put the balance right, if it was one.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apologies",
                        to="rents.journal",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "apologies",
                "ordering": ["flagged_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "source", "source_id", "rent_account"), name="one_apology_a_wrong"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("message_id__isnull", True), ("settled_at__isnull", True), ("status", "due")
                            ),
                            models.Q(
                                ("message_id__isnull", False), ("settled_at__isnull", False), ("status", "sent")
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("status", "waived"),
                                models.Q(("settled_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settled_apology_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("balance_then", models.F("balance_right")), _negated=True),
                        name="apology_is_for_a_wrong_balance",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "due")),
                        fields=["council", "flagged_at"],
                        name="apologies_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalPosting",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="posting",
                        serialize=False,
                        to="rents.journalline",
                    ),
                ),
                ("movement", models.BigIntegerField(db_comment="The movement of the ledger.")),
            ],
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(db_comment="A code of rents.reconciliations.", max_length=30)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prepared", "Waiting for review"),
                            ("reviewed", "Reviewed"),
                            ("returned", "Sent back"),
                            ("replaced", "Prepared again"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                (
                    "expected",
                    models.DecimalField(db_comment="Pounds, by the other way.", decimal_places=2, max_digits=14),
                ),
                (
                    "posted",
                    models.DecimalField(db_comment="Pounds, by the books.", decimal_places=2, max_digits=14),
                ),
                (
                    "difference",
                    models.DecimalField(
                        db_comment="Pounds: expected less posted.", decimal_places=2, max_digits=14
                    ),
                ),
                ("parts", models.JSONField(db_comment="Each part of both sums: side, code and pounds, in order.")),
                ("prepared_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("review_note", models.TextField(blank=True)),
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="rents.accountingperiod",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["period", "kind", "-prepared_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["prepared", "reviewed"])),
                        fields=("council", "period", "kind"),
                        name="one_reconciliation_of_a_kind_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "difference",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("expected"), "-", models.F("posted")
                                ),
                            )
                        ),
                        name="difference_is_expected_less_posted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_at__isnull", True),
                                ("reviewed_by__isnull", True),
                                ("status", "prepared"),
                            ),
                            ("status", "replaced"),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("status__in", ["reviewed", "returned"]),
                                models.Q(("reviewed_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reconciliation_is_reviewed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "returned"), _negated=True),
                            models.Q(("review_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_sent_back_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "amount",
                    models.DecimalField(db_comment="Pounds of the difference.", decimal_places=2, max_digits=14),
                ),
                ("words", models.TextField()),
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
                    "reconciliation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="rents.reconciliation",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="explanation_is_of_some_of_it"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="explanation_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundPayee",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payee",
                        serialize=False,
                        to="rents.refund",
                    ),
                ),
                (
                    "name",
                    models.CharField(db_comment="As the bank knows them, or as the cheque says.", max_length=200),
                ),
                (
                    "sealed",
                    models.TextField(
                        blank=True, db_comment="Sort code and number of the bank account, encrypted."
                    ),
                ),
                (
                    "last_four",
                    models.CharField(
                        blank=True, db_comment="Of the number, to show. None: a cheque.", max_length=4
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_four", ""), ("sealed", "")),
                            models.Q(models.Q(("sealed", ""), _negated=True), ("last_four__regex", r"^\d{4}$")),
                            _connector="OR",
                        ),
                        name="bank_account_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="payee_has_a_name"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RefundCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("check_code", models.CharField(db_comment="A code of rents.refund_checks.", max_length=30)),
                (
                    "found",
                    models.DecimalField(
                        db_comment="Pounds owed to the council, or overpaid; 0: nothing.",
                        decimal_places=2,
                        max_digits=12,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, db_comment="What was looked at, and what follows.", max_length=500
                    ),
                ),
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
                    "refund",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="rents.refund",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("found__gte", 0)), name="refund_check_found_nought_or_more"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("found", 0), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="what_was_found_is_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.IntegerField(db_comment="Counts the files of a council from 1.")),
                ("made_at", models.DateTimeField()),
                ("pay_on", models.DateField(db_comment="The day the money leaves.")),
                ("refunds", models.IntegerField(db_comment="How many.")),
                ("total", models.DecimalField(db_comment="Pounds.", decimal_places=2, max_digits=12)),
                (
                    "sha256",
                    models.CharField(db_comment="Of the file's bytes, as they were handed over.", max_length=64),
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
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "number"), name="one_refund_file_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("refunds__gt", 0), ("total__gt", 0)), name="refund_file_pays_something"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="refund",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="rents.refundpayment",
            ),
        ),
        migrations.CreateModel(
            name="YearClose",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("begun", "Begun"),
                            ("rewritten", "Movements put in the order of accounts"),
                            ("done", "Closed"),
                        ],
                        default="begun",
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accounts",
                    models.IntegerField(
                        blank=True, db_comment="How many balances were carried forward.", null=True
                    ),
                ),
                (
                    "carried",
                    models.DecimalField(
                        blank=True,
                        db_comment="Pounds carried forward together.",
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
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
            ],
            options={
                "ordering": ["-from_on"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "from_on"), name="a_year_is_closed_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("from_on"))), name="closed_year_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accounts__isnull", False),
                                ("carried__isnull", False),
                                ("done_at__isnull", False),
                                ("stage", "done"),
                            ),
                            models.Q(models.Q(("stage", "done"), _negated=True), ("done_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="closed_year_says_what_it_carried",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="setoffagreement",
            name="council",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundations.council",
            ),
        ),
        migrations.AddField(
            model_name="setoffagreement",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="journalposting",
            name="council",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundations.council",
            ),
        ),
        migrations.AddField(
            model_name="refundpayee",
            name="council",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundations.council",
            ),
        ),
        migrations.AddField(
            model_name="refundpayee",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalposting",
            constraint=models.UniqueConstraint(fields=("council", "movement"), name="one_journal_line_a_movement"),
        ),
        Protect("rents_journal", root=True, pointed_at=True),
        *[BelongsTo("rents_journal", column, "staff_officer") for column in ("prepared_by_id", "settled_by_id")],
        Protect(
            "rents_setoffagreement",
            key="journal_id",
            restricted=True,
            person="person_id",
            append_only=True,
            regrouped=True,
        ),
        BelongsTo("rents_setoffagreement", "journal_id", "rents_journal"),
        BelongsTo("rents_setoffagreement", "person_id", "people_person", restricted="restricted_to"),
        Protect("rents_journalline", pointed_at=True, append_only=True),
        BelongsTo("rents_journalline", "journal_id", "rents_journal"),
        BelongsTo("rents_journalline", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_journalline", "other_account_id", "rents_rentaccount"),
        BelongsTo("rents_journalline", "debit_id", "ledger_account"),
        BelongsTo("rents_journalline", "credit_id", "ledger_account"),
        Protect("rents_journalposting", key="line_id", append_only=True),
        BelongsTo("rents_journalposting", "line_id", "rents_journalline"),
        Protect("rents_apology", restricted=True, person="person_id"),
        BelongsTo("rents_apology", "journal_id", "rents_journal"),
        BelongsTo("rents_apology", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_apology", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("rents_apology", "team_id", "staff_team"),
        *[BelongsTo("rents_apology", column, "staff_officer") for column in ("owner_id", "settled_by_id")],
        migrations.RunSQL(
            "ALTER TABLE rents_accountpart ADD CONSTRAINT rents_accountpart_of_council UNIQUE (council_id, id)",
            "ALTER TABLE rents_accountpart DROP CONSTRAINT rents_accountpart_of_council",
        ),
        Protect("rents_refundpayment", root=True, pointed_at=True),
        BelongsTo("rents_refundpayment", "made_by_id", "staff_officer"),
        Protect("rents_refund", pointed_at=True),
        BelongsTo("rents_refund", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_refund", "part_id", "rents_accountpart"),
        BelongsTo("rents_refund", "payment_id", "rents_refundpayment"),
        *[
            BelongsTo("rents_refund", column, "staff_officer")
            for column in ("requested_by_id", "bank_checked_by_id", "settled_by_id")
        ],
        Protect("rents_refundpayee", key="refund_id", restricted=True, person="person_id"),
        BelongsTo("rents_refundpayee", "refund_id", "rents_refund"),
        BelongsTo("rents_refundpayee", "person_id", "people_person", restricted="restricted_to"),
        Protect("rents_refundcheck", append_only=True),
        BelongsTo("rents_refundcheck", "refund_id", "rents_refund"),
        BelongsTo("rents_refundcheck", "by_id", "staff_officer"),
        Protect("rents_accountingperiod", root=True, pointed_at=True),
        BelongsTo("rents_accountingperiod", "closed_by_id", "staff_officer"),
        Protect("rents_reconciliation", pointed_at=True),
        BelongsTo("rents_reconciliation", "period_id", "rents_accountingperiod"),
        *[
            BelongsTo("rents_reconciliation", column, "staff_officer")
            for column in ("prepared_by_id", "reviewed_by_id")
        ],
        Protect("rents_explanation", append_only=True),
        BelongsTo("rents_explanation", "reconciliation_id", "rents_reconciliation"),
        BelongsTo("rents_explanation", "by_id", "staff_officer"),
        Protect("rents_yearclose", root=True),
        BelongsTo("rents_yearclose", "by_id", "staff_officer"),
        migrations.RunSQL(
            read("0004_journals_and_periods", beside=__file__),
            read("0004_journals_and_periods_undo", beside=__file__),
        ),
    ]
