"""The pages of the general ledger, as a rent accounting officer sees them."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents import general_ledger
from rooftree.rents.models import GeneralLedgerFile
from rooftree.rents.tests.books import a_rent_account, posted
from rooftree.rents.tests.handed import between
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = pytest.mark.usefixtures("acting")

PAGE = "/staff/rent-accounting/periods/general-ledger/"
MAKE = f"{PAGE}make/"
YESTERDAY = dates.london_day(dates.now()) - dt.timedelta(days=1)
LONG_AGO = dt.date(2026, 4, 6)


@pytest.fixture
def account():
    """An account that was charged £100.00 and paid £60.00."""
    account = a_rent_account()
    posted(account, "100.00", "DBR", on=LONG_AGO)
    posted(account, "-60.00", "RDD", on=LONG_AGO)
    return account


def make(client, last_on=YESTERDAY):
    return client.post(MAKE, on("last_on", last_on), follow=True)


def test_the_page_says_what_the_next_file_would_say(client, asha, account):
    page = client.get(PAGE)

    words = words_of(page)
    assert_valid_html(page)
    assert "Agrees The general ledger agrees with the books" in words
    assert "C2000 Direct debits £60.00 £0.00 1" in words
    assert "D5000 Owed by payers: Housing revenue account £100.00 £60.00 2" in words
    assert "H1000 Income: Housing revenue account £0.00 £100.00 1" in words
    assert "Together £160.00 £160.00" in words
    assert "No file was made yet." in words


def test_a_file_is_made_and_taken_away_again_and_again(client, asha, account):
    page = make(client)
    made = GeneralLedgerFile.objects.get()
    first, again = (client.get(f"{PAGE}{made.pk}/") for _ in range(2))

    assert_valid_html(page)
    assert "File 1 is made." in words_of(page)
    assert "has been handed over." in words_of(page)
    assert made.made_by == asha
    body = b"".join(first.streaming_content)
    assert body == b"".join(again.streaming_content)
    assert body.decode("ascii").splitlines()[-1] == "T,3,160.00,160.00"
    assert first["Content-Type"].startswith("text/csv")
    assert 'filename="general-ledger-alder-1.csv"' in first["Content-Disposition"]


def test_what_was_posted_late_is_named_by_its_day(client, asha, account):
    make(client, LONG_AGO + dt.timedelta(days=10))
    late = LONG_AGO + dt.timedelta(days=10)
    posted(account, "-5.00", "RDD", on=late)

    assert "posted late, for days that were handed over before: Thu 16 Apr 2026." in words_of(client.get(PAGE))


def test_a_code_that_is_missing_is_said_and_nothing_is_made(client, asha, account):
    between("barter", "cash", "3.00", "RBP", on=LONG_AGO)

    page, tried = client.get(PAGE), client.post(MAKE, on("last_on", YESTERDAY))

    assert_valid_html(page)
    assert "Missing There is no general-ledger code for the control account “barter”" in words_of(page)
    assert "Make the next file" not in words_of(page)
    assert "There is no general-ledger code" in refused(tried)
    assert not GeneralLedgerFile.objects.exists()


def test_a_difference_shows_and_nothing_is_offered(client, asha, account, monkeypatch):
    def without_a_line(council_id, *, until_on, reckon=general_ledger.next_file):
        coming = reckon(council_id, until_on=until_on)
        return dataclasses.replace(coming, lines=coming.lines[1:])

    monkeypatch.setattr(general_ledger, "next_file", without_a_line)
    page = client.get(PAGE)

    assert_valid_html(page)
    assert "Differs The general ledger does not agree with the books 1 account of the books" in words_of(page)
    assert "Owed by payers: Housing revenue account £0.00 −£60.00 £40.00 £100.00" in words_of(page)
    assert "Make the next file" not in words_of(page)


def test_a_day_that_is_not_over_is_refused_and_nothing_is_lost(client, asha, account):
    page = client.post(MAKE, on("last_on", YESTERDAY + dt.timedelta(days=30)))

    assert "A day is handed over when it is over" in refused(page)
    assert f'value="{(YESTERDAY + dt.timedelta(days=30)).year}"' in page.content.decode()


def test_an_auditor_reads_and_takes_away_and_makes_none(client, asha, account):
    make(client)
    made = GeneralLedgerFile.objects.get()
    posted(account, "-5.00", "RDD", on=YESTERDAY)
    sign_in_as(client, an_officer("auditor"))

    assert "Make the next file" not in words_of(client.get(PAGE))
    assert client.get(f"{PAGE}{made.pk}/").status_code == 200
    assert client.get(MAKE).status_code == 403


def test_who_keeps_no_books_sees_none(client, account):
    sign_in_as(client, an_officer("repairs_officer"))

    assert client.get(PAGE).status_code == 403


def test_the_files_go_as_a_table(client, asha, account):
    make(client)

    table = client.get(f"{PAGE}?as=csv")

    assert GeneralLedgerFile.objects.get().sha256 in b"".join(table.streaming_content).decode("utf-8")


def test_the_page_takes_as_many_queries_however_many_days_and_files(client, asha, account):
    make(client, LONG_AGO)
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PAGE)
    for days in range(1, 8):
        posted(account, "-5.00", "RDD", on=LONG_AGO + dt.timedelta(days=days))
        make(client, LONG_AGO + dt.timedelta(days=days))
        posted(account, "-7.00", "RCP", on=LONG_AGO + dt.timedelta(days=days))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert len(many) == len(few)


def test_the_periods_lead_there(client, asha):
    assert "General ledger" in words_of(client.get("/staff/rent-accounting/periods/"))
