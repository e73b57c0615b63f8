"""Files of money, their lines, and what is in suspense."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0002_protection"),
        ("foundations", "0009_destruction"),
        ("staff", "0002_protection"),
    ]

    operations = [
        migrations.CreateModel(
            name="MoneyFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        db_comment="A code of rents/files/kinds.py: cash, bank, arudd, hb, uc.", max_length=10
                    ),
                ),
                ("name", models.CharField(db_comment="As the sender called it, made harmless.", max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("posted", "Posted"),
                            ("held", "Held: an earlier one is missing"),
                            ("refused", "Refused"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        blank=True, db_comment="Why it is held or refused, in a sentence.", max_length=300
                    ),
                ),
                (
                    "faults",
                    models.JSONField(
                        db_comment="What is wrong with it: line number (0: the whole) and words.", default=list
                    ),
                ),
                ("more_faults", models.IntegerField(db_comment="Faults beyond those that are listed.", default=0)),
                ("lines", models.IntegerField(default=0)),
                (
                    "total",
                    models.DecimalField(
                        db_comment="Pounds: what came in less what went back.",
                        decimal_places=2,
                        default=0,
                        max_digits=14,
                    ),
                ),
                ("to_accounts", models.IntegerField(db_comment="Lines posted to accounts.", default=0)),
                (
                    "to_accounts_total",
                    models.DecimalField(db_comment="Pounds.", decimal_places=2, default=0, max_digits=14),
                ),
                ("to_suspense", models.IntegerField(db_comment="Lines posted to suspense.", default=0)),
                (
                    "to_suspense_total",
                    models.DecimalField(db_comment="Pounds.", decimal_places=2, default=0, max_digits=14),
                ),
                (
                    "elsewhere",
                    models.IntegerField(
                        db_comment="Lines posted to a control account: another file has them.", default=0
                    ),
                ),
                (
                    "elsewhere_total",
                    models.DecimalField(db_comment="Pounds.", decimal_places=2, default=0, max_digits=14),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "posted_on",
                    models.DateField(blank=True, db_comment="The day of the books it stands under.", null=True),
                ),
                ("skip_asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "skip_why",
                    models.TextField(
                        blank=True, db_comment="Why it is to be posted although an earlier one is missing."
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
                    "kept",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.keptfile",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Empty: the command line or the watched folder.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "skip_agreed_by",
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
                    "skip_asked_by",
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
                "ordering": ["-received_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["posted", "held"])),
                        fields=("council", "sha256"),
                        name="a_money_file_is_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("posted_on__isnull", False), ("status", "posted")),
                            models.Q(models.Q(("status", "posted"), _negated=True), ("posted_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="posted_file_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "posted"), models.Q(("because", ""), _negated=True), _connector="OR"
                        ),
                        name="file_that_waits_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "lines",
                                    models.F("to_accounts") + models.F("to_suspense") + models.F("elsewhere"),
                                ),
                                ("status", "posted"),
                                (
                                    "total",
                                    models.F("to_accounts_total")
                                    + models.F("to_suspense_total")
                                    + models.F("elsewhere_total"),
                                ),
                            ),
                            models.Q(
                                models.Q(("status", "posted"), _negated=True),
                                ("elsewhere", 0),
                                ("to_accounts", 0),
                                ("to_suspense", 0),
                            ),
                            _connector="OR",
                        ),
                        name="what_came_in_went_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("skip_agreed_by__isnull", True), ("skip_asked_by__isnull", True), ("skip_why", "")
                            ),
                            models.Q(("skip_asked_by__isnull", False), models.Q(("skip_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="skipping_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("skip_agreed_by__isnull", True),
                            models.Q(("skip_agreed_by", models.F("skip_asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="skipping_is_agreed_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "kind", "-received_at"], name="money_files_of_a_kind"),
                    models.Index(fields=["council", "sha256"], name="money_file_by_hash"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "row",
                    models.IntegerField(
                        db_comment="Counts the lines of the file from 1; the movement's key ends with it."
                    ),
                ),
                (
                    "number",
                    models.IntegerField(db_comment="Where it stands in the file: the line, or the bank's entry."),
                ),
                ("part", models.SmallIntegerField(db_comment="Which part of the file, counted from nought.")),
                ("code", models.CharField(db_comment="A code of rents.transaction_codes.", max_length=3)),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Pounds. Below nought: money that went back.", decimal_places=2, max_digits=12
                    ),
                ),
                ("paid_on", models.DateField()),
                ("reference", models.CharField(blank=True, db_comment="What the payer quoted.", max_length=40)),
                ("payer", models.CharField(blank=True, max_length=100)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "source_id",
                    models.CharField(blank=True, db_comment="What the sender calls this line.", max_length=40),
                ),
                (
                    "control",
                    models.CharField(db_comment="The control account through which it came.", max_length=40),
                ),
                (
                    "evidence",
                    models.CharField(
                        db_comment="A code of rents.match_evidence: how it is known where it goes.",
                        max_length=20,
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
                    "rent_account",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The account it was posted to; empty: suspense, or another file's money.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines_paid",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posted_lines",
                        to="rents.moneyfile",
                    ),
                ),
            ],
            options={
                "ordering": ["file", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "file", "row"), name="one_line_a_row"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="line_has_an_amount"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            models.Q(("payer", ""), _negated=True), ("rent_account__isnull", False)
                        ),
                        fields=["council", "payer", "amount"],
                        name="lines_by_payer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyFilePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.SmallIntegerField(db_comment="Which of the file's parts, counted from nought.")),
                ("feed", models.CharField(db_comment="The series: a cash office, a bank account.", max_length=40)),
                ("sequence", models.IntegerField(blank=True, db_comment="Its number in the series.", null=True)),
                ("made_on", models.DateField(blank=True, null=True)),
                (
                    "name",
                    models.CharField(
                        blank=True, db_comment="What the sender calls it: a statement's id.", max_length=40
                    ),
                ),
                ("lines", models.IntegerField()),
                ("total", models.DecimalField(db_comment="Pounds.", decimal_places=2, max_digits=14)),
                (
                    "by_code",
                    models.JSONField(db_comment="Lines and pounds of each transaction code.", default=dict),
                ),
                (
                    "opening",
                    models.DecimalField(
                        blank=True, db_comment="Pounds.", decimal_places=2, max_digits=14, null=True
                    ),
                ),
                (
                    "closing",
                    models.DecimalField(
                        blank=True, db_comment="Pounds.", decimal_places=2, max_digits=14, null=True
                    ),
                ),
                ("is_posted", models.BooleanField(default=False)),
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
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="rents.moneyfile",
                    ),
                ),
            ],
            options={
                "ordering": ["file", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "file", "number"), name="one_part_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_posted", True), ("sequence__isnull", False)),
                        fields=("council", "feed", "sequence"),
                        name="a_numbered_file_is_posted_once",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "feed", "made_on"], name="money_files_of_a_feed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspenseItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Pounds. Below nought: money that went back.", decimal_places=2, max_digits=12
                    ),
                ),
                (
                    "received_on",
                    models.DateField(db_comment="The day it came into suspense; its age counts from here."),
                ),
                (
                    "evidence",
                    models.CharField(blank=True, db_comment="A code of rents.match_evidence.", max_length=20),
                ),
                (
                    "because",
                    models.CharField(db_comment="Why that account, or why none, in a sentence.", max_length=300),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waiting"),
                            ("posted", "Posted to an account"),
                            ("returned", "Given back to the payer"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("settled_on", models.DateField(blank=True, null=True)),
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
                    "line",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense",
                        to="rents.fileline",
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
                    "suggested",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Whose it may be: a guess, until somebody posts it.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The team that answers for it while no officer does.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["received_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_on__isnull", True), ("status", "open")),
                            models.Q(models.Q(("status", "open"), _negated=True), ("settled_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="settled_suspense_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="suspense_says_why"
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["council", "received_on"],
                        name="suspense_that_is_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspenseMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("post", "Post to an account"), ("return", "Give back to the payer")],
                        max_length=6,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rent", "Rent"),
                            ("services", "Service charges"),
                            ("recharges", "Recharges"),
                            ("court_costs", "Court costs"),
                            ("hb_overpayment", "Housing Benefit overpaid"),
                        ],
                        max_length=14,
                    ),
                ),
                ("payee", models.CharField(blank=True, db_comment="Whom it is given back to.", max_length=100)),
                ("why", models.TextField(db_comment="How the officer knows whose it is.")),
                ("needs_second", models.BooleanField(db_comment="Whether another officer must approve it.")),
                (
                    "because",
                    models.CharField(db_comment="Why it needs a second officer, or does not.", max_length=300),
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
                        max_length=10,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_why", models.TextField(blank=True)),
                (
                    "movement",
                    models.BigIntegerField(
                        blank=True, db_comment="The movement that took it out of suspense.", null=True
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
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="rents.suspenseitem",
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
                    "rent_account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            ],
            options={
                "ordering": ["prepared_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["prepared", "posted"])),
                        fields=("council", "item"),
                        name="one_move_of_suspense_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "post"),
                                ("rent_account__isnull", False),
                                models.Q(("part", ""), _negated=True),
                            ),
                            models.Q(
                                ("kind", "return"),
                                ("rent_account__isnull", True),
                                models.Q(("payee", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="suspense_move_says_where_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("status", "prepared")),
                            models.Q(
                                models.Q(("status", "prepared"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settled_suspense_move_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("movement__isnull", False), ("status", "posted")),
                            models.Q(models.Q(("status", "posted"), _negated=True), ("movement__isnull", True)),
                            _connector="OR",
                        ),
                        name="posted_suspense_move_has_movement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "posted"), _negated=True),
                            ("needs_second", False),
                            models.Q(("settled_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="suspense_move_is_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("settled_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_suspense_move_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspenseNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("text", models.TextField()),
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
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="rents.suspenseitem",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="suspense_note_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        db_comment="A code of rents/files/kinds.py: cash, bank, hb, uc.", max_length=10
                    ),
                ),
                (
                    "layout",
                    models.TextField(blank=True, db_comment="A mapping in TOML; empty for our own layout."),
                ),
                (
                    "elsewhere",
                    models.JSONField(
                        db_comment="Entries that another file has: control account, bank's code, payer, text.",
                        default=list,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
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
                "constraints": [
                    models.UniqueConstraint(fields=("council", "kind"), name="one_mapping_a_kind_of_file")
                ],
            },
        ),
        Protect("rents_filemapping", root=True),
        BelongsTo("rents_filemapping", "changed_by_id", "staff_officer"),
        Protect("rents_moneyfile", root=True, pointed_at=True),
        BelongsTo("rents_moneyfile", "kept_id", "foundations_keptfile"),
        *[
            BelongsTo("rents_moneyfile", column, "staff_officer")
            for column in ("received_by_id", "skip_asked_by_id", "skip_agreed_by_id")
        ],
        Protect("rents_moneyfilepart"),
        BelongsTo("rents_moneyfilepart", "file_id", "rents_moneyfile"),
        Protect("rents_fileline", pointed_at=True, append_only=True),
        BelongsTo("rents_fileline", "file_id", "rents_moneyfile"),
        Protect("rents_suspenseitem", pointed_at=True),
        BelongsTo("rents_suspenseitem", "line_id", "rents_fileline"),
        BelongsTo("rents_suspenseitem", "suggested_id", "rents_rentaccount"),
        BelongsTo("rents_suspenseitem", "owner_id", "staff_officer"),
        BelongsTo("rents_suspenseitem", "team_id", "staff_team"),
        Protect("rents_suspensenote", append_only=True),
        BelongsTo("rents_suspensenote", "item_id", "rents_suspenseitem"),
        BelongsTo("rents_suspensenote", "by_id", "staff_officer"),
        Protect("rents_suspensemove"),
        BelongsTo("rents_suspensemove", "item_id", "rents_suspenseitem"),
        BelongsTo("rents_suspensemove", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_suspensemove", "prepared_by_id", "staff_officer"),
        BelongsTo("rents_suspensemove", "settled_by_id", "staff_officer"),
        migrations.RunSQL(
            read("0003_money_in", beside=__file__),
            read("0003_money_in_undo", beside=__file__),
        ),
    ]
