"""Find what waits by its channel, and check each row and each change by what is asked, not by all there is."""

from django.db import migrations, models

from rooftree.foundations.protection import COUNCIL_POLICY

SEEN_WITH_THEIR_MESSAGE = ("correspondence_waiting", "correspondence_attempt")

STAYS = (
    "id",
    "token",
    "key",
    "subject_of",
    "run",
    "code",
    "version",
    "council_version_id",
    "language",
    "channel",
    "format",
    "because",
    "point_id",
    "to_name",
    "to_address",
    "subject",
    "asks",
    "body",
    "preview",
    "is_secret",
    "useful_until",
    "queued_at",
    "queued_by_id",
    "task_id",
    "again_of_id",
)
"""What a message says and why. A statement that would change one of these is refused."""

WHOSE = ("council_id", "person_id", "case_id")
"""Whose it is. A group that changes writes these again as they are, so here the values count."""

CHANGES = (
    "status",
    "backend",
    "backend_reference",
    "sent_at",
    "delivered_at",
    "failed_at",
    "failure",
    "settled_at",
    "settled_by_id",
    "settled_words",
    "restricted_to",
    "case_restricted_to",
    "case_person_restricted_to",
)

BY_COLUMN = f"""
    DROP TRIGGER correspondence_message_words_stay ON correspondence_message;
    CREATE TRIGGER correspondence_message_words_stay BEFORE UPDATE OF {", ".join(STAYS)} ON correspondence_message
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER correspondence_message_stays_whose BEFORE UPDATE OF {", ".join(WHOSE)} ON correspondence_message
        FOR EACH ROW WHEN ({" OR ".join(f"OLD.{each} IS DISTINCT FROM NEW.{each}" for each in WHOSE)})
        EXECUTE FUNCTION refuse_change();
"""
BY_COLUMN_UNDO = f"""
    DROP TRIGGER correspondence_message_stays_whose ON correspondence_message;
    DROP TRIGGER correspondence_message_words_stay ON correspondence_message;
    CREATE TRIGGER correspondence_message_words_stay AFTER UPDATE ON correspondence_message
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_facts({", ".join(repr(each) for each in CHANGES)});
"""


def _policy(table: str, seen: str) -> str:
    return f"ALTER POLICY own_council ON {table} USING ({COUNCIL_POLICY} AND {seen})"


# As EXISTS, the planner reads every message once for a statement, however few rows it asks for.
BY_ROW = "(SELECT true FROM correspondence_message m WHERE m.id = message_id)"
BY_ALL = "EXISTS (SELECT FROM correspondence_message m WHERE m.id = message_id)"


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0004_protect_replies")]

    operations = [
        migrations.RemoveIndex(model_name="waiting", name="waiting_by_due"),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(
                condition=models.Q(("hand", None)),
                fields=["council", "channel", "due_at"],
                name="waiting_by_channel",
            ),
        ),
        *(migrations.RunSQL(_policy(table, BY_ROW), _policy(table, BY_ALL)) for table in SEEN_WITH_THEIR_MESSAGE),
        migrations.RunSQL(BY_COLUMN, BY_COLUMN_UNDO),
    ]
