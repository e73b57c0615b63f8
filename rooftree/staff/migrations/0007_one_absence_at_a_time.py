"""Nobody is away twice at once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("staff", "0006_protect_absences")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE staff_absence ADD CONSTRAINT one_absence_at_a_time EXCLUDE USING gist (
                int8range(officer_id, officer_id, '[]') WITH &&,
                tstzrange(starts, greatest(starts, coalesce(
                    least(ended_at, timezone('Europe/London', until_on::timestamp)), 'infinity'))) WITH &&)
            """,
            "ALTER TABLE staff_absence DROP CONSTRAINT one_absence_at_a_time",
        )
    ]
