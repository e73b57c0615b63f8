"""The tables of information rights."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0011_id_of_a_case"),
        ("foundations", "0009_destruction"),
        ("people", "0008_protect_portal"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldThing",
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
                    "held_restricted_to",
                    models.IntegerField(db_comment="The thing's own group; 0 for everybody.", default=0),
                ),
                (
                    "held_also_restricted_to",
                    models.IntegerField(db_comment="Another group that it is restricted to.", default=0),
                ),
                (
                    "kind",
                    models.CharField(db_comment="What people call such a thing: “Contact point”.", max_length=80),
                ),
                ("table_name", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                (
                    "calls",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        db_comment="Codes of information_rights.calls_for_a_decision: why somebody should look.",
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "Give it"),
                            ("redact", "Give it, with words taken out"),
                            ("withhold", "Hold it back"),
                        ],
                        db_comment="Empty while somebody must decide.",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, db_comment="A code of information_rights.reasons_to_withhold.", max_length=30
                    ),
                ),
                ("why", models.TextField(blank=True, db_comment="Why whoever decided decided so.")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                "ordering": ["kind", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("why", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decided_thing_says_who_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "withhold"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="withheld_thing_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
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
                ("what", models.CharField(max_length=80)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
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
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Disposal",
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
                    "also_restricted_to",
                    models.IntegerField(db_comment="The group of the person of a case.", default=0),
                ),
                (
                    "record_type",
                    models.CharField(db_comment="A code of information_rights.retention.", max_length=30),
                ),
                (
                    "rule",
                    models.TextField(db_comment="How long they are kept, and why, as the rule book said then."),
                ),
                ("reckoned_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("due", "Reckoned"),
                            ("proposed", "Put forward"),
                            ("approved", "Approved"),
                            ("destroyed", "Destroyed"),
                            ("dropped", "Dropped"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
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
                    "proposed_by",
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
                "ordering": ["-reckoned_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["approved", "destroyed"]), _negated=True),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("proposed_by__isnull", False),
                                models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="destroyed_by_the_word_of_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "due")),
                        fields=("council", "record_type", "restricted_to", "also_restricted_to"),
                        name="one_reckoned_batch_of_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("record_type", models.CharField(max_length=30)),
                ("rule", models.TextField()),
                ("records", models.IntegerField(db_comment="How many records.")),
                ("counts", models.JSONField(db_comment="How many rows of each table.")),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        db_comment="Hashes of files that went.",
                        default=list,
                        size=None,
                    ),
                ),
                ("destroyed_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "before",
                    models.CharField(
                        blank=True, db_comment="The hash of the certificate before it.", max_length=64
                    ),
                ),
                (
                    "approved_by",
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
                    "proposed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "disposal",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="information_rights.disposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-destroyed_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DisposalLine",
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
                ("also_restricted_to", models.IntegerField(default=0)),
                ("row_id", models.BigIntegerField()),
                (
                    "label",
                    models.CharField(
                        blank=True, db_comment="Its reference, until it is destroyed.", max_length=60
                    ),
                ),
                ("since_on", models.DateField(db_comment="The day from which its time ran.")),
                ("due_on", models.DateField()),
                (
                    "kept_because",
                    models.TextField(blank=True, db_comment="Why it is kept after all; empty for what goes."),
                ),
                (
                    "kept_until_on",
                    models.DateField(blank=True, db_comment="When it is looked at again.", null=True),
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
                    "disposal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="information_rights.disposal",
                    ),
                ),
                (
                    "kept_by",
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
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "disposal", "row_id"), name="one_line_a_record"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kept_because", ""), ("kept_by__isnull", True), ("kept_until_on__isnull", True)
                            ),
                            models.Q(
                                models.Q(("kept_because", ""), _negated=True),
                                ("kept_by__isnull", False),
                                ("kept_until_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="kept_line_says_who_and_until_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EqualityDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "pseudonym",
                    models.CharField(
                        db_comment="A keyed hash. The key is readable by nobody's log-in.", max_length=64
                    ),
                ),
                (
                    "declared_on",
                    models.DateField(db_comment="The day alone: a moment could be matched with a visit."),
                ),
                ("on_paper", models.BooleanField(default=False)),
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
                    models.UniqueConstraint(fields=("council", "pseudonym"), name="one_equality_declaration"),
                ]
            },
        ),
        migrations.CreateModel(
            name="EqualityAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("question", models.CharField(db_comment="A code of information_rights.equality.", max_length=30)),
                (
                    "answer",
                    models.CharField(db_comment="A code of information_rights.equality_answers.", max_length=30),
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
                    "declaration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="information_rights.equalitydeclaration",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "declaration", "question"), name="one_equality_answer"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Gathering",
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
                ("at", models.DateTimeField()),
                (
                    "counts",
                    models.JSONField(db_comment="How many things of each kind, by what people call the kind."),
                ),
                ("left_out", models.JSONField(db_comment="What was not gathered, and why: pairs of words.")),
                (
                    "cleared_at",
                    models.DateTimeField(blank=True, db_comment="When the copies were cleared away.", null=True),
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
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HeldCopy",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("person_restricted_to", models.IntegerField(db_default=0, default=0)),
                (
                    "held_restricted_to",
                    models.IntegerField(db_comment="The thing's own group; 0 for everybody.", default=0),
                ),
                (
                    "held_also_restricted_to",
                    models.IntegerField(db_comment="Another group that it is restricted to.", default=0),
                ),
                (
                    "thing",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="information_rights.heldthing",
                    ),
                ),
                ("facts", models.JSONField(db_comment="Pairs: what it is called, what it says.")),
                (
                    "take_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        db_comment="Words that are taken out when it is given so.",
                        default=list,
                        size=None,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="heldthing",
            name="gathering",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="things",
                to="information_rights.gathering",
            ),
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("person_restricted_to", models.IntegerField(default=0)),
                ("case_restricted_to", models.IntegerField(default=0)),
                ("case_person_restricted_to", models.IntegerField(default=0)),
                ("reason", models.TextField()),
                (
                    "source",
                    models.CharField(
                        blank=True, db_comment="What it rests on: a claim, an order.", max_length=200
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(db_comment="The first day on which it no longer holds.")),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_holds",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_holds",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["until_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", True), ("person__isnull", False)),
                            models.Q(("case__isnull", False), ("person__isnull", True)),
                            _connector="OR",
                        ),
                        name="legal_hold_is_on_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gt", models.F("from_on"))),
                        name="legal_hold_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="legal_hold_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ended_legal_hold_says_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(
                        choices=[("person", "The person's page"), ("case", "The page of a case")], max_length=10
                    ),
                ),
                ("record_id", models.BigIntegerField(db_comment="Of the person, or of the case.")),
                (
                    "person_id",
                    models.BigIntegerField(
                        db_comment="Whose record it is; a key would slow every page.", null=True
                    ),
                ),
                ("who", models.CharField(db_comment="As the audit says it: sign-in:12.", max_length=100)),
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
                    models.Index(fields=["council", "person_id", "at"], name="look_by_person"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Release",
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
                ("sha256", models.CharField(max_length=64)),
                ("given", models.IntegerField()),
                ("redacted", models.IntegerField()),
                ("withheld", models.IntegerField()),
                (
                    "groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        db_comment="Restricted groups of what is in it: who may open the file.",
                        default=list,
                        size=None,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
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
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.keptfile",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("person_restricted_to", models.IntegerField(db_default=0, default=0)),
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="rights_request",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "right",
                    models.CharField(
                        choices=[
                            ("access", "See what we hold"),
                            ("rectification", "Correct what we hold"),
                            ("erasure", "Erase what we hold"),
                            ("objection", "Object to how we use it, or restrict that"),
                        ],
                        max_length=20,
                    ),
                ),
                ("asked", models.TextField(db_comment="What the person asked, in their own words.")),
                ("channel", models.CharField(db_comment="A code of information_rights.channels.", max_length=30)),
                (
                    "asked_by",
                    models.CharField(
                        blank=True,
                        db_comment="Who asked for the person, and on what authority; else empty.",
                        max_length=120,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("waiting", "Waiting for the person"),
                            ("reviewing", "Being looked through"),
                            ("ready", "Looked through, to be given"),
                            ("answered", "Answered"),
                            ("refused", "Refused, with reasons"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                (
                    "waits_for",
                    models.CharField(blank=True, db_comment="A code of information_rights.waits.", max_length=30),
                ),
                ("waits_words", models.TextField(blank=True, db_comment="What we asked the person for.")),
                ("identity", models.TextField(blank=True, db_comment="How we know who asks.")),
                ("looked_through_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Done in full"),
                            ("partly", "Done in part"),
                            ("not_upheld", "Not done"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True, db_comment="What the person was told.")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                    "looked_through_by",
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
                "indexes": [
                    models.Index(fields=["council", "status"], name="rights_request_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked", ""), _negated=True), name="rights_request_says_what_was_asked"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "waiting"), ("waits_for__gt", "")),
                            models.Q(models.Q(("status", "waiting"), _negated=True), ("waits_for", "")),
                            _connector="OR",
                        ),
                        name="rights_request_waits_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_through_at__isnull", True), ("looked_through_by__isnull", True)),
                            models.Q(("looked_through_at__isnull", False), ("looked_through_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="looked_through_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rights_answer_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", False), ("status__in", ["answered", "refused"])),
                            models.Q(
                                models.Q(("status__in", ["answered", "refused"]), _negated=True),
                                ("answered_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_rights_request_has_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ToldRecipient",
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
                    "recipient",
                    models.CharField(db_comment="A code of information_rights.recipients.", max_length=30),
                ),
                ("name", models.CharField(max_length=120)),
                ("told", models.TextField(db_comment="What they were told, or why it could not be done.")),
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
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("told", ""), _negated=True), name="told_recipient_says_what"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataComplaint",
            fields=[
                (
                    "restricted_to",
                    models.IntegerField(
                        db_comment="The restricted group that may open this; 0 for everybody.", default=0
                    ),
                ),
                ("person_restricted_to", models.IntegerField(db_default=0, default=0)),
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="data_complaint",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("about", models.TextField(db_comment="What the person complains of, in their own words.")),
                ("channel", models.CharField(db_comment="A code of information_rights.channels.", max_length=30)),
                ("received_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("answered", "Answered"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                (
                    "understood_as",
                    models.TextField(blank=True, db_comment="Our understanding, as sent to the person."),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Done in full"),
                            ("partly", "Done in part"),
                            ("not_upheld", "Not done"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True, db_comment="What the person was told.")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                    models.CheckConstraint(
                        condition=models.Q(("about", ""), _negated=True), name="data_complaint_says_of_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acknowledged_at__isnull", False),
                            models.Q(("status__in", ["acknowledged", "answered"]), _negated=True),
                            _connector="OR",
                        ),
                        name="acknowledged_data_complaint_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("status", "answered"),
                            ),
                            models.Q(
                                models.Q(("status", "answered"), _negated=True),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_data_complaint_says_who",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="heldcopy",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="heldcopy",
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
            model_name="heldcopy",
            name="file",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundations.keptfile",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldthing",
            constraint=models.UniqueConstraint(
                fields=("council", "gathering", "table_name", "row_id"), name="one_thing_gathered_once"
            ),
        ),
    ]
