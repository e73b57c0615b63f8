"""Annual increases, and what formula rents are reckoned from."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import rooftree.foundations.constraints
from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0004_journals_and_periods"),
        ("places", "0005_search_words"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="HomeValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("rent_type", models.CharField(db_comment="A code of rents.rent_types.", max_length=12)),
                (
                    "value_1999",
                    models.DecimalField(
                        blank=True,
                        db_comment="Existing-use value in January 1999, pounds.",
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                    ),
                ),
                (
                    "county",
                    models.CharField(
                        blank=True, db_comment="A code of rents.counties, as of 1999.", max_length=30
                    ),
                ),
                (
                    "bedrooms",
                    models.SmallIntegerField(
                        blank=True, db_comment="As valued; empty: those of the home today.", null=True
                    ),
                ),
                (
                    "is_supported",
                    models.BooleanField(db_comment="Supported housing has more flexibility.", default=False),
                ),
                (
                    "market_rent",
                    models.DecimalField(
                        blank=True,
                        db_comment="Pounds a week with services, for an affordable rent.",
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                    ),
                ),
                (
                    "market_on",
                    models.DateField(blank=True, db_comment="When the market rent was valued.", null=True),
                ),
                ("source", models.CharField(db_comment="Who valued it, or which file said so.", max_length=100)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value_1999__isnull", True), ("value_1999__gt", 0), _connector="OR"),
                        name="value_is_above_nought",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bedrooms__isnull", True), ("bedrooms__gte", 0), _connector="OR"),
                        name="valued_bedrooms_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="value_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (rooftree.foundations.constraints.IdSpan("council_id"), "&&"),
                            (rooftree.foundations.constraints.IdSpan("place_id"), "&&"),
                            (
                                rooftree.foundations.constraints.DateSpan(
                                    models.F("from_on"), models.F("until_on")
                                ),
                                "&&",
                            ),
                        ],
                        name="one_value_of_a_home_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RentIncrease",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("group", models.CharField(db_comment="A code of rents.groups.", max_length=20)),
                ("starts_on", models.DateField(db_comment="The first debit day of the new rents.")),
                ("weeks", models.SmallIntegerField(db_comment="Of the new rent year: 52 or 53.")),
                (
                    "free_weeks_before",
                    models.SmallIntegerField(db_comment="Weeks not charged in the year before."),
                ),
                ("free_weeks", models.SmallIntegerField(db_comment="Weeks not charged in the new year.")),
                (
                    "cpi",
                    models.DecimalField(
                        db_comment="Of the September before, per cent.", decimal_places=2, max_digits=5
                    ),
                ),
                ("cpi_source", models.CharField(db_comment="Where that figure is published.", max_length=200)),
                (
                    "most",
                    models.DecimalField(
                        db_comment="Per cent that a rent may rise at most.", decimal_places=2, max_digits=5
                    ),
                ),
                (
                    "convergence",
                    models.DecimalField(
                        db_comment="Pounds a week more at most, towards formula rent.",
                        decimal_places=2,
                        max_digits=6,
                    ),
                ),
                (
                    "services_by",
                    models.DecimalField(
                        db_comment="Per cent that service charges rise.", decimal_places=2, default=0, max_digits=5
                    ),
                ),
                ("notice_by", models.DateField(db_comment="The last day on which tenants can be told in time.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("rehearsed", "Rehearsed"),
                            ("approved", "Approved"),
                            ("applied", "Charged"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("homes", models.IntegerField(default=0)),
                ("exceptions", models.IntegerField(db_comment="Lines that an officer looks at.", default=0)),
                (
                    "old_weekly",
                    models.DecimalField(
                        db_comment="Rents, all homes.", decimal_places=2, default=0, max_digits=14
                    ),
                ),
                (
                    "new_weekly",
                    models.DecimalField(
                        db_comment="Rents, all homes.", decimal_places=2, default=0, max_digits=14
                    ),
                ),
                (
                    "uc_accounts",
                    models.IntegerField(db_comment="Accounts that Universal Credit pays towards.", default=0),
                ),
                (
                    "uc_shortfall",
                    models.DecimalField(
                        db_comment="Pounds of a 53rd week that it does not pay.",
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, db_comment="When every tenant's letter was written.", null=True
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "applied_by",
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
                    "approved_by",
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
                    "prepared_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "group"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "withdrawn"), _negated=True),
                        fields=("council", "group", "starts_on"),
                        name="one_increase_of_a_group_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="increase_approved_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="increase_approved_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", True), ("applied_by__isnull", True)),
                            models.Q(
                                ("applied_at__isnull", False),
                                ("applied_by__isnull", False),
                                ("approved_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="increase_applied_after_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["rehearsed", "withdrawn"]),
                            models.Q(
                                ("applied_at__isnull", True),
                                ("approved_at__isnull", False),
                                ("status", "approved"),
                            ),
                            models.Q(("applied_at__isnull", False), ("status", "applied")),
                            _connector="OR",
                        ),
                        name="increase_is_what_it_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("told_at__isnull", True), ("approved_at__isnull", False), _connector="OR"
                        ),
                        name="tenants_are_told_what_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weeks__in", [52, 53])), name="increase_for_a_year_of_52_or_53_weeks"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RentIncreaseLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(choices=[("rent", "Rent"), ("service", "Service charge")], max_length=7),
                ),
                ("code", models.CharField(db_comment="A debit of rents.transaction_codes.", max_length=3)),
                ("per", models.CharField(db_comment="week, month or night.", max_length=8)),
                (
                    "rent_type",
                    models.CharField(blank=True, db_comment="A code of rents.rent_types.", max_length=12),
                ),
                ("old_charge", models.DecimalField(decimal_places=2, max_digits=10)),
                ("new_charge", models.DecimalField(decimal_places=2, max_digits=10)),
                ("old", models.DecimalField(decimal_places=2, max_digits=10)),
                ("uprated", models.DecimalField(decimal_places=2, max_digits=10)),
                ("formula", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("cap", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ("convergence", models.DecimalField(decimal_places=2, default=0, max_digits=6)),
                ("new", models.DecimalField(decimal_places=2, max_digits=10)),
                ("why", models.CharField(max_length=400)),
                (
                    "exception",
                    models.CharField(
                        blank=True, db_comment="A code of rents.increase_exceptions, or none.", max_length=30
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        blank=True,
                        db_comment="As it stood at the rehearsal. Empty: nothing is charged.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rents.charge",
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
                    "increase",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="rents.rentincrease",
                    ),
                ),
                (
                    "new_charge_line",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The charge that it became.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rents.charge",
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
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "increase", "charge"), name="one_line_a_charge"),
                    models.CheckConstraint(
                        condition=models.Q(("old_charge__gte", 0), ("new_charge__gte", 0)),
                        name="increase_line_not_below_nought",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "service"),
                            (
                                "new",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("uprated"), "+", models.F("convergence")
                                ),
                            ),
                            models.Q(("exception", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="new_rent_is_its_sum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "rent"),
                            models.Q(("cap__isnull", True), ("convergence", 0), ("formula__isnull", True)),
                            _connector="OR",
                        ),
                        name="services_have_no_formula",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "increase", "place"], name="increase_lines_of_a_place"),
                    models.Index(
                        condition=models.Q(("exception", ""), _negated=True),
                        fields=["council", "increase", "exception"],
                        name="increase_exceptions",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncreaseCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("is_right", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="rents.rentincreaseline",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_right", True), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="a_wrong_rent_says_what_is_wrong",
                    ),
                ],
            },
        ),
        Protect("rents_homevalue"),
        BelongsTo("rents_homevalue", "place_id", "places_place"),
        Protect("rents_rentincrease", root=True, pointed_at=True),
        BelongsTo("rents_rentincrease", "prepared_by_id", "staff_officer"),
        BelongsTo("rents_rentincrease", "approved_by_id", "staff_officer"),
        BelongsTo("rents_rentincrease", "applied_by_id", "staff_officer"),
        Protect("rents_rentincreaseline", pointed_at=True),
        BelongsTo("rents_rentincreaseline", "increase_id", "rents_rentincrease"),
        BelongsTo("rents_rentincreaseline", "place_id", "places_place"),
        migrations.RunSQL(
            "ALTER TABLE rents_charge ADD CONSTRAINT rents_charge_of_council UNIQUE (council_id, id)",
            "ALTER TABLE rents_charge DROP CONSTRAINT rents_charge_of_council",
        ),
        BelongsTo("rents_rentincreaseline", "charge_id", "rents_charge"),
        BelongsTo("rents_rentincreaseline", "new_charge_line_id", "rents_charge"),
        Protect("rents_increasecheck", append_only=True),
        BelongsTo("rents_increasecheck", "line_id", "rents_rentincreaseline"),
        BelongsTo("rents_increasecheck", "by_id", "staff_officer"),
    ]
