"""Add proposals and reviews of markers at addresses, and why a home cannot be let."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0001_initial"),
        ("places", "0002_protection"),
        ("staff", "0002_protection"),
    ]

    operations = [
        migrations.AddField(
            model_name="home",
            name="lettable_reason",
            field=models.CharField(
                blank=True, db_comment="Why it cannot be let, or is held.", db_default="", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="placemarker",
            name="is_temporary",
            field=models.BooleanField(
                db_comment="The short form of the code: it is not renewed.", db_default=False, default=False
            ),
        ),
        migrations.AlterField(
            model_name="placemarker",
            name="review_decision",
            field=models.TextField(blank=True, db_comment="The reasons of the last review."),
        ),
        migrations.CreateModel(
            name="PlaceMarkerReview",
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
                        to="places.placemarker",
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
            name="PlaceMarkerProposal",
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
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marker_proposals",
                        to="places.place",
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
                        name="place_marker_decision_says_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="place_marker_not_self_approved",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")),
                        fields=("council", "place", "code"),
                        name="one_open_place_marker_proposal",
                    ),
                ],
            },
        ),
    ]
