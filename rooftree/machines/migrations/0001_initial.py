"""Tokens, clients of other systems, and webhooks."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0010_cases_of_her_own"),
        ("foundations", "0008_tries"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80)),
                ("identifier", models.CharField(db_comment="The client_id of OAuth: no secret.", max_length=40)),
                ("purpose", models.TextField(db_comment="What it is for, and who answers for it over there.")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("a_minute", models.IntegerField(db_comment="How many requests it may make in a minute.")),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "ended_by",
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
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "identifier"), name="one_client_an_identifier"),
                    models.CheckConstraint(
                        condition=models.Q(("a_minute__gte", 1), ("a_minute__lte", 6000)),
                        name="client_rate_is_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ended_client_says_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("personal", "Personal token"),
                            ("secret", "Secret of a client"),
                            ("access", "Access token of a client"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "council_id",
                    models.IntegerField(db_comment="Of a client: the one council that it acts for.", null=True),
                ),
                (
                    "client_id",
                    models.BigIntegerField(
                        db_comment="The client that it is of; empty for a person's own.", null=True
                    ),
                ),
                ("name", models.CharField(db_comment="What its owner calls it.", max_length=80)),
                (
                    "prefix",
                    models.CharField(
                        db_comment="Its first characters, to recognise it by: no secret.", max_length=40
                    ),
                ),
                ("digest", models.CharField(db_comment="SHA-256 of the whole.", max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        db_comment="Names of the only permissions it counts for.",
                        size=None,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("works_until", models.DateTimeField()),
                ("used_at", models.DateTimeField(db_comment="When it was last used.", null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "sign_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("works_until__gt", models.F("made_at"))),
                        name="credential_works_for_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("client_id__isnull", True), ("council_id__isnull", True), ("kind", "personal")
                            ),
                            models.Q(
                                models.Q(("kind", "personal"), _negated=True),
                                ("client_id__isnull", False),
                                ("council_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="credential_is_of_a_person_or_a_client",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["prefix"], name="credential_by_prefix"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("address", models.URLField(max_length=500)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        db_comment="Which events; empty for all.",
                        default=list,
                        size=None,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "rests_until",
                    models.DateTimeField(
                        blank=True, db_comment="It did not answer: left alone until then.", null=True
                    ),
                ),
                (
                    "silent_since",
                    models.DateTimeField(
                        blank=True,
                        db_comment="Since when nothing has arrived there; empty while it answers.",
                        null=True,
                    ),
                ),
                (
                    "off_since",
                    models.DateTimeField(
                        blank=True,
                        db_comment="Switched off since: what happens waits until it is on again.",
                        null=True,
                    ),
                ),
                ("off_because", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endpoints",
                        to="machines.client",
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
                    "ended_by",
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
                "ordering": ["address", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("off_since__isnull", True),
                            models.Q(("off_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="endpoint_off_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ended_endpoint_says_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
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
                ("person_restricted_to", models.IntegerField(db_default=0, default=0)),
                (
                    "message",
                    models.UUIDField(
                        db_comment="The same at every try, so that a message told twice is known by it."
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("delivered", "Delivered"),
                            ("withheld", "Withheld: its client may not read the case"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "next_at",
                    models.DateTimeField(
                        db_comment="When it is tried next; while it is being told, when it is told anew."
                    ),
                ),
                ("tries", models.IntegerField(default=0)),
                ("first_tried_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True, db_comment="What came back at the last try, in words.", max_length=200
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="cases.case",
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
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.event",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="machines.endpoint",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "endpoint", "event"), name="one_delivery_an_event"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("status", "waiting")),
                            models.Q(
                                models.Q(("status", "waiting"), _negated=True), ("settled_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="delivery_waits_or_says_when",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["council", "endpoint", "case", "id"],
                        name="waiting_delivery",
                    ),
                    models.Index(fields=["council", "endpoint", "id"], name="delivery_by_endpoint"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("sealed", models.TextField(db_comment="Encrypted under the site's secret key.")),
                ("made_at", models.DateTimeField()),
                (
                    "signs_until",
                    models.DateTimeField(
                        blank=True, db_comment="Until when it still signs beside its successor.", null=True
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
                    "endpoint",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrets",
                        to="machines.endpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="TokenRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("what", models.CharField(choices=[("made", "Made"), ("revoked", "Revoked")], max_length=10)),
                ("name", models.CharField(max_length=80)),
                ("prefix", models.CharField(max_length=40)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("works_until", models.DateTimeField()),
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
                    "credential",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="machines.credential",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="token_records",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
    ]
