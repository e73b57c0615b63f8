"""Keep every message with its council and its groups, and what it says as it was sent."""

from django.db import migrations

from rooftree.cases.protection import GROUPS
from rooftree.foundations.protection import COUNCIL_POLICY, BelongsTo, Protect

CASE_GROUPS = ("case_restricted_to", "case_person_restricted_to")
"""The groups of a message's case, as `cases.protection.GROUPS` names them there."""
OF_MESSAGE = ("restricted_to", *CASE_GROUPS)

OPEN = "= ANY ((SELECT may_open())::int[])"
OF_OPENED_CASE = "case_id = ANY ((SELECT opened_cases())::bigint[])"
OF_OPENED_PERSON = "person_id = ANY ((SELECT opened_people())::bigint[])"

# A message has two keepers, its person and its case, as a contact has: opening the one by exception
# does not open what the other restricts to another group.
POLICY = f"""
    ALTER POLICY own_council ON correspondence_message USING (
        council_id = ANY ((SELECT acting_for())::int[])
        AND (restricted_to {OPEN} OR {OF_OPENED_PERSON}
             OR (restricted_to = case_person_restricted_to AND {OF_OPENED_CASE}))
        AND (case_restricted_to {OPEN} OR {OF_OPENED_CASE})
        AND (case_person_restricted_to {OPEN} OR {OF_OPENED_CASE})
    )
"""

SEEN_WITH_THEIR_MESSAGE = ("correspondence_waiting", "correspondence_attempt")


def _with_message(table: str) -> str:
    """Return the SQL that lets those see a row who see its message: its policy holds inside this one."""
    seen = "EXISTS (SELECT FROM correspondence_message m WHERE m.id = message_id)"
    return f"ALTER POLICY own_council ON {table} USING ({COUNCIL_POLICY} AND {seen})"


CHANGING = (
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
)
"""What becomes of a message. What it says, to whom and why never changes."""
WORDS_STAY = f"""
    CREATE TRIGGER correspondence_message_stays BEFORE DELETE OR TRUNCATE ON correspondence_message
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER correspondence_message_words_stay AFTER UPDATE ON correspondence_message
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION
            refuse_change_of_facts({", ".join(repr(column) for column in (*CHANGING, *OF_MESSAGE))});
"""
WORDS_STAY_UNDO = """
    DROP TRIGGER correspondence_message_words_stay ON correspondence_message;
    DROP TRIGGER correspondence_message_stays ON correspondence_message;
"""

# What keys need, to point at a contact point of the same council.
POINT_KEY = """
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'people_contactpoint_of_council') THEN
            ALTER TABLE people_contactpoint ADD CONSTRAINT people_contactpoint_of_council UNIQUE (council_id, id);
        END IF;
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial")]

    operations = [
        migrations.RunSQL(POINT_KEY, migrations.RunSQL.noop),
        Protect("correspondence_templateversion", root=True, pointed_at=True, append_only=True),
        BelongsTo("correspondence_templateversion", "by_id", "staff_officer"),
        Protect("correspondence_run", root=True, append_only=True),
        Protect(
            "correspondence_message", root=True, restricted=True, restricted_also=CASE_GROUPS, pointed_at=True
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS_STAY, WORDS_STAY_UNDO),
        BelongsTo("correspondence_message", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("correspondence_message", "case_id", "cases_case", restricted=CASE_GROUPS, groups=GROUPS),
        BelongsTo("correspondence_message", "council_version_id", "correspondence_templateversion"),
        BelongsTo("correspondence_message", "point_id", "people_contactpoint"),
        BelongsTo("correspondence_message", "queued_by_id", "staff_officer"),
        BelongsTo("correspondence_message", "settled_by_id", "staff_officer"),
        BelongsTo("correspondence_message", "task_id", "cases_task"),
        BelongsTo("correspondence_message", "again_of_id", "correspondence_message"),
        # The audit would keep for ever what is secret in a row that waits. What waits is told by the
        # message and its attempts.
        Protect("correspondence_waiting", audited=False, key="message_id"),
        BelongsTo("correspondence_waiting", "message_id", "correspondence_message"),
        Protect("correspondence_attempt", append_only=True),
        BelongsTo("correspondence_attempt", "message_id", "correspondence_message"),
        *(migrations.RunSQL(_with_message(table), migrations.RunSQL.noop) for table in SEEN_WITH_THEIR_MESSAGE),
        Protect("correspondence_pointtrouble", restricted=True, person="person_id"),
        BelongsTo("correspondence_pointtrouble", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("correspondence_pointtrouble", "point_id", "people_contactpoint"),
        BelongsTo("correspondence_pointtrouble", "message_id", "correspondence_message"),
        BelongsTo("correspondence_pointtrouble", "ended_by_id", "staff_officer"),
    ]
