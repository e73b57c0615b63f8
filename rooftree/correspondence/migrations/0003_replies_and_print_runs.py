"""Make the tables of email that came in, and of letters in print runs."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_task_by_case"), ("correspondence", "0002_protection")]

    operations = [
        migrations.CreateModel(
            name="InboundMail",
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
                    "digest",
                    models.CharField(
                        db_comment="SHA-256 of every byte: the same mail is taken once.", max_length=64
                    ),
                ),
                ("message_id", models.CharField(blank=True, max_length=250)),
                ("from_address", models.CharField(blank=True, max_length=320)),
                ("from_name", models.CharField(blank=True, max_length=120)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("words", models.TextField(blank=True, db_comment="What is new in it, without what it answers.")),
                ("text", models.TextField(blank=True, db_comment="All of it.")),
                (
                    "written_at",
                    models.DateTimeField(blank=True, db_comment="As the sender's machine says.", null=True),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "wrote",
                    models.CharField(
                        choices=[
                            ("person", "A person"),
                            ("machine", "An automatic answer"),
                            ("postmaster", "A mail server"),
                            ("unreadable", "Cannot be read"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "known_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("address", "It came to the address for replies to our message"),
                            ("thread", "It answers our message"),
                            ("reference", "Its subject gives the reference"),
                            ("hand", "Somebody found where it belongs"),
                            ("", "Nothing in it says where it belongs"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "is_from_them",
                    models.BooleanField(
                        db_comment="The sender's address is a contact point of the case's person.", default=False
                    ),
                ),
                (
                    "left_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        db_comment="What was not taken, and why.",
                        default=list,
                        size=None,
                    ),
                ),
                ("case_restricted_to", models.IntegerField(db_default=0, default=0)),
                ("case_person_restricted_to", models.IntegerField(db_default=0, default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("on_case", "On its case"),
                            ("kept", "Kept: nothing to do"),
                            ("waits", "Waits for somebody to deal with it"),
                            ("dealt_with", "Dealt with"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why", models.TextField(db_comment="Where it went and why, in words.")),
                ("dealt_at", models.DateTimeField(blank=True, null=True)),
                ("dealt_words", models.TextField(blank=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The message that it answers or reports on.",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
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
                        related_name="mails",
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
                    "dealt_by",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-taken_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "digest"), name="one_mail_a_digest"),
                    models.UniqueConstraint(
                        condition=models.Q(("message_id", ""), _negated=True),
                        fields=("council", "message_id", "from_address"),
                        name="one_mail_a_message_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", False),
                            models.Q(("case_person_restricted_to", 0), ("case_restricted_to", 0)),
                            _connector="OR",
                        ),
                        name="mail_without_case_has_no_group",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("restricted_to", 0), _connector="OR"),
                        name="nobodys_mail_has_no_group",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "on_case"), _negated=True),
                            ("case__isnull", False),
                            _connector="OR",
                        ),
                        name="mail_is_on_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dealt_at__isnull", False),
                                ("status", "dealt_with"),
                                models.Q(("dealt_words", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "dealt_with"), _negated=True),
                                ("dealt_at__isnull", True),
                                ("dealt_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="mail_dealt_with_says_how",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "waits")),
                        fields=["council", "taken_at"],
                        name="mail_that_waits",
                    ),
                    models.Index(fields=["council", "case", "taken_at"], name="mail_by_case"),
                    models.Index(fields=["council", "person", "taken_at"], name="mail_by_person"),
                    models.Index(fields=["council", "answers"], name="mail_by_message"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
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
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.keptfile",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="correspondence.inboundmail",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("made_at", models.DateTimeField()),
                ("letters", models.IntegerField(db_comment="How many were gathered.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("printed", "Printed"), ("put_back", "Put back")], max_length=20
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
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("letters__gte", 1)), name="print_run_has_letters"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("outcome", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ended_print_run_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("made_at")), _connector="OR"
                        ),
                        name="print_run_ends_after_start",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "-made_at"], name="print_run_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterInRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.IntegerField(db_comment="Its place in the file, from 1.")),
                ("is_put_back", models.BooleanField(default=False)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="print_rows",
                        to="correspondence.message",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="correspondence.printrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "run", "number"), name="one_letter_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_put_back", False)),
                        fields=("council", "message"),
                        name="one_print_run_a_letter",
                    ),
                ],
            },
        ),
    ]
