"""Functions that look past what the asker may see: they answer whoever acts for the council, and nobody else."""

import pytest
from django.db import connection

from rooftree.foundations.isolation import acting_for
from rooftree.rents.tests.collecting import a_mandate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_instructions_and_names_of_another_council_lead_nowhere(other_council):
    mandate = a_mandate()
    wanted = [
        ("SELECT * FROM accounts_of_instructions(%s, %s)", mandate.council_id, [mandate.reference]),
        ("SELECT * FROM tenants_named(%s, %s, '{}')", mandate.council_id, ["grace okafor"]),
        ("SELECT * FROM tenants_named(%s, '{}', %s)", mandate.council_id, ["g okafor"]),
    ]

    assert [len(rows(*each)) for each in wanted] == [1, 1, 1]
    with acting_for([other_council.pk], who="test"):
        assert [rows(*each) for each in wanted] == [[], [], []]


def test_every_function_of_money_that_is_given_a_council_asks_whom_one_acts_for():
    given = rows("""
        SELECT proname, prosrc ~ '(acting_for|ledger_must_)' FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosecdef AND prorettype <> 'trigger'::regtype
          AND 'council' = ANY (proargnames) AND has_function_privilege(current_user, oid, 'EXECUTE')
          AND proname ~ '^(ledger|rents|accounts|tenants)_'
        ORDER BY proname
    """)

    assert "accounts_of_instructions" in dict(given)
    assert [name for name, asks in given if not asks] == []
