"""Take from the site's log-in the right to delete newer facts, which nothing deletes either."""

from django.db import migrations

KEPT = (
    "correspondence_inboundmail", "correspondence_letterinrun", "correspondence_pointtrouble",
    "correspondence_printrun",
    "staff_calendarfeed", "staff_directoryrole", "staff_dutyturn",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("staffweb", "0003_facts_are_not_deleted"),
        ("correspondence", "0004_protect_replies"),
        ("staff", "0011_protect_directories_rota_and_feeds"),
    ]

    operations = [
        migrations.RunSQL(
            f"REVOKE DELETE ON {', '.join(KEPT)} FROM rooftree_app",
            f"GRANT DELETE ON {', '.join(KEPT)} TO rooftree_app",
        ),
    ]
