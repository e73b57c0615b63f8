"""Add accounts of residents, their one-time codes, and what an authority lets somebody do online."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0007_rows_written_once"),
        ("people", "0006_opening_by_council"),
        ("staff", "0009_protect_saved_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="authority",
            name="may",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                db_comment="Codes of people.authority_scopes: what they may on the website. None: nothing.",
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="PortalAccount",
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
                ("language", models.CharField(db_comment="Of the pages: en or cy.", default="en", max_length=5)),
                ("opened_at", models.DateTimeField()),
                ("signed_in_at", models.DateTimeField(blank=True, db_comment="The last time.", null=True)),
                (
                    "signed_out_at",
                    models.DateTimeField(
                        blank=True,
                        db_comment="Signed out everywhere: sessions from before it are over.",
                        null=True,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_reason", models.TextField(blank=True)),
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
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portal_accounts",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("council", "person"),
                        name="one_open_portal_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True), ("closed_by__isnull", True), ("closed_reason", "")
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("closed_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="closed_portal_account_says_who_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("sign_in", "Sign in"), ("open_account", "Open an account")], max_length=12
                    ),
                ),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        db_comment="Who it may be for; often nobody.",
                        size=None,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        blank=True, db_comment="The number or address, if it is one we hold.", max_length=300
                    ),
                ),
                (
                    "asked_with",
                    models.CharField(
                        db_comment="Keyed digest of what was typed: the newest holds.", max_length=64
                    ),
                ),
                (
                    "seed",
                    models.BinaryField(
                        db_comment="Random. With the site's secret it makes the code.", max_length=32
                    ),
                ),
                ("language", models.CharField(default="en", max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
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
                "indexes": [models.Index(fields=["council", "asked_with"], name="portal_code_by_question")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("asked_at"))),
                        name="portal_code_ends_after_asked",
                    )
                ],
            },
        ),
    ]
