"""Make the tables of the case kernel."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundations", "0006_restricted_cases"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("staff", "0005_absences"),
        ("tenancies", "0005_search_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
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
                ("reference", models.CharField(db_comment="Quoted to residents. Never reused.", max_length=12)),
                ("kind", models.CharField(db_comment="Name of a registered CaseKind.", max_length=30)),
                (
                    "summary",
                    models.CharField(
                        db_comment="What it is about, in a line, as a worklist shows it.", max_length=200
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        db_comment="Caseload points before recency, by the kind's rules.",
                        decimal_places=2,
                        default=1,
                        max_digits=6,
                    ),
                ),
                ("opened_at", models.DateTimeField(db_comment="When the matter reached us.")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person_restricted_to",
                    models.IntegerField(
                        db_comment="The person's restricted group; 0 for everybody, or nobody's case.",
                        db_default=0,
                        default=0,
                    ),
                ),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who took it up; nobody while it waits in the team's queue.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
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
                        related_name="cases",
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
                        related_name="cases",
                        to="places.place",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="staff.team",
                    ),
                ),
                (
                    "tenancy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="tenancies.tenancy",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "reference"), name="one_case_a_reference"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_case_says_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                        ),
                        name="case_closes_after_opening",
                    ),
                    models.CheckConstraint(condition=models.Q(("weight__gte", 0)), name="case_weighs_something"),
                    models.CheckConstraint(
                        condition=models.Q(("summary", ""), _negated=True), name="case_says_what_it_is_about"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False), ("person_restricted_to", 0), _connector="OR"
                        ),
                        name="nobodys_case_has_no_group",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["council", "owner"],
                        name="open_case_by_owner",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["council", "team"],
                        name="open_case_by_team",
                    ),
                    models.Index(fields=["council", "person", "opened_at"], name="case_by_person"),
                    models.Index(fields=["council", "place", "opened_at"], name="case_by_place"),
                    models.Index(fields=["council", "tenancy", "opened_at"], name="case_by_tenancy"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                    "how",
                    models.CharField(
                        choices=[
                            ("routed", "Routed"),
                            ("taken", "Taken up"),
                            ("given", "Given"),
                            ("declined", "Declined"),
                            ("handed_over", "Handed over"),
                            ("put_back", "Put back in the queue"),
                        ],
                        max_length=20,
                    ),
                ),
                ("because", models.TextField(db_comment="The rule that chose, or the reason given, in words.")),
                (
                    "by",
                    models.ForeignKey(
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
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
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
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="assignment_says_why"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "case", "at", "id"], name="assignment_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("case_id", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
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
                    "sign_in",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "verbose_name_plural": "case accesses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="case_access_has_a_reason"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "sign_in", "until"], name="case_access_by_sign_in"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
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
                ("title", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "taken_off_at",
                    models.DateTimeField(
                        blank=True, db_comment="Attached by mistake; the file is kept.", null=True
                    ),
                ),
                ("taken_off_reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.keptfile",
                    ),
                ),
                (
                    "taken_off_by",
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
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_off_at__isnull", True), ("taken_off_by__isnull", True)),
                            models.Q(
                                ("taken_off_at__isnull", False),
                                ("taken_off_by__isnull", False),
                                models.Q(("taken_off_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="file_taken_off_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "case"], name="file_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseLink",
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
                ("other_restricted_to", models.IntegerField(default=0)),
                ("other_person_restricted_to", models.IntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("caused_by", "Caused by"),
                            ("follows", "Follows"),
                            ("same_matter", "The same matter as"),
                            ("related", "Has to do with"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_here",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "case", "other", "kind"), name="one_link_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True),
                        name="case_is_not_linked_to_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseWeight",
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
                ("points", models.DecimalField(db_comment="Before recency.", decimal_places=2, max_digits=6)),
                ("base", models.CharField(db_comment="The stage whose points it begins with.", max_length=40)),
                (
                    "factors",
                    models.JSONField(db_comment="Codes of what makes it more complex, or riskier.", default=list),
                ),
                ("sum", models.TextField(db_comment="How the points were reckoned, in words.")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                "indexes": [
                    models.Index(fields=["council", "case", "at", "id"], name="weight_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
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
                ("duty", models.CharField(db_comment="A duty of the rule book.", max_length=80)),
                (
                    "label",
                    models.CharField(
                        db_comment="What must be done, as the rule book or the promise says.", max_length=200
                    ),
                ),
                (
                    "version_from",
                    models.DateField(db_comment="The first day of the version of the duty that holds for it."),
                ),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("amount", models.IntegerField(blank=True, db_comment="With all extensions.", null=True)),
                ("counting", models.CharField(blank=True, max_length=20)),
                ("calendar", models.CharField(blank=True, max_length=2)),
                ("rolls_forward", models.BooleanField(default=False)),
                (
                    "started",
                    models.CharField(db_comment="What set it going, as it reads before a date.", max_length=60),
                ),
                ("started_at", models.DateTimeField()),
                ("started_on", models.DateField(db_comment="The London day of started_at.")),
                (
                    "paused",
                    models.IntegerField(
                        db_comment="Ended pauses: working days for working days, seconds for hours, else days.",
                        default=0,
                    ),
                ),
                ("paused_since", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(db_comment="The last London day that is in time.")),
                ("late_from", models.DateTimeField()),
                ("first_due_on", models.DateField(db_comment="As first reckoned. Never changed.")),
                ("first_late_from", models.DateTimeField(db_comment="As first reckoned. Never changed.")),
                ("sum", models.TextField(db_comment="How the deadline was reckoned, in words.")),
                (
                    "projected",
                    models.BooleanField(
                        db_comment="Counts bank holidays that are not published yet.", default=False
                    ),
                ),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("met", "Done in time"),
                            ("met_late", "Done late"),
                            ("not_required", "Not required any more"),
                            ("excused", "Excused"),
                            ("broken", "Not done"),
                        ],
                        max_length=20,
                    ),
                ),
                ("outcome_reason", models.TextField(blank=True)),
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
                    "stopped_by",
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
                "ordering": ["late_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("stopped_at__isnull", True)),
                            models.Q(("stopped_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="stopped_clock_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ["not_required", "excused"]), _negated=True),
                            models.Q(("outcome_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="excused_clock_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", True), ("unit", "")),
                            models.Q(("amount__gt", 0), models.Q(("unit", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="clock_has_a_whole_allowance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_since__isnull", True), ("stopped_at__isnull", True), _connector="OR"
                        ),
                        name="stopped_clock_is_not_paused",
                    ),
                    models.CheckConstraint(condition=models.Q(("paused__gte", 0)), name="clock_pauses_forward"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stopped_at__isnull", True),
                            ("stopped_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="clock_stops_after_starting",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "case"], name="clock_by_case"),
                    models.Index(
                        condition=models.Q(("stopped_at", None)),
                        fields=["council", "late_from"],
                        name="running_clock_by_lateness",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockExtension",
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
                ("amount", models.IntegerField(db_comment="How much was added, in the clock's unit.", null=True)),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
                ("due_before", models.DateField()),
                ("due_after", models.DateField()),
                (
                    "notified_at",
                    models.DateTimeField(blank=True, db_comment="When the person was told.", null=True),
                ),
                ("notice_reference", models.CharField(blank=True, max_length=60)),
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
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="cases.clock",
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
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["decided_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="clock_extension_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_after__gte", models.F("due_before"))), name="extension_gives_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockPause",
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
                ("starts", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="cases.clock",
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
                "ordering": ["starts", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="clock_pause_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("starts")), _connector="OR"
                        ),
                        name="clock_pause_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("council", "clock"),
                        name="one_pause_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                    "kind",
                    models.CharField(
                        db_comment='What happened: "enquiry.answered". Its domain words it.', max_length=60
                    ),
                ),
                ("at", models.DateTimeField(db_comment="When it happened.")),
                (
                    "recorded_at",
                    models.DateTimeField(db_comment="When it was recorded: later, if it came from the field."),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True, db_comment="What was said or written, in the words of who did it."
                    ),
                ),
                (
                    "facts",
                    models.JSONField(db_comment="Codes, dates and names that its sentence needs.", default=dict),
                ),
                (
                    "is_shown",
                    models.BooleanField(
                        db_comment="Whether the resident can read it in her own story.", default=True
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_comment="Who did it; nobody where Rooftree did it by itself.",
                        db_constraint=False,
                        null=True,
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
                "indexes": [
                    models.Index(fields=["council", "case", "at", "id"], name="event_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, db_comment="What the officer, or who entered the absence, wants known."
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("told_manager_at", models.DateTimeField(blank=True, null=True)),
                ("told_head_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, db_comment="When the officer was back, or all was moved.", null=True
                    ),
                ),
                (
                    "absence",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="staff.absence",
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
                        related_name="handovers",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "absence"), name="one_handover_an_absence"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("council", "officer"),
                        name="one_handover_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverPiece",
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
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_reason", models.TextField(blank=True, db_comment="Why it was last declined.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_pieces",
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
                    "covered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces_covered",
                        to="staff.officer",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="cases.handover",
                    ),
                ),
                (
                    "offered_by",
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
                    "offered_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces_offered",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "handover", "case"), name="one_piece_a_case"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("council", "case"),
                        name="one_live_piece_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("covered_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("covered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="accepted_piece_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("offered_at__isnull", True), ("offered_to__isnull", True)),
                            models.Q(("offered_at__isnull", False), ("offered_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="offered_piece_says_to_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covered_by__isnull", True), ("covered_by", models.F("offered_to")), _connector="OR"
                        ),
                        name="offered_before_accepted",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["council", "covered_by"],
                        name="piece_by_cover",
                    ),
                    models.Index(
                        condition=models.Q(("covered_by", None), ("ended_at", None)),
                        fields=["council", "offered_to"],
                        name="piece_offered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                ("kind", models.CharField(db_comment="A code of the list cases.holds.", max_length=30)),
                ("reason", models.TextField()),
                (
                    "source",
                    models.CharField(
                        blank=True, db_comment="What it rests on: an order, a letter.", max_length=200
                    ),
                ),
                (
                    "blocks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        db_comment="Automations that it stops, by name.",
                        default=list,
                        size=None,
                    ),
                ),
                ("starts", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, db_comment="When it was ended sooner.", null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
            ],
            options={
                "ordering": ["starts", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="hold_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("starts"))), name="hold_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__lte", models.F("until")), _connector="OR"
                        ),
                        name="hold_ends_sooner",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "case", "until"], name="hold_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("task", "To do"),
                            ("promise", "Promise"),
                            ("callback", "Call back"),
                            ("visit", "Visit"),
                        ],
                        default="task",
                        max_length=20,
                    ),
                ),
                (
                    "what",
                    models.TextField(
                        db_comment="What is to be done; for a promise, in the words given to the person."
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, db_comment="From then on it is late.", null=True)),
                ("is_shown", models.BooleanField(db_comment="Whether the resident can read it.", default=False)),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("is_done", models.BooleanField(db_comment="Once ended: whether it was done.", null=True)),
                ("ending", models.TextField(blank=True, db_comment="What was done, or why not.")),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who does it, where that is not the case's owner.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="task_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("is_done__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("is_done__isnull", False)),
                            _connector="OR",
                        ),
                        name="ended_task_says_whether_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_done", False), _negated=True),
                            models.Q(("ending", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="task_not_done_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["council", "case"],
                        name="open_task_by_case",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["council", "owner"],
                        name="open_task_by_owner",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="clock",
            name="task",
            field=models.ForeignKey(
                blank=True,
                db_comment="The promise that it times; empty for a duty of the case itself.",
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="cases.task",
            ),
        ),
        migrations.CreateModel(
            name="TeamRequest",
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
                ("what", models.TextField()),
                ("needed_by", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("done", "Done"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, db_comment="Why declined, or what was done.")),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
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
                    "asked_by",
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
                    "from_team",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                (
                    "to_team",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["needed_by", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="team_request_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needed_by__gt", models.F("asked_at"))),
                        name="team_request_is_needed_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "asked"),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_team_request_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="declined_team_request_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["asked", "accepted"])),
                        fields=["council", "to_team", "needed_by"],
                        name="open_request_by_team",
                    ),
                    models.Index(fields=["council", "case"], name="request_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeightChallenge",
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
                    "about",
                    models.CharField(
                        choices=[("weight", "The weight"), ("rank", "The place on the worklist")], max_length=10
                    ),
                ),
                ("why", models.TextField()),
                (
                    "stood_at",
                    models.CharField(db_comment="The points or the place that it is about.", max_length=40),
                ),
                ("at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
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
                        condition=models.Q(("why", ""), _negated=True), name="challenge_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_challenge_says_what",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "case"], name="challenge_by_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(db_comment='What is wrong: "cover.nobody_accepted".', max_length=60)),
                (
                    "about",
                    models.CharField(
                        db_comment='What it is about, as "handover 12": raised once for each.', max_length=60
                    ),
                ),
                ("sentence", models.TextField()),
                (
                    "level",
                    models.CharField(
                        choices=[("team", "Team leader or manager"), ("head", "Head of service")], max_length=10
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closing", models.TextField(blank=True, db_comment="What was done about it.")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Nobody where the facts closed it.",
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
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Who is told. Nobody named: everybody of that level.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="staff.officer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("council", "code", "about", "level"),
                        name="one_open_alarm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True), models.Q(("closing", ""), _negated=True), _connector="OR"
                        ),
                        name="closed_alarm_says_how",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at", None)),
                fields=("council", "case", "duty", "task"),
                name="one_running_clock_a_duty",
                nulls_distinct=False,
            ),
        ),
    ]
