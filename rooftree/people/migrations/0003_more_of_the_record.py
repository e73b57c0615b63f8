"""Add what practice asks of the record: proposals and reviews of markers, merges, restrictions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0001_initial"),
        ("people", "0002_protection"),
        ("staff", "0002_protection"),
    ]

    operations = [
        migrations.AddField(
            model_name="authority",
            name="paper",
            field=models.CharField(
                blank=True,
                db_comment="What shows it: the paper, its date, where it is.",
                db_default="",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="best_times",
            field=models.CharField(blank=True, db_comment="In the person's words.", db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="person",
            name="needs_asked_on",
            field=models.DateField(
                blank=True,
                db_comment="When somebody last asked what we must do differently; having none is also an answer.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="preferred_channel",
            field=models.CharField(
                blank=True, db_comment="A code of people.channels.", db_default="", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="personmarker",
            name="is_temporary",
            field=models.BooleanField(
                db_comment="The short form of the code: it is not renewed.", db_default=False, default=False
            ),
        ),
        migrations.AlterField(
            model_name="personmarker",
            name="review_decision",
            field=models.TextField(blank=True, db_comment="The reasons of the last review."),
        ),
        migrations.CreateModel(
            name="PersonMarkerReview",
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
                ("reviewed_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(choices=[("renewed", "Renewed"), ("ended", "Ended")], max_length=10),
                ),
                ("reason", models.TextField()),
                ("until_before", models.DateField(db_comment="When the marker would have ended.")),
                ("until_after", models.DateField(db_comment="When it ends now.")),
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
                    "marker",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="people.personmarker",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["reviewed_at", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonMarkerProposal",
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
                ("code", models.CharField(db_comment="A code of the list staff.safety_markers.", max_length=8)),
                ("incident_on", models.DateField(blank=True, null=True)),
                ("source_reference", models.CharField(blank=True, max_length=60)),
                ("reason", models.TextField(db_comment="Facts only. Shown to those who need to know.")),
                (
                    "control_measure",
                    models.TextField(db_comment="What to do: shown to everybody who visits or meets."),
                ),
                (
                    "is_temporary",
                    models.BooleanField(
                        db_comment="The short form of the code: it is not renewed.",
                        db_default=False,
                        default=False,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("approved", "Approved"), ("declined", "Declined")], max_length=10
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
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
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marker_proposals",
                        to="people.person",
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
            ],
            options={
                "ordering": ["proposed_at", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="person_marker_decision_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="person_marker_not_self_approved",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("council", "person", "code"),
                        name="one_open_person_marker_proposal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonMerge",
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
                ("reason", models.TextField()),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.TextField(blank=True)),
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
                    "into",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_taken",
                        to="people.person",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="people.person",
                    ),
                ),
                (
                    "undone_by",
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
                "ordering": ["merged_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("council", "person"),
                        name="one_merge_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="undone_merge_says_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonRestriction",
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
                ("reason", models.TextField()),
                ("restricted_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_reason", models.TextField(blank=True)),
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
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="foundations.restrictedgroup",
                    ),
                ),
                (
                    "lifted_by",
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="people.person",
                    ),
                ),
                (
                    "restricted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
            ],
            options={
                "ordering": ["restricted_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("council", "person"),
                        name="one_restriction_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="lifted_restriction_says_who",
                    ),
                ],
            },
        ),
    ]
