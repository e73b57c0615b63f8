"""Direct debits and card payments."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0005_increases"),
        ("people", "0010_accounts_stay"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="CardPayment",
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
                    "reference",
                    models.CharField(db_comment="Ours, which GOV.UK Pay keeps beside it.", max_length=40),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Being set up"),
                            ("open", "Not finished"),
                            ("paid", "Paid"),
                            ("declined", "Declined"),
                            ("expired", "Not finished in time"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "provider_id",
                    models.CharField(blank=True, db_comment="What GOV.UK Pay calls it.", max_length=40),
                ),
                (
                    "next_url",
                    models.CharField(
                        blank=True, db_comment="Where its card page is, while it is open.", max_length=400
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, db_comment="Why it failed, as GOV.UK Pay codes it.", max_length=10
                    ),
                ),
                ("language", models.CharField(default="en", max_length=2)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, db_comment="When GOV.UK Pay was last asked how it stands.", null=True
                    ),
                ),
                ("movement", models.BigIntegerField(blank=True, db_comment="The ledger's receipt.", null=True)),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who pays, where we know.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_payments",
                        to="people.person",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="card_payments",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "set_up_by",
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
                "ordering": ["-started_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "reference"), name="one_card_payment_a_reference"),
                    models.UniqueConstraint(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=("council", "provider_id"),
                        name="one_card_payment_a_provider_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="card_payment_above_nought"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("provider_id", ""), ("status", "asked")),
                            models.Q(
                                ("ended_at__isnull", True),
                                ("status", "open"),
                                models.Q(("provider_id", ""), _negated=True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("status__in", ["paid", "declined", "expired", "cancelled", "failed"]),
                            ),
                            _connector="OR",
                        ),
                        name="card_payment_is_what_it_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("movement__isnull", False), ("status", "paid")),
                            models.Q(models.Q(("status", "paid"), _negated=True), ("movement__isnull", True)),
                            _connector="OR",
                        ),
                        name="paid_by_card_means_posted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("restricted_to", 0), _connector="OR"),
                        name="card_payment_restricted_as_its_payer",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["council", "started_at"],
                        name="open_card_payments",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardRefund",
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
                ("amount", models.DecimalField(decimal_places=2, max_digits=8)),
                ("why", models.CharField(max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for approval"),
                            ("approved", "Approved"),
                            ("sent", "Sent to GOV.UK Pay"),
                            ("paid", "Given back"),
                            ("failed", "Failed"),
                            ("refused", "Refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("provider_id", models.CharField(blank=True, max_length=40)),
                (
                    "movement",
                    models.BigIntegerField(
                        blank=True, db_comment="The ledger's, of what was given back.", null=True
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Empty: it was made at GOV.UK Pay itself.",
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
                    "decided_by",
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
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="rents.cardpayment",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="card_refund_above_nought"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="card_refund_decided_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by__isnull", True),
                            ("status", "asked"),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="card_refund_decided_before_it_goes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("movement__isnull", False), ("status__in", ["sent", "paid"])),
                            models.Q(("status__in", ["sent", "paid"]), _negated=True),
                            _connector="OR",
                        ),
                        name="card_refund_sent_means_posted",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=("council", "provider_id"),
                        name="one_card_refund_a_provider_id",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
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
                    "reference",
                    models.CharField(db_comment="What the bank knows it by. Never reused.", max_length=18),
                ),
                (
                    "account_name",
                    models.CharField(db_comment="The name of the bank account, as banks write it.", max_length=18),
                ),
                ("sealed", models.TextField(db_comment="Sort code and number of the bank account, encrypted.")),
                (
                    "last_four",
                    models.CharField(db_comment="Of the number of the bank account, to show.", max_length=4),
                ),
                (
                    "every",
                    models.CharField(choices=[("month", "Every month"), ("week", "Every week")], max_length=5),
                ),
                (
                    "day",
                    models.SmallIntegerField(
                        db_comment="Of the month, 1 to 28; of the week, 1 Monday to 5 Friday."
                    ),
                ),
                (
                    "more",
                    models.DecimalField(
                        db_comment="Pounds each time beside the charges: an arrangement to pay what is owed.",
                        decimal_places=2,
                        default=0,
                        max_digits=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "Set up"),
                            ("lodged", "With the bank"),
                            ("active", "In force"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=9,
                    ),
                ),
                ("signed_at", models.DateTimeField(db_comment="When the payer agreed. No paper is needed.")),
                ("lodged_at", models.DateTimeField(blank=True, null=True)),
                ("active_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_because", models.CharField(blank=True, max_length=200)),
                (
                    "cancellation_lodged_at",
                    models.DateTimeField(
                        blank=True,
                        db_comment="When the bank was told; empty where the bank said it, or never knew of it.",
                        null=True,
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
                    "person",
                    models.ForeignKey(
                        db_comment="The payer.",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="people.person",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="rents.rentaccount",
                    ),
                ),
                (
                    "set_up_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Empty: the payer did it on the website.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "reference"), name="one_mandate_a_reference"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "cancelled"), _negated=True),
                        fields=("council", "rent_account"),
                        name="one_live_mandate_an_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__gte", 1), ("day__lte", 28), ("every", "month")),
                            models.Q(("day__gte", 1), ("day__lte", 5), ("every", "week")),
                            _connector="OR",
                        ),
                        name="mandate_collects_on_a_day_that_comes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("more__gte", 0)), name="mandate_collects_no_less_than_charges"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("status", "cancelled"),
                                models.Q(("cancelled_because", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "cancelled"), _negated=True),
                                ("cancelled_at__isnull", True),
                                ("cancelled_because", ""),
                            ),
                            _connector="OR",
                        ),
                        name="cancelled_mandate_says_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["new", "cancelled"]), ("lodged_at__isnull", False), _connector="OR"
                        ),
                        name="mandate_in_force_was_lodged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_four__regex", "^\\d{4}$")), name="mandate_shows_four_digits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectDebitNotice",
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
                ("amount", models.DecimalField(db_comment="Pounds each time.", decimal_places=2, max_digits=8)),
                ("first_on", models.DateField(db_comment="The first collection that it is for.")),
                ("told_at", models.DateTimeField()),
                ("because", models.CharField(max_length=200)),
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
                    "mandate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="rents.mandate",
                    ),
                ),
            ],
            options={
                "ordering": ["first_on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "mandate", "first_on", "amount"), name="one_notice_of_an_amount_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="notice_of_an_amount_above_nought"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MandateEvent",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("set_up", "Set up"),
                            ("lodged", "Sent to the bank"),
                            ("taken_up", "In force"),
                            ("rejected", "Not taken by the bank"),
                            ("moved", "Account moved"),
                            ("changed", "Changed"),
                            ("unpaid", "Not paid"),
                            ("cancelled", "Cancelled"),
                            ("reinstated", "Taken up again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Empty: the payer, the bank or a job.",
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
                    "mandate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="rents.mandate",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [
                    models.Index(fields=["council", "what", "at"], name="mandate_events_by_what"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.IntegerField(db_comment="Counts up by one in a council; the file bears it.")),
                (
                    "collects_on",
                    models.DateField(db_comment="The day on which the money leaves the payers' accounts."),
                ),
                ("items", models.IntegerField(db_comment="Collections in the file.")),
                ("total", models.DecimalField(db_comment="Pounds of them all.", decimal_places=2, max_digits=14)),
                ("instructions", models.IntegerField(db_comment="New and cancelled instructions in the file.")),
                ("sha256", models.CharField(db_comment="Of the file as it was made.", max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "posted_at",
                    models.DateTimeField(blank=True, db_comment="When its collections were posted.", null=True),
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
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "number"), name="one_submission_a_number"),
                    models.UniqueConstraint(fields=("council", "collects_on"), name="one_submission_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("instructions__gte", 0), ("items__gte", 0), ("total__gte", 0)),
                        name="submission_counts_no_less_than_none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LodgedInstruction",
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
                ("kind", models.CharField(choices=[("0N", "New"), ("0C", "Cancelled")], max_length=2)),
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
                    "mandate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lodged_in",
                        to="rents.mandate",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lodged",
                        to="rents.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "mandate", "kind"), name="one_instruction_of_a_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Collection",
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
                ("due_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8)),
                (
                    "is_first",
                    models.BooleanField(
                        db_comment="The first collection of a mandate has a code of its own.", default=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "Asked of the bank"),
                            ("collected", "Collected"),
                            ("unpaid", "Not paid"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "movement",
                    models.BigIntegerField(
                        blank=True, db_comment="The ledger's, when it was collected.", null=True
                    ),
                ),
                (
                    "unpaid_movement",
                    models.BigIntegerField(blank=True, db_comment="The ledger's, when it came back.", null=True),
                ),
                ("unpaid_on", models.DateField(blank=True, null=True)),
                ("unpaid_reason", models.CharField(blank=True, db_comment="A code of rents.arudd.", max_length=1)),
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
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="rents.directdebitnotice",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="rents.mandate",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="rents.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "mandate", "due_on"), name="one_collection_a_day"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="collection_above_nought"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("movement__isnull", True),
                                ("status", "submitted"),
                                ("unpaid_movement__isnull", True),
                            ),
                            models.Q(
                                ("movement__isnull", False),
                                ("status", "collected"),
                                ("unpaid_movement__isnull", True),
                            ),
                            models.Q(
                                ("movement__isnull", False),
                                ("status", "unpaid"),
                                ("unpaid_movement__isnull", False),
                                ("unpaid_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="collection_is_what_the_ledger_says",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "status", "due_on"], name="collections_by_day"),
                ],
            },
        ),
        Protect("rents_mandate", restricted=True, person="person_id", pointed_at=True),
        BelongsTo("rents_mandate", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("rents_mandate", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_mandate", "set_up_by_id", "staff_officer"),
        Protect("rents_mandateevent", restricted=True, append_only=True, regrouped=True),
        BelongsTo("rents_mandateevent", "mandate_id", "rents_mandate", restricted="restricted_to"),
        BelongsTo("rents_mandateevent", "by_id", "staff_officer"),
        Protect("rents_directdebitnotice", restricted=True, append_only=True, regrouped=True, pointed_at=True),
        BelongsTo("rents_directdebitnotice", "mandate_id", "rents_mandate", restricted="restricted_to"),
        Protect("rents_submission", root=True, pointed_at=True),
        BelongsTo("rents_submission", "made_by_id", "staff_officer"),
        Protect("rents_lodgedinstruction", restricted=True, append_only=True, regrouped=True),
        BelongsTo("rents_lodgedinstruction", "submission_id", "rents_submission"),
        BelongsTo("rents_lodgedinstruction", "mandate_id", "rents_mandate", restricted="restricted_to"),
        Protect("rents_collection", restricted=True),
        BelongsTo("rents_collection", "mandate_id", "rents_mandate", restricted="restricted_to"),
        BelongsTo("rents_collection", "notice_id", "rents_directdebitnotice"),
        BelongsTo("rents_collection", "submission_id", "rents_submission"),
        Protect("rents_cardpayment", restricted=True, person="person_id", pointed_at=True),
        BelongsTo("rents_cardpayment", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("rents_cardpayment", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_cardpayment", "set_up_by_id", "staff_officer"),
        Protect("rents_cardrefund", restricted=True),
        BelongsTo("rents_cardrefund", "payment_id", "rents_cardpayment", restricted="restricted_to"),
        BelongsTo("rents_cardrefund", "asked_by_id", "staff_officer"),
        BelongsTo("rents_cardrefund", "decided_by_id", "staff_officer"),
    ]
