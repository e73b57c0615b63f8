"""Rent accounts, rent years, charges and debit runs."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import rooftree.foundations.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundations", "0009_destruction"),
        ("ledger", "0001_accounts"),
        ("places", "0005_search_words"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
        ("tenancies", "0008_homes_by_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="DebitRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group", models.CharField(db_comment="A code of rents.groups.", max_length=20)),
                (
                    "cycle",
                    models.CharField(
                        db_comment="weekly, monthly, nightly; catch_up for what came late.", max_length=8
                    ),
                ),
                ("period_from_on", models.DateField(db_comment="The first day charged.")),
                ("period_until_on", models.DateField(db_comment="The first day that is not.")),
                (
                    "status",
                    models.CharField(choices=[("rehearsed", "Rehearsed"), ("posted", "Posted")], max_length=10),
                ),
                (
                    "ledger_run_id",
                    models.BigIntegerField(blank=True, db_comment="The ledger's run that it posted.", null=True),
                ),
                ("accounts", models.IntegerField(default=0)),
                (
                    "expected",
                    models.DecimalField(
                        db_comment="The roll: pounds of every charge due.", decimal_places=2, max_digits=14
                    ),
                ),
                (
                    "charged",
                    models.DecimalField(db_comment="Pounds charged to payers.", decimal_places=2, max_digits=14),
                ),
                (
                    "void",
                    models.DecimalField(
                        db_comment="Pounds that fell to void accounts.", decimal_places=2, max_digits=14
                    ),
                ),
                (
                    "late",
                    models.DecimalField(
                        db_comment="Pounds of earlier periods, caught up or put right.",
                        decimal_places=2,
                        default=0,
                        max_digits=14,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                "ordering": ["-period_from_on", "group"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "posted"), models.Q(("cycle", "catch_up"), _negated=True)),
                        fields=("council", "group", "cycle", "period_from_on"),
                        name="a_period_is_charged_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_until_on__gt", models.F("period_from_on"))),
                        name="charged_period_has_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedSince",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("from_on", models.DateField()),
                ("why", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
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
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "done_in",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="put_right",
                        to="rents.debitrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RentAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "payment_reference",
                    models.CharField(
                        db_comment="What a payer quotes. Ours are digits of which the last two check the others.",
                        max_length=40,
                    ),
                ),
                ("group", models.CharField(db_comment="A code of rents.groups.", max_length=20)),
                (
                    "cycle",
                    models.CharField(
                        db_comment="How it is charged: weekly, monthly, nightly, by rents.cycles.", max_length=8
                    ),
                ),
                ("from_on", models.DateField(db_comment="The first day charged.")),
                (
                    "until_on",
                    models.DateField(
                        blank=True, db_comment="The first day that is not charged any more.", null=True
                    ),
                ),
                (
                    "paying_by",
                    models.CharField(
                        blank=True,
                        db_comment="A code of rents.payment_methods: how the payer usually pays.",
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
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
                    "place",
                    models.ForeignKey(
                        db_comment="The home or garage.",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rent_accounts",
                        to="places.place",
                    ),
                ),
                (
                    "tenancy",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rent_account",
                        to="tenancies.tenancy",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "payment_reference"), name="one_account_a_payment_reference"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="account_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tenancy__isnull", True)),
                        fields=("council", "place"),
                        name="one_void_account_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedBenefit",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        db_comment="A code of rents.benefits: hb, uc, uc_managed, uc_deduction.", max_length=20
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Pounds each time; 0: a claim pending.", decimal_places=2, max_digits=10
                    ),
                ),
                (
                    "every",
                    models.CharField(db_comment="A code of rents.frequencies: how often it comes.", max_length=10),
                ),
                ("next_on", models.DateField(blank=True, db_comment="When it should come next.", null=True)),
                ("claimed_on", models.DateField(blank=True, null=True)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benefits",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="benefit_is_not_below_nought"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="benefit_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("kind__in", ["hb", "uc", "uc_managed"])),
                        expressions=[
                            (rooftree.foundations.constraints.IdSpan("council_id"), "&&"),
                            (rooftree.foundations.constraints.IdSpan("rent_account_id"), "&&"),
                            (
                                rooftree.foundations.constraints.DateSpan(
                                    models.F("from_on"), models.F("until_on")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_benefit_of_a_kind_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(db_comment="A debit of rents.transaction_codes.", max_length=3)),
                (
                    "amount",
                    models.DecimalField(
                        db_comment="Pounds for each week, month or night that is charged.",
                        decimal_places=2,
                        max_digits=10,
                    ),
                ),
                ("per", models.CharField(db_comment="week, month or night.", max_length=8)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, db_comment="The first day after its last.", null=True)),
                (
                    "why",
                    models.CharField(
                        db_comment="Where it comes from: let, annual increase, loaded, corrected.", max_length=100
                    ),
                ),
                ("created_at", models.DateTimeField()),
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
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="places.place",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place__isnull", False), ("rent_account__isnull", True)),
                            models.Q(("place__isnull", True), ("rent_account__isnull", False)),
                            _connector="OR",
                        ),
                        name="charge_of_a_home_or_an_account",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="charge_is_above_nought"),
                    models.CheckConstraint(
                        condition=models.Q(("per__in", ["week", "month", "night"])), name="charge_per_known_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="charge_ends_after_start",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("place__isnull", False)),
                        fields=["council", "place"],
                        name="charges_of_a_place",
                    ),
                    models.Index(
                        condition=models.Q(("rent_account__isnull", False)),
                        fields=["council", "rent_account"],
                        name="charges_of_an_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "part",
                    models.CharField(
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
                    "ledger_account",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "rent_account",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="rents.rentaccount",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "rent_account", "part"), name="one_ledger_account_a_part"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="RentYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group", models.CharField(db_comment="A code of rents.groups.", max_length=20)),
                ("starts_on", models.DateField(db_comment="The first debit day.")),
                ("weeks", models.SmallIntegerField(db_comment="52 or 53.")),
                (
                    "free_weeks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(),
                        db_comment="Debit days on which nothing is charged.",
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "frozen_at",
                    models.DateTimeField(
                        blank=True, db_comment="Its charges are not changed any more.", null=True
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, db_comment="Nothing is posted into it any more.", null=True),
                ),
                ("created_at", models.DateTimeField()),
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
                "ordering": ["-starts_on", "group"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "group", "starts_on"), name="one_rent_year_a_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weeks__in", [52, 53])), name="rent_year_of_52_or_53_weeks"
                    ),
                ],
            },
        ),
    ]
