"""Every table, view and partition keeps each council's data its own, or says why it need not."""

import pytest
from django.db import connection

SHARED = {
    "django_migrations": "which migrations ran",
    "django_content_type": "names of tables",
    "auth_group": "not used: the app has no right to it",
    "auth_group_permissions": "not used: the app has no right to it",
    "auth_permission": "not used: the app has no right to it",
    "django_session": "which sign-in a browser has",
    "account_emailaddress": "addresses of sign-ins",
    "account_emailconfirmation": "addresses of sign-ins",
    "mfa_authenticator": "second factors of sign-ins",
    "procrastinate_jobs": "names of jobs and ids",
    "procrastinate_events": "names of jobs and ids",
    "procrastinate_periodic_defers": "names of jobs and times",
    "procrastinate_workers": "workers",
    "staffweb_cache": "counts of tries at signing in, under hashes",
    "foundations_council": "names of councils",
    "foundations_signin": "sign-ins: no personal facts",
    "foundations_try": "counts of tries, under digests",
    "staff_directoryaccount": "which account at a directory a sign-in is: no personal facts",
    "socialaccount_socialapp": "not used: the app has no right to it",
    "socialaccount_socialaccount": "not used: the app has no right to it",
    "socialaccount_socialtoken": "not used: the app has no right to it",
    "foundations_calendarday": "working days, the same for all",
    "foundations_calendarchange": "proclaimed bank holidays, the same for all",
    "cases_kindtable": "names of kinds of cases",
    "machines_credential": "digests of tokens of sign-ins and clients",
    "foundations_destruction": "empty but while something is destroyed: the app has no right to it",
    "information_rights_equalitykey": "the key of one-way names: the app has no right to it",
}

CHECKED_AS_A_SET = {
    "ledger_movement": "ledger_keep",
    "rents_fileline": "lines_have_accounts",
}
"""Tables that get a hundred thousand rows in one statement: a trigger looks at all of them together, where a key
would look at each, and refuses as it would. By table, its function. Their packages try what it refuses."""


def rows(statement: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall()


def tables() -> set[str]:
    return {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
    }


def protected() -> set[str]:
    return {
        name
        for (name,) in rows(
            """SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
               WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
                 AND pg_get_expr(p.polqual, p.polrelid) LIKE '%council_id = ANY%acting_for()%'"""
        )
    }


@pytest.mark.django_db
def test_every_table_is_protected_or_named_as_shared():
    assert tables() - protected() == set(SHARED)


@pytest.mark.django_db
def test_no_protected_table_is_named_as_shared():
    assert protected() & set(SHARED) == set()


@pytest.mark.django_db
def test_every_protected_row_has_a_council_that_a_key_checks():
    keyed = rows(
        """SELECT DISTINCT c.conrelid::regclass::text FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
           WHERE c.contype = 'f' AND a.attname = 'council_id'"""
    )
    assert protected() - {name for (name,) in keyed} == checked_as_a_set()


def checked_as_a_set() -> set[str]:
    """The tables named above, with their partitions, whose trigger looks at every statement that adds to them."""
    return {
        name
        for table, function in CHECKED_AS_A_SET.items()
        for (name,) in rows(
            """SELECT tree.relid::regclass::text
               FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
               CROSS JOIN LATERAL (
                   SELECT t.tgrelid AS relid UNION SELECT relid FROM pg_partition_tree(t.tgrelid)) tree
               WHERE t.tgrelid = %s::regclass AND p.proname = %s AND t.tgenabled = 'O' AND t.tgnewtable IS NOT NULL
                 AND pg_get_triggerdef(t.oid) LIKE '%% AFTER INSERT ON %%FOR EACH STATEMENT%%'
                 AND NOT EXISTS (
                     SELECT FROM pg_constraint c
                     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
                     WHERE c.conrelid = tree.relid AND c.contype = 'f' AND a.attname = 'council_id')""",
            table,
            function,
        )
    }


@pytest.mark.django_db
def test_every_key_between_protected_tables_holds_the_council():
    plain = rows(
        """SELECT c.conrelid::regclass::text, c.conname FROM pg_constraint c
           WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (%s)
             AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.confrelid
                             AND a.attnum = ANY (c.confkey) AND a.attname = 'council_id')""",
        sorted(protected()),
    )
    assert plain == []


@pytest.mark.django_db
def test_every_view_obeys_the_asker_not_its_owner():
    views = rows(
        """SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
           AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false)"""
    )
    assert views == []


@pytest.mark.django_db
def test_every_function_that_runs_as_its_owner_fixes_its_search_path():
    loose = rows(
        """SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
           AND NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=%', false)"""
    )
    assert loose == []


@pytest.mark.django_db
def test_no_function_that_runs_as_its_owner_is_open_to_everybody():
    open_to_all = rows(
        """SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
           AND has_function_privilege('public', oid, 'EXECUTE')"""
    )
    assert open_to_all == []


@pytest.mark.django_db
def test_the_app_owns_nothing_and_may_not_truncate_or_bypass():
    owned = rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'rooftree_app'")
    truncates = rows(
        """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
           AND has_table_privilege('rooftree_app', oid, 'TRUNCATE, TRIGGER, REFERENCES')"""
    )
    powers = rows(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = 'rooftree_app'"
    )

    assert (owned, truncates, powers) == ([], [], [(False, False, False, False)])
