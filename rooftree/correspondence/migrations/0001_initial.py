"""Make the tables of correspondence."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0008_task_by_case"),
        ("foundations", "0007_rows_written_once"),
        ("people", "0006_opening_by_council"),
        ("staff", "0009_protect_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(db_comment="A template of the catalogue.", max_length=80)),
                ("language", models.CharField(max_length=3)),
                ("number", models.IntegerField(db_comment="1, 2, 3, … of this council, template and language.")),
                ("applies_from", models.DateField()),
                ("is_standard", models.BooleanField(default=False)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("asks", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "text",
                    models.TextField(blank=True, db_comment="What a text message says, where that is shorter."),
                ),
                ("preview", models.CharField(blank=True, max_length=200)),
                ("reason", models.TextField()),
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
            ],
            options={
                "ordering": ["code", "language", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "code", "language", "number"), name="one_template_version_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="template_version_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body", ""), ("is_standard", True), ("subject", "")),
                            models.Q(("is_standard", False), models.Q(("body", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="template_version_has_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                    "token",
                    models.UUIDField(
                        db_comment="By what others know it: reference, Message-ID, file.", default=uuid.uuid4
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_comment="What was asked for under one key is written once.", max_length=250
                    ),
                ),
                (
                    "case_restricted_to",
                    models.IntegerField(db_comment="The case's own group.", db_default=0, default=0),
                ),
                (
                    "case_person_restricted_to",
                    models.IntegerField(db_comment="The group of the case's person.", db_default=0, default=0),
                ),
                (
                    "subject_of",
                    models.CharField(blank=True, db_comment='What it is about: "promise 12".', max_length=80),
                ),
                (
                    "run",
                    models.CharField(blank=True, db_comment="The run that sent it, if one did.", max_length=60),
                ),
                ("code", models.CharField(db_comment="The template, in the catalogue.", max_length=80)),
                (
                    "version",
                    models.IntegerField(db_comment="The version of the template that came with Rooftree."),
                ),
                ("language", models.CharField(max_length=3)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[("text", "Text message"), ("email", "Email"), ("letter", "Letter")],
                        db_comment="None: nowhere.",
                        max_length=10,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("large_print", "Large print"),
                            ("braille", "Braille"),
                            ("audio", "Audio"),
                            ("easy_read", "Easy read"),
                            ("translated", "Translated"),
                        ],
                        max_length=20,
                    ),
                ),
                ("because", models.TextField(db_comment="Why it goes this way, or cannot go, in words.")),
                ("to_name", models.CharField(max_length=300)),
                ("to_address", models.TextField(blank=True, db_comment="The number or address as it was then.")),
                ("subject", models.CharField(blank=True, max_length=300)),
                (
                    "asks",
                    models.TextField(blank=True, db_comment="What it really asks the person to do, in a line."),
                ),
                ("body", models.TextField(db_comment="As sent. Of a secret message: without the secret.")),
                (
                    "preview",
                    models.CharField(blank=True, db_comment="What shows before it is opened.", max_length=300),
                ),
                ("is_secret", models.BooleanField(default=False)),
                (
                    "useful_until",
                    models.DateTimeField(blank=True, db_comment="Not sent after that: of no use.", null=True),
                ),
                ("queued_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to go"),
                            ("sent", "Sent"),
                            ("delivered", "Arrived"),
                            ("failed", "Did not arrive"),
                            ("cannot", "Cannot be sent"),
                            ("by_hand", "To be made by hand"),
                            ("settled", "Dealt with"),
                        ],
                        max_length=20,
                    ),
                ),
                ("backend", models.CharField(blank=True, db_comment="Through what it went.", max_length=20)),
                (
                    "backend_reference",
                    models.CharField(blank=True, db_comment="What the other side calls it.", max_length=100),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failure",
                    models.TextField(blank=True, db_comment="Why it did not arrive, for an officer to read."),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_words", models.TextField(blank=True, db_comment="What was done instead.")),
                (
                    "again_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_again",
                        to="correspondence.message",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="people.person",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="people.contactpoint",
                    ),
                ),
                (
                    "queued_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Nobody where Rooftree sent it by itself.",
                        db_constraint=False,
                        db_index=False,
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
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The task on the case of whoever makes it by hand.",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="cases.task",
                    ),
                ),
                (
                    "council_version",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The council's own words, where they hold.",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondence.templateversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "key"), name="one_message_a_key"),
                    models.UniqueConstraint(fields=("token",), name="one_message_a_token"),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="message_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body", ""), _negated=True), name="message_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", False),
                            models.Q(("case_person_restricted_to", 0), ("case_restricted_to", 0)),
                            _connector="OR",
                        ),
                        name="message_without_case_has_no_group",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", ""), _negated=True),
                            ("status__in", ["cannot", "by_hand", "settled"]),
                            _connector="OR",
                        ),
                        name="message_that_goes_has_a_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["sent", "delivered"]), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_message_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "delivered"), _negated=True),
                            ("delivered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="delivered_message_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), _negated=True),
                            models.Q(("failed_at__isnull", False), models.Q(("failure", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="failed_message_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False),
                                ("status", "settled"),
                                models.Q(("settled_words", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "settled"), _negated=True),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="settled_message_says_how",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "person", "-queued_at"], name="message_by_person"),
                    models.Index(fields=["council", "case", "-queued_at"], name="message_by_case"),
                    models.Index(
                        condition=models.Q(("status__in", ["failed", "cannot", "by_hand"])),
                        fields=["council", "queued_at"],
                        name="message_to_deal_with",
                    ),
                    models.Index(
                        condition=models.Q(("run", ""), _negated=True),
                        fields=["council", "run", "queued_at"],
                        name="message_by_run",
                    ),
                    models.Index(
                        condition=models.Q(("subject_of", ""), _negated=True),
                        fields=["council", "subject_of"],
                        name="message_by_subject",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="waiting",
                        serialize=False,
                        to="correspondence.message",
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("due_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                (
                    "hand",
                    models.BigIntegerField(
                        blank=True, db_comment="Who has it in hand: a lock that they hold.", null=True
                    ),
                ),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "in_doubt",
                    models.BooleanField(
                        db_comment="It may have gone: ask before it is handed over again.", default=False
                    ),
                ),
                (
                    "secret",
                    models.JSONField(
                        blank=True, db_comment="Subject and body with what is secret in them.", null=True
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("hand", None)), fields=["council", "due_at"], name="waiting_by_due"
                    ),
                    models.Index(
                        condition=models.Q(("hand__isnull", False)),
                        fields=["council", "hand"],
                        name="waiting_by_hand",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hand__isnull", True), ("taken_at__isnull", True)),
                            models.Q(("hand__isnull", False), ("taken_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="taken_message_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("at", models.DateTimeField()),
                ("backend", models.CharField(max_length=20)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("handed_over", "Handed over"),
                            ("found", "Had been handed over before"),
                            ("temporary", "Not taken now"),
                            ("refused", "Not taken at all"),
                            ("bad_address", "No such address"),
                            ("our_fault", "Our settings are wrong"),
                            ("delivered", "Arrived"),
                            ("returned", "Came back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True, db_comment="What the other side said.")),
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
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="correspondence.message",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["council", "message", "at"], name="attempt_by_message")],
            },
        ),
        migrations.CreateModel(
            name="PointTrouble",
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
                ("words", models.TextField(db_comment="What was said of it, for an officer to read.")),
                ("since_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_words", models.TextField(blank=True)),
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
                        db_comment="Nobody where a message arrived there after all.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="troubles",
                        to="correspondence.message",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_troubles",
                        to="people.person",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="troubles",
                        to="people.contactpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-since_at", "-id"],
                "indexes": [models.Index(fields=["council", "person"], name="trouble_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("council", "point"),
                        name="one_open_trouble_a_point",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            models.Q(("ended_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ended_trouble_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "name",
                    models.CharField(
                        db_comment="A run that is registered in correspondence/runs.py.", max_length=60
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("sent", models.IntegerField(db_comment="Messages that it put in the outbox.")),
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
                "ordering": ["-ended_at", "-id"],
                "indexes": [models.Index(fields=["council", "name", "-ended_at"], name="run_by_name")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sent__gte", 0)), name="run_sends_no_less_than_0"),
                    models.UniqueConstraint(fields=("council", "name", "started_at"), name="one_run_a_start"),
                ],
            },
        ),
    ]
