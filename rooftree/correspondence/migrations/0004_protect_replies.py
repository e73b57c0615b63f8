"""Keep email that came in, and letters in print runs, with their council, their person and their case."""

from django.db import migrations

from rooftree.cases.protection import GROUPS
from rooftree.foundations.protection import COUNCIL_POLICY, BelongsTo, Protect

CASE_GROUPS = ("case_restricted_to", "case_person_restricted_to")
OPEN = "= ANY ((SELECT may_open())::int[])"
OF_OPENED_CASE = "case_id = ANY ((SELECT opened_cases())::bigint[])"
OF_OPENED_PERSON = "person_id = ANY ((SELECT opened_people())::bigint[])"

# As a message, it has two keepers: its person and its case.
POLICY = f"""
    ALTER POLICY own_council ON correspondence_inboundmail USING (
        council_id = ANY ((SELECT acting_for())::int[])
        AND (restricted_to {OPEN} OR {OF_OPENED_PERSON}
             OR (restricted_to = case_person_restricted_to AND {OF_OPENED_CASE}))
        AND (case_restricted_to {OPEN} OR {OF_OPENED_CASE})
        AND (case_person_restricted_to {OPEN} OR {OF_OPENED_CASE})
    )
"""

CHANGING = (
    *("known_by", "is_from_them", "person_id", "case_id", "answers_id", "status", "why"),
    *("dealt_at", "dealt_by_id", "dealt_words", "restricted_to", *CASE_GROUPS),
)
"""Where an email belongs, and what became of it. What came never changes."""
WORDS_STAY = f"""
    CREATE TRIGGER correspondence_inboundmail_stays BEFORE DELETE OR TRUNCATE ON correspondence_inboundmail
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER correspondence_inboundmail_words_stay AFTER UPDATE ON correspondence_inboundmail
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_facts({", ".join(repr(each) for each in CHANGING)});
"""
WORDS_STAY_UNDO = """
    DROP TRIGGER correspondence_inboundmail_words_stay ON correspondence_inboundmail;
    DROP TRIGGER correspondence_inboundmail_stays ON correspondence_inboundmail;
"""


def _with(table: str, keeper: str, column: str) -> str:
    """Return the SQL that lets those see a row who see its keeper: the keeper's policy holds inside this one."""
    seen = f"EXISTS (SELECT FROM {keeper} kept WHERE kept.id = {column})"
    return f"ALTER POLICY own_council ON {table} USING ({COUNCIL_POLICY} AND {seen})"


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0003_replies_and_print_runs"), ("correspondence", "0002_protection")]

    operations = [
        Protect(
            "correspondence_inboundmail", root=True, restricted=True, restricted_also=CASE_GROUPS, pointed_at=True
        ),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS_STAY, WORDS_STAY_UNDO),
        BelongsTo("correspondence_inboundmail", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("correspondence_inboundmail", "case_id", "cases_case", restricted=CASE_GROUPS, groups=GROUPS),
        BelongsTo("correspondence_inboundmail", "answers_id", "correspondence_message"),
        BelongsTo("correspondence_inboundmail", "dealt_by_id", "staff_officer"),
        Protect("correspondence_inboundfile", append_only=True),
        BelongsTo("correspondence_inboundfile", "mail_id", "correspondence_inboundmail"),
        BelongsTo("correspondence_inboundfile", "file_id", "foundations_keptfile"),
        migrations.RunSQL(
            _with("correspondence_inboundfile", "correspondence_inboundmail", "mail_id"), migrations.RunSQL.noop
        ),
        Protect("correspondence_printrun", root=True, pointed_at=True),
        BelongsTo("correspondence_printrun", "made_by_id", "staff_officer"),
        BelongsTo("correspondence_printrun", "ended_by_id", "staff_officer"),
        Protect("correspondence_letterinrun"),
        BelongsTo("correspondence_letterinrun", "run_id", "correspondence_printrun"),
        BelongsTo("correspondence_letterinrun", "message_id", "correspondence_message"),
        migrations.RunSQL(
            _with("correspondence_letterinrun", "correspondence_message", "message_id"), migrations.RunSQL.noop
        ),
    ]
