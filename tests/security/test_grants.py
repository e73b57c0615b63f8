"""The site's log-in at the database can do what it must, and nothing more: what it can is enumerated here."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

MAY_DELETE = {
    "account_emailaddress": "allauth's own, left empty",
    "account_emailconfirmation": "allauth's own, left empty",
    "cases_caselink": "cases tied by mistake; both stories tell it",
    "contact_enquiry": "an enquiry goes only with its case, by a trigger",
    "correspondence_message": "by retention",
    "correspondence_waiting": "what waits to be sent, and was",
    "django_session": "signing out",
    "foundations_donekey": "keys of forms, after a year",
    "foundations_keptfile": "a file that was undone",
    "foundations_localrule": "a rule of the council's own that never began",
    "foundations_try": "counts of tries, at night",
    "information_rights_disposal": "a proposal that was made anew",
    "information_rights_disposalline": "with its proposal",
    "information_rights_heldcopy": "copies for somebody's request, once it is over",
    "machines_credential": "access tokens that are over",
    "machines_delivery": "deliveries that are over",
    "machines_signingsecret": "secrets that sign no more",
    "mfa_authenticator": "a second factor that was taken away",
    "people_contactpoint": "not yet narrowed: tests of the audit delete one",
    "people_othername": "a name that was corrected away",
    "people_portalcode": "codes that are over",
    "people_spokenlanguage": "a language that was corrected away",
    "places_patchofficer": "a load that replaces the patches of a file",
    "places_patchplace": "as above",
    "procrastinate_events": "jobs that are done",
    "procrastinate_jobs": "jobs that are done",
    "procrastinate_periodic_defers": "jobs that are done",
    "procrastinate_workers": "workers that are gone",
    "rents_charge": "a charge that never began",
    "rents_debitrunline": "the figures of a run, which it writes anew",
    "staff_cover": "cover that never began",
    "staff_directoryaccount": "an account that was let go of",
    "staff_groupmember": "a membership that never began",
    "staff_officeclosure": "a closure that was taken back",
    "staff_openinghours": "hours that never began",
    "staff_rolefromdirectory": "with the role that it gave",
    "staff_roleheld": "a role that never began",
    "staff_savedview": "a view that its owner removed",
    "staff_workinghours": "hours that never began",
    "staffweb_cache": "counts of tries",
}
"""Tables of which rows may go, and why. A table that is not here keeps its rows."""

NOTHING = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "foundations_destruction",
    "foundations_searchentry",
    "foundations_searchword",
    "information_rights_equalityanswer",
    "information_rights_equalitydeclaration",
    "information_rights_equalitykey",
    "socialaccount_socialaccount",
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
}
"""Tables that it cannot even read; functions of the owner's answer for some."""

ONLY_READ = {
    "cases_caseaccess",
    "cases_kindtable",
    "django_content_type",
    "django_migrations",
    "foundations_auditchange",
    "foundations_auditread",
    "information_rights_certificate",
    "information_rights_look",
    "ledger_balance",
    "ledger_balancecharged",
    "ledger_balanceposted",
    "ledger_closedbalance",
    "ledger_reversal",
    "ledger_run",
    "people_exceptionalopening",
    "rents_groupbefore",
    "working_calendar",
}
"""Tables that only the owner's functions and triggers write."""

ONLY_ADDED_TO = {
    "cases_assignment",
    "cases_caseweight",
    "cases_clockextension",
    "cases_event",
    "contact_callbackattempt",
    "correspondence_attempt",
    "correspondence_inboundfile",
    "correspondence_run",
    "correspondence_templateversion",
    "foundations_calendarchange",
    "information_rights_correction",
    "information_rights_toldrecipient",
    "ledger_closing",
    "ledger_key",
    "ledger_movement",
    "ledger_yearclose",
    "machines_tokenrecord",
    "people_personmarkerreview",
    "places_placemarkerreview",
    "rents_directdebitnotice",
    "rents_explanation",
    "rents_fileline",
    "rents_generalledgerfile",
    "rents_generalledgerline",
    "rents_groupchange",
    "rents_incomemove",
    "rents_increasecheck",
    "rents_increaseservice",
    "rents_journalline",
    "rents_journalposting",
    "rents_lodgedinstruction",
    "rents_mandateevent",
    "rents_refundcheck",
    "rents_setoffagreement",
    "rents_suspensenote",
    "staff_dutyswap",
    "staff_setuplink",
}
"""Tables that only grow."""


def rows(statement: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall()


@pytest.fixture
def rights() -> dict[str, set[str]]:
    """What the log-in may do with each table and view."""
    found = rows(
        """SELECT c.relname, array_remove(array_agg(x.privilege_type), NULL)
           FROM pg_class c
           LEFT JOIN LATERAL (
               SELECT privilege_type FROM aclexplode(c.relacl) one
               WHERE one.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))) x ON true
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
             AND NOT c.relispartition GROUP BY 1"""
    )
    of_tests = {"cases_matter"}
    return {name: set(held) for name, held in found if name not in of_tests and not name.startswith("timeline_")}


def test_it_is_the_sites_own_log_in_that_is_looked_at():
    assert rows("SELECT current_user") == [("rooftree_app",)]


def test_what_may_be_deleted_is_named(rights):
    assert {name for name, held in rights.items() if "DELETE" in held} == set(MAY_DELETE)


def test_what_may_not_be_read_is_named(rights):
    assert {name for name, held in rights.items() if not held} == NOTHING


def test_what_may_only_be_read_is_named(rights):
    assert {name for name, held in rights.items() if held == {"SELECT"}} == ONLY_READ


def test_what_may_only_be_added_to_is_named(rights):
    assert {name for name, held in rights.items() if held == {"SELECT", "INSERT"}} == ONLY_ADDED_TO


def test_partitions_are_reached_through_their_parents_alone():
    open_ones = rows(
        """SELECT relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')
           AND (has_table_privilege(oid, 'SELECT') OR has_table_privilege(oid, 'INSERT')
                OR has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE'))"""
    )
    assert open_ones == []


def test_nothing_may_be_emptied_or_given_triggers_or_keys(rights):
    assert set().union(*rights.values()) == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_views_are_only_read():
    views = rows(
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
           AND (has_table_privilege(oid, 'INSERT') OR has_table_privilege(oid, 'UPDATE')
                OR has_table_privilege(oid, 'DELETE'))"""
    )
    assert views == []


def test_it_owns_nothing_and_makes_nothing_that_stays():
    own = rows(
        "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    )
    makes = rows(
        """SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')"""
    )

    assert own == []
    assert makes == [(False, False)]


def test_it_has_no_power_over_the_server():
    powers = rows(
        """SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication,
                  EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid)
           FROM pg_roles WHERE rolname = current_user"""
    )
    reaches = rows(
        """SELECT proname FROM pg_proc
           WHERE proname IN ('pg_read_file', 'pg_ls_dir', 'lo_import', 'pg_reload_conf')
           AND has_function_privilege(oid, 'EXECUTE')"""
    )

    assert powers == [(False,) * 6]
    assert reaches == []


@pytest.mark.parametrize(
    "statement",
    [
        "COPY people_person TO '/tmp/people'",
        "COPY people_person TO PROGRAM 'id'",
        "SET ROLE rooftree_owner",
        "SET SESSION AUTHORIZATION rooftree_owner",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "TRUNCATE people_person",
        "DELETE FROM people_person",
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION dblink",
    ],
)
def test_it_is_refused(statement, acting):
    with (
        pytest.raises(Exception, match=r"denied|must be|only roles|not available|permission"),
        connection.cursor() as at,
    ):
        at.execute(statement)
