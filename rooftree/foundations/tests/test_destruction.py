"""What is only ever added to is destroyed by the owner's own functions, and by no other hand."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from rooftree.foundations import sql

UNDER_WAY = "SELECT destruction_under_way()"


@pytest.mark.django_db
def test_the_app_cannot_say_that_destruction_is_under_way():
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as app:
        app.execute("INSERT INTO foundations_destruction VALUES (pg_current_xact_id())")


@pytest.mark.django_db
def test_the_app_cannot_ask_whether_it_is():
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as app:
        app.execute(UNDER_WAY)


@pytest.mark.django_db(databases=["default", "owner"])
def test_only_the_transaction_that_destroys_is_under_way():
    with transaction.atomic(using="owner"), connections["owner"].cursor() as owner:
        owner.execute(UNDER_WAY)
        before = owner.fetchone()
        owner.execute("INSERT INTO foundations_destruction VALUES (pg_current_xact_id())")
        owner.execute(UNDER_WAY)
        within = owner.fetchone()
        owner.execute("DELETE FROM foundations_destruction")

    assert (before, within) == ((False,), (True,))


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_destroys_nothing_without_saying_so():
    refused = pytest.raises(DatabaseError, match="only ever added to")
    with refused, transaction.atomic(using="owner"), connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM cases_event")


def test_the_functions_can_be_put_back():
    assert "DROP TABLE foundations_destruction" in sql.read("0009_destruction_undo")
