"""Makes the tables of directories, of the duty rota and of calendar feeds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0007_rows_written_once"),
        ("staff", "0009_protect_saved_views"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "directory",
                    models.CharField(db_comment="The code of the directory in the settings.", max_length=40),
                ),
                (
                    "group",
                    models.CharField(
                        db_comment="The group, as the directory writes it in its claim.", max_length=200
                    ),
                ),
                (
                    "role",
                    models.CharField(db_comment="A code of the list staff.roles in the rule book.", max_length=40),
                ),
                ("reason", models.TextField()),
                ("from_on", models.DateField()),
                (
                    "until_on",
                    models.DateField(blank=True, db_comment="The first day on which it gives nothing.", null=True),
                ),
                ("made_at", models.DateTimeField()),
                ("ended_because", models.TextField(blank=True)),
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
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["directory", "group", "role", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="directory_role_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="directory_role_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(("ended_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ended_directory_role_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("starts", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                (
                    "changes",
                    models.SmallIntegerField(
                        db_comment="How often it went to somebody else.", db_default=0, default=0
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, db_comment="When it last did.", null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_because", models.TextField(blank=True)),
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
                    "entered_by",
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
                        related_name="duty_turns",
                        to="staff.officer",
                    ),
                ),
                (
                    "removed_by",
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
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_turns",
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["starts", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="duty_turn_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("removed_at__isnull", True), ("removed_because", ""), ("removed_by__isnull", True)
                            ),
                            models.Q(
                                ("removed_at__isnull", False),
                                ("removed_by__isnull", False),
                                models.Q(("removed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="removed_duty_turn_says_who_and_why",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["council", "team", "starts"], name="duty_turn_by_team"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutySwap",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "became",
                    models.ForeignKey(
                        db_constraint=False,
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
                    "was",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.officer",
                    ),
                ),
                (
                    "turn",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swaps",
                        to="staff.dutyturn",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="duty_swap_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("was", models.F("became")), _negated=True),
                        name="duty_swap_is_between_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleFromDirectory",
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
                    "mapping",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="staff.directoryrole",
                    ),
                ),
                (
                    "role_held",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="from_directory",
                        to="staff.roleheld",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("visits", "My visits"), ("rota", "A team’s duty rota")], max_length=10
                    ),
                ),
                (
                    "with_promises",
                    models.BooleanField(
                        db_comment="Of visits: whether it shows callbacks and promises too.", default=False
                    ),
                ),
                (
                    "token_digest",
                    models.CharField(
                        db_comment="SHA-256 of the address's secret part.", max_length=64, unique=True
                    ),
                ),
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
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_feeds",
                        to="staff.officer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_comment="Whose rota it is.",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "visits"), ("team__isnull", True)),
                            models.Q(("kind", "rota"), ("team__isnull", False), ("with_promises", False)),
                            _connector="OR",
                        ),
                        name="calendar_feed_is_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectoryAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "issuer",
                    models.CharField(
                        db_comment="The directory, as it calls itself in every token.", max_length=200
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        db_comment="The account, as the directory calls it for ever.", max_length=255
                    ),
                ),
                ("tied_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField()),
                (
                    "sign_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="directory_accounts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="one_sign_in_an_account"),
                    models.UniqueConstraint(fields=("issuer", "sign_in"), name="one_account_a_sign_in"),
                ],
            },
        ),
    ]
