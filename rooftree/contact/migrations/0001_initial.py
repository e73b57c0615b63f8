"""Make the tables of contact."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

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
            name="CallbackAttempt",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "Reached"),
                            ("no_answer", "No answer"),
                            ("engaged", "Engaged"),
                            ("voicemail", "Left a message"),
                            ("wrong_number", "Wrong number"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
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
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="callback_attempts",
                        to="cases.task",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                    "case_restricted_to",
                    models.IntegerField(db_comment="The case's own group.", db_default=0, default=0),
                ),
                (
                    "case_person_restricted_to",
                    models.IntegerField(db_comment="The group of the case's person.", db_default=0, default=0),
                ),
                ("channel", models.CharField(db_comment="A code of contact.channels.", max_length=30)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "handler_name",
                    models.CharField(
                        blank=True,
                        db_comment="Who had it, as an old system says, if unknown here.",
                        db_default="",
                        max_length=254,
                    ),
                ),
                ("queue", models.CharField(blank=True, db_default="", max_length=40)),
                (
                    "wait_seconds",
                    models.IntegerField(blank=True, db_comment="Until somebody answered.", null=True),
                ),
                (
                    "handle_seconds",
                    models.IntegerField(blank=True, db_comment="Talking, and writing it down.", null=True),
                ),
                (
                    "caller",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "The person"),
                            ("third_party", "Somebody with authority to act for the person"),
                            ("anonymous", "Somebody who did not say who they are"),
                        ],
                        db_default="",
                        max_length=20,
                    ),
                ),
                (
                    "caller_name",
                    models.CharField(
                        blank=True, db_comment="Who it was, if not the person.", db_default="", max_length=120
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "Not checked"),
                            ("name_and_address", "Name and address"),
                            ("full", "All security questions"),
                        ],
                        db_comment="How the caller was checked.",
                        db_default="",
                        max_length=20,
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        db_comment="Codes of contact.reasons, the main one first.",
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "demand",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("value", "What we are here for"),
                            ("failure", "We did not do something, or not right"),
                        ],
                        db_default="",
                        max_length=10,
                    ),
                ),
                (
                    "failure_cause",
                    models.CharField(
                        blank=True, db_comment="A code of contact.failure_causes.", db_default="", max_length=30
                    ),
                ),
                (
                    "asked",
                    models.CharField(
                        blank=True,
                        db_comment="What the person asked, in their own words.",
                        db_default="",
                        max_length=300,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True, db_comment="A code of contact.outcomes.", db_default="", max_length=30
                    ),
                ),
                (
                    "accepted",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes, that settles it"),
                            ("no", "No"),
                            ("not_asked", "Could not be asked"),
                        ],
                        db_comment="The person's own answer: is that settled?",
                        db_default="",
                        max_length=10,
                    ),
                ),
                (
                    "satisfaction",
                    models.SmallIntegerField(blank=True, db_comment="1, very unhappy, to 5.", null=True),
                ),
                (
                    "adjustments_used",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        db_comment="Codes of people.adjustments: what was done differently.",
                        default=list,
                        size=None,
                    ),
                ),
                ("note", models.TextField(blank=True, db_default="")),
                (
                    "is_automatic",
                    models.BooleanField(
                        db_comment="Noted by Rooftree: a callback that was missed.",
                        db_default=False,
                        default=False,
                    ),
                ),
                (
                    "source_system",
                    models.CharField(
                        blank=True,
                        db_comment="The old system that it was loaded from.",
                        db_default="",
                        max_length=40,
                    ),
                ),
                ("logged_at", models.DateTimeField()),
                (
                    "broken_promise",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The promise that was not kept, and so caused it.",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts_caused",
                        to="cases.task",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The case that it started, chased or ended.",
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
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
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
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
                        related_name="contacts",
                        to="people.person",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="places.place",
                    ),
                ),
                (
                    "tenancy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="tenancies.tenancy",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("restricted_to", 0), _connector="OR"),
                        name="nobodys_contact_has_no_group",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case__isnull", False),
                            models.Q(("case_person_restricted_to", 0), ("case_restricted_to", 0)),
                            _connector="OR",
                        ),
                        name="contact_without_case_has_no_group",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="contact_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wait_seconds__isnull", True), ("wait_seconds__gte", 0), _connector="OR"
                        ),
                        name="nobody_waits_less_than_0",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handle_seconds__isnull", True), ("handle_seconds__gte", 0), _connector="OR"
                        ),
                        name="nothing_is_handled_in_less_than_0",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("satisfaction__isnull", True),
                            models.Q(("satisfaction__gte", 1), ("satisfaction__lte", 5)),
                            _connector="OR",
                        ),
                        name="satisfaction_is_from_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reasons__len__gte", 1), ("reasons__len__lte", 3)),
                            models.Q(("reasons__len", 0), models.Q(("source_system", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_has_one_to_three_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("demand__in", ("", "value", "failure"))),
                        name="demand_is_value_or_failure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("demand", ""), _negated=True),
                            models.Q(("source_system", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="demand_of_our_contacts_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("demand", "failure"),
                            models.Q(("broken_promise__isnull", True), ("failure_cause", "")),
                            _connector="OR",
                        ),
                        name="only_failure_has_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("demand", "failure"), _negated=True),
                            models.Q(("failure_cause", ""), _negated=True),
                            models.Q(("source_system", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="failure_has_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handler__isnull", False),
                            ("is_automatic", True),
                            models.Q(("source_system", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contact_has_a_handler",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_automatic", False), ("broken_promise__isnull", False), _connector="OR"
                        ),
                        name="automatic_contact_names_the_promise",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_automatic", True)),
                        fields=("council", "broken_promise"),
                        name="one_automatic_contact_a_promise",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "person", "-started_at"], name="contact_by_person"),
                    models.Index(fields=["council", "place", "-started_at"], name="contact_by_place"),
                    models.Index(fields=["council", "tenancy", "-started_at"], name="contact_by_tenancy"),
                    models.Index(fields=["council", "case", "-started_at"], name="contact_by_case"),
                    models.Index(fields=["council", "handler", "-started_at"], name="contact_by_handler"),
                    models.Index(fields=["council", "started_at"], name="contact_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactLegacyReference",
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
                ("case_restricted_to", models.IntegerField(db_default=0, default=0)),
                ("case_person_restricted_to", models.IntegerField(db_default=0, default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legacy_references",
                        to="contact.contact",
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
                "ordering": ["source_system", "reference"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "source_system", "reference"), name="one_contact_a_legacy_reference"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemandReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("restricted_to", models.IntegerField(db_default=0, default=0)),
                ("case_restricted_to", models.IntegerField(db_default=0, default=0)),
                ("case_person_restricted_to", models.IntegerField(db_default=0, default=0)),
                ("sampled_for", models.DateField(db_comment="The Monday of the week that it was drawn from.")),
                (
                    "first_demand",
                    models.CharField(
                        choices=[
                            ("value", "What we are here for"),
                            ("failure", "We did not do something, or not right"),
                        ],
                        max_length=10,
                    ),
                ),
                ("first_cause", models.CharField(blank=True, max_length=30)),
                (
                    "demand",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("value", "What we are here for"),
                            ("failure", "We did not do something, or not right"),
                        ],
                        max_length=10,
                    ),
                ),
                ("failure_cause", models.CharField(blank=True, max_length=30)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "contact",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demand_review",
                        to="contact.contact",
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
                    "first_by",
                    models.ForeignKey(
                        db_comment="Who logged the contact.",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "reviewed_by",
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
                "ordering": ["sampled_for", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("demand", ""), ("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(
                                models.Q(("demand", ""), _negated=True),
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="demand_review_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("first_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_look_is_somebody_elses",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("failure_cause", ""), ("demand", "failure"), _connector="OR"),
                        name="only_reviewed_failure_has_a_cause",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "sampled_for"], name="demand_review_by_week"),
                    models.Index(
                        condition=models.Q(("demand", "")), fields=["council", "id"], name="demand_review_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
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
                        related_name="enquiry",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("reason", models.CharField(db_comment="A code of contact.reasons.", max_length=30)),
                ("asked", models.TextField(db_comment="What the person asked, in their own words.")),
                (
                    "routed_because",
                    models.TextField(db_comment="The rule that chose its team or officer, in words."),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Being answered"),
                            ("answered", "Answered, not yet accepted"),
                            ("settled", "Settled"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True, db_comment="What the person was told.")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes, that settles it"),
                            ("no", "No"),
                            ("not_asked", "Could not be asked"),
                        ],
                        db_comment="The person's own answer to the last answer: is that settled?",
                        max_length=10,
                    ),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_words",
                    models.TextField(blank=True, db_comment="What the person said, or why nobody could ask."),
                ),
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
                    "opening_contact",
                    models.ForeignKey(
                        blank=True,
                        db_comment="The contact that started it.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contact.contact",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "enquiries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked", ""), _negated=True), name="enquiry_says_what_was_asked"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("routed_because", ""), _negated=True),
                        name="enquiry_says_why_it_is_there",
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
                        name="answer_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", ""), ("accepted_at__isnull", True)),
                            models.Q(models.Q(("accepted", ""), _negated=True), ("accepted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="accepted_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["answered", "settled"]), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="answered_enquiry_has_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "settled"), _negated=True),
                            ("accepted__in", ["yes", "not_asked"]),
                            _connector="OR",
                        ),
                        name="settled_enquiry_was_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", "not_asked"), _negated=True),
                            models.Q(("accepted_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="not_asked_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "status"], name="enquiry_by_status"),
                ],
            },
        ),
    ]
