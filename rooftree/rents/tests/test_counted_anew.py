"""Senders of numbered files who count anew each year: agreed to once, and then files follow by themselves."""

import datetime as dt

import pytest
from django.db import IntegrityError

from rooftree.rents.actions import files
from rooftree.rents.models import MoneyFilePart
from rooftree.rents.tests.files_in import cash_file, taken
from tests.builders import NOON, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def numbered(sequence, day):
    return cash_file(f"CARD,,{sequence}.00,{day}", sequence=sequence).replace(
        f",{sequence},2026-11-20".encode(), f",{sequence},{day}".encode()
    )


def taken_on(sequence, day):
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return taken(numbered(sequence, day.isoformat()), at=at)


def test_a_till_that_counts_anew_in_january_is_agreed_to_once_and_goes_on_by_itself():
    taken_on(1, dt.date(2026, 1, 5))
    taken_on(2, dt.date(2026, 12, 31))

    anew = taken_on(1, dt.date(2027, 1, 4))
    second = taken_on(2, dt.date(2027, 1, 5))

    assert [anew.status, second.status] == ["held", "held"]
    asker, other = an_officer("rent_accounting_officer"), an_officer("rent_accounting_officer")
    files.ask_to_skip(anew, why="Counts anew each year", by=asker, at=NOON, key="ask")
    files.agree_to_skip(anew, by=other, at=NOON, key="agree")
    second.refresh_from_db()
    assert second.status == "posted"
    assert taken_on(3, dt.date(2027, 1, 6)).status == "posted"


def test_a_number_of_this_year_with_other_contents_is_still_refused():
    taken_on(1, dt.date(2026, 12, 30))
    taken_on(2, dt.date(2026, 12, 31))
    again = taken(cash_file("CARD,,7.00", sequence=2))

    assert (again.status, again.because[:26]) == ("refused", "Number 2 of TILL was poste")


def test_a_number_is_posted_once_a_year_whoever_asks():
    file = taken_on(7, dt.date(2026, 12, 31))
    part = MoneyFilePart.objects.get(file=file)
    part.pk, part.number = None, 1

    with pytest.raises(IntegrityError, match="a_numbered_file_is_posted_once"):
        part.save()
