"""Keep the cases that old systems held, restricted as their people are, and find them by their references."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_protection"),
        ("foundations", "0006_restricted_cases"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("staff", "0006_protect_absences"),
        ("tenancies", "0005_search_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastCase",
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
                ("source_system", models.CharField(db_comment="Which old system said so.", max_length=40)),
                ("reference", models.CharField(db_comment="As the old system wrote it.", max_length=60)),
                ("digest", models.BinaryField(db_comment="Digest of the row as last loaded.", max_length=16)),
                ("facts", models.JSONField(db_comment="The row's cells as last loaded, cleaned.", default=dict)),
                ("kept", models.JSONField(db_comment="Cells that no part of Rooftree takes yet.", null=True)),
                (
                    "source_updated",
                    models.CharField(blank=True, db_comment="When the old system says.", max_length=30),
                ),
                ("loaded_at", models.DateTimeField(db_comment="When these facts were last loaded.")),
                ("kind", models.CharField(db_comment="As the old system wrote it.", max_length=80)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("status", models.CharField(blank=True, db_comment="As the old system wrote it.", max_length=60)),
                ("team", models.CharField(blank=True, db_comment="As the old system wrote it.", max_length=80)),
                (
                    "officer_email",
                    models.CharField(blank=True, db_comment="Who had it, as the old system says.", max_length=254),
                ),
                ("summary", models.TextField(blank=True)),
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
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who had it, where we know them.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_cases",
                        to="staff.officer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_cases",
                        to="people.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_cases",
                        to="places.place",
                    ),
                ),
                (
                    "tenancy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_cases",
                        to="tenancies.tenancy",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_on", "-id"],
                "indexes": [
                    models.Index(fields=["council", "person", "opened_on"], name="past_case_by_person"),
                    models.Index(fields=["council", "place", "opened_on"], name="past_case_by_place"),
                    models.Index(fields=["council", "tenancy", "opened_on"], name="past_case_by_tenancy"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "source_system", "reference"), name="one_past_case_a_legacy_reference"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="past_case_closes_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("restricted_to", 0), _connector="OR"),
                        name="nobodys_past_case_has_no_group",
                    ),
                ],
            },
        ),
        Protect("cases_pastcase", root=True, restricted=True, person="person_id"),
        BelongsTo("cases_pastcase", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("cases_pastcase", "place_id", "places_place"),
        BelongsTo("cases_pastcase", "tenancy_id", "tenancies_tenancy"),
        BelongsTo("cases_pastcase", "officer_id", "staff_officer"),
        migrations.RunSQL(read("0003_past_case", beside=__file__), read("0003_past_case_undo", beside=__file__)),
    ]
