"""Keep rotas, what directories give and calendar feeds with their council. Nobody is on duty twice at once."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect, Share
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("staff", "0010_directories_rota_and_feeds")]

    operations = [
        Share("staff_directoryaccount", rights="SELECT, INSERT, UPDATE, DELETE"),
        Protect("staff_directoryrole", pointed_at=True),
        BelongsTo("staff_directoryrole", "team_id", "staff_team"),
        BelongsTo("staff_directoryrole", "made_by_id", "staff_officer"),
        BelongsTo("staff_directoryrole", "ended_by_id", "staff_officer"),
        migrations.RunSQL(
            "ALTER TABLE staff_roleheld ADD CONSTRAINT staff_roleheld_of_council UNIQUE (council_id, id)",
            "ALTER TABLE staff_roleheld DROP CONSTRAINT staff_roleheld_of_council",
        ),
        Protect("staff_rolefromdirectory"),
        BelongsTo("staff_rolefromdirectory", "role_held_id", "staff_roleheld"),
        BelongsTo("staff_rolefromdirectory", "mapping_id", "staff_directoryrole"),
        Protect("staff_dutyturn", pointed_at=True),
        BelongsTo("staff_dutyturn", "team_id", "staff_team"),
        BelongsTo("staff_dutyturn", "officer_id", "staff_officer"),
        BelongsTo("staff_dutyturn", "entered_by_id", "staff_officer"),
        BelongsTo("staff_dutyturn", "removed_by_id", "staff_officer"),
        migrations.RunSQL(
            """
            ALTER TABLE staff_dutyturn ADD CONSTRAINT one_duty_at_a_time EXCLUDE USING gist (
                int8range(officer_id, officer_id, '[]') WITH &&, tstzrange(starts, ends) WITH &&)
            WHERE (removed_at IS NULL)
            """,
            "ALTER TABLE staff_dutyturn DROP CONSTRAINT one_duty_at_a_time",
        ),
        Protect("staff_dutyswap", append_only=True),
        BelongsTo("staff_dutyswap", "turn_id", "staff_dutyturn"),
        BelongsTo("staff_dutyswap", "was_id", "staff_officer"),
        BelongsTo("staff_dutyswap", "became_id", "staff_officer"),
        BelongsTo("staff_dutyswap", "by_id", "staff_officer"),
        Protect("staff_calendarfeed"),
        BelongsTo("staff_calendarfeed", "officer_id", "staff_officer"),
        BelongsTo("staff_calendarfeed", "team_id", "staff_team"),
        migrations.RunSQL(read("0011_calendar_feed", beside=__file__), "DROP FUNCTION calendar_feed_of(text)"),
    ]
