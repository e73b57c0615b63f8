"""The calendars of working days, the sums over them, references, and councils' own rules."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations import calendar_table, sql
from rooftree.foundations.protection import Protect, Share


def write_calendars(apps: Any, schema_editor: Any) -> None:
    calendar_table.write(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("foundations", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "calendar", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "calendar",
                    models.CharField(db_comment="EW or UK: whose bank holidays are left out.", max_length=2),
                ),
                ("day", models.DateField()),
                ("is_working", models.BooleanField()),
                (
                    "working_count",
                    models.IntegerField(
                        db_comment="How many working days there were from the calendar's start "
                        "to this day, itself included."
                    ),
                ),
                (
                    "holiday",
                    models.CharField(
                        blank=True, db_comment="The bank holiday's name, if it is one.", max_length=100
                    ),
                ),
                (
                    "projected",
                    models.BooleanField(
                        db_comment="Beyond the published lists: bank holidays here are reckoned by rule."
                    ),
                ),
                (
                    "authority",
                    models.CharField(blank=True, db_comment="Where we have the holiday from.", max_length=200),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CalendarChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("calendar", models.CharField(max_length=2)),
                ("day", models.DateField()),
                ("is_holiday", models.BooleanField()),
                ("name", models.CharField(blank=True, max_length=100)),
                (
                    "authority",
                    models.CharField(db_comment="The proclamation, or the list it came from.", max_length=200),
                ),
                (
                    "from_list",
                    models.BooleanField(
                        db_comment="Fetched from the published list, which is complete for the day's year.",
                        default=False,
                    ),
                ),
                ("by", models.CharField(db_comment="Who entered it: a sign-in or a job.", max_length=100)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("authority", ""), _negated=True),
                        name="calendar_change_has_authority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_holiday", False), models.Q(("name", ""), _negated=True), _connector="OR"
                        ),
                        name="bank_holiday_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "code",
                    models.CharField(db_comment="The entry of the rule book that it replaces.", max_length=80),
                ),
                ("applies_from", models.DateField()),
                (
                    "applies_until",
                    models.DateField(db_comment="The first day on which it no longer applies.", null=True),
                ),
                (
                    "value",
                    models.JSONField(
                        db_comment="The keys of the entry that differ, as docs/rule-book.md names them."
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "decided_by",
                    models.CharField(db_comment="Who decided: a name, or a sign-in.", max_length=100),
                ),
                ("decided_at", models.DateTimeField()),
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
                        condition=models.Q(("reason", ""), _negated=True), name="local_rule_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applies_until", None),
                            ("applies_until__gt", models.F("applies_from")),
                            _connector="OR",
                        ),
                        name="local_rule_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        fields=("council", "code", "applies_from"), name="one_local_rule_a_day"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            # A range of text of our own, because two rules clash when code and days both overlap.
            'CREATE TYPE code_range AS RANGE (subtype = text, collation = "C"); '
            "ALTER TABLE foundations_localrule ADD CONSTRAINT one_local_rule_of_a_code_at_a_time "
            "EXCLUDE USING gist (int8range(council_id, council_id, '[]') WITH &&, "
            "code_range(code::text, code::text, '[]') WITH &&, "
            "daterange(applies_from, applies_until) WITH &&)",
            "ALTER TABLE foundations_localrule DROP CONSTRAINT one_local_rule_of_a_code_at_a_time; "
            "DROP TYPE code_range",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER foundations_calendarchange_append_only "
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON foundations_calendarchange "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER foundations_calendarchange_append_only ON foundations_calendarchange",
        ),
        migrations.RunPython(write_calendars, migrations.RunPython.noop),
        migrations.RunSQL(sql.read("0002_deadlines"), sql.read("0002_deadlines_undo")),
        migrations.RunSQL(sql.read("0002_references"), sql.read("0002_references_undo")),
        Protect("foundations_localrule", root=True),
        Share("foundations_calendarday", rights="SELECT, INSERT, UPDATE"),
        Share("foundations_calendarchange", rights="SELECT, INSERT"),
    ]
