"""Pages of files of money and of suspense."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import MoneyFile, SuspenseItem, SuspenseMove
from rooftree.rents.tests.files_in import an_account, cash_file, owes, taken
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_team, an_officer

pytestmark = pytest.mark.usefixtures("acting")

ADDRESS = "/staff/rent-accounting"
WHY = {"why": "She rang, and read her statement to us"}


@pytest.fixture
def grace():
    return an_account()


def sent(client, content: bytes, **facts):
    """What the page answers to a file that is handed in."""
    file = SimpleUploadedFile("till.csv", content, content_type="text/csv")
    return client.post(f"{ADDRESS}/files/take/", {"kind": "cash", "file": file, **facts}, follow=True)


# --- Files ----------------------------------------------------------------------------------------


def test_a_file_is_posted_and_each_line_says_where_it_went(client, asha, grace):
    page = sent(client, cash_file(f"CARD,{grace.payment_reference},54.20", "BANK,,12.00,2026-11-19,N NOBODY,"))

    assert_valid_html(page)
    assert "The file is posted, whole." in words_of(page)
    assert "£66.20 in 2 lines = £54.20 to accounts + £12.00 to suspense" in words_of(page)
    assert f"{grace.payment_reference} The payment reference" in words_of(page)
    assert "N NOBODY – Suspense" in words_of(page)
    assert owes(grace) == Decimal("-54.20")


def test_the_same_file_again_is_refused_with_the_first_named(client, asha, grace):
    content = cash_file(f"CARD,{grace.payment_reference},54.20")
    sent(client, content)

    again = sent(client, content)

    assert "till.csv" in refused(again)
    assert owes(grace) == Decimal("-54.20")


def test_a_refused_file_says_every_fault_by_line(client, asha, grace):
    content = cash_file(f"CARD,{grace.payment_reference},x", f"CARD,{grace.payment_reference},5.00,2026-13-01,,")

    page = sent(client, content)

    assert_valid_html(page)
    assert "The file is refused, and nothing of it was posted." in words_of(page)
    assert "What is wrong with it" in words_of(page)
    assert owes(grace) == 0


def test_a_file_out_of_its_order_waits_until_two_people_agree(client, asha, bo, grace):
    taken(cash_file(f"CARD,{grace.payment_reference},1.00", sequence=1), by=asha)
    held = sent(client, cash_file(f"CARD,{grace.payment_reference},3.00", sequence=3))
    pk = MoneyFile.objects.get(status="held").pk

    asked = client.post(f"{ADDRESS}/files/{pk}/skip/", {"why": "The till was away"}, follow=True)
    own = client.post(f"{ADDRESS}/files/{pk}/skip/agree/", follow=True)
    sign_in_as(client, bo)
    offered = client.get(f"{ADDRESS}/files/{pk}/")
    agreed = client.post(f"{ADDRESS}/files/{pk}/skip/agree/", follow=True)

    assert "The file is kept, and waits" in words_of(held)
    assert "You asked, so a colleague must agree." in words_of(asked)
    assert "so a colleague has to agree to it" in words_of(own)
    assert "Agree, and post it" in words_of(offered)
    assert "Bo Lin agreed." in words_of(agreed)
    assert owes(grace) == Decimal("-4.00")


def test_a_file_is_downloaded_as_it_came(client, asha, grace):
    content = cash_file(f"CARD,{grace.payment_reference},54.20")
    file = taken(content, by=asha)

    answer = client.get(f"{ADDRESS}/files/{file.pk}/original/")

    assert b"".join(answer) == content
    assert "attachment" in answer["Content-Disposition"]


def test_a_file_is_compared_with_the_books(client, asha, grace):
    file = taken(cash_file(f"CARD,{grace.payment_reference},54.20"), by=asha)

    page = client.get(f"{ADDRESS}/files/{file.pk}/compare/")

    assert_valid_html(page)
    assert "Every line of the file stands in the books, to the penny." in words_of(page)


def test_nothing_chosen_is_said_in_sentences_and_nothing_is_lost(client, asha):
    page = client.post(f"{ADDRESS}/files/take/", {"kind": "hb", "said_total": "12.50"})

    assert "Enter a file" in refused(page)
    assert 'value="12.50"' in text_of(page)


def test_files_are_narrowed_sorted_and_taken_away(client, asha, grace):
    taken(cash_file(f"CARD,{grace.payment_reference},1.00", sequence=1), name="first.csv", by=asha)
    taken(cash_file(f"CARD,{grace.payment_reference},x", sequence=2), name="broken.csv", by=asha)

    narrowed = words_of(client.get(f"{ADDRESS}/files/?status=refused"))
    sheet = b"".join(client.get(f"{ADDRESS}/files/?sort=-file&as=csv")).decode()

    assert "broken.csv" in narrowed
    assert "first.csv" not in narrowed
    assert sheet.index("first.csv") > 0
    assert sheet.index("first.csv") < sheet.index("broken.csv")


def test_a_list_makes_the_same_queries_however_long_it_is(client, asha, grace, count):
    taken(cash_file(*[f"BANK,,{n}.00,2026-11-19,N NOBODY {n}," for n in range(1, 3)]), by=asha)
    few = {page: count(client, page) for page in ("files/", "suspense/")}
    more = [f"BANK,,{n}.00,2026-11-19,N NOBODY {n}," for n in range(3, 40)]
    taken(cash_file(*more, sequence=2), by=asha)

    assert {page: count(client, page) for page in few} == few


@pytest.fixture
def count():
    """How many queries a page of rent accounting makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(client, page: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(f"{ADDRESS}/{page}").status_code == 200
        return len(made)

    return queries


# --- Suspense -------------------------------------------------------------------------------------


@pytest.fixture
def small(asha, grace):
    """Money of which nobody knows whose it is, below what one officer posts alone."""
    taken(cash_file("BANK,,12.00,2026-11-19,N NOBODY,Rent"), by=asha)
    return SuspenseItem.objects.get()


@pytest.fixture
def large(asha, grace):
    """The same, above it."""
    taken(cash_file("BANK,,612.40,2026-11-19,N NOBODY,Rent"), by=asha)
    return SuspenseItem.objects.get()


def test_suspense_says_its_age_and_whose_it_is(client, asha, small):
    a_team("rent_accounting", name="Rents control")
    long_ago = dates.london_day(dates.now()) - dt.timedelta(days=40)
    SuspenseItem.objects.update(received_on=long_ago)

    page = client.get(f"{ADDRESS}/suspense/?age=unnoted")
    front = client.get(f"{ADDRESS}/")

    assert_valid_html(page)
    assert "Late" in words_of(page)
    assert "No reference was quoted" in words_of(page)
    assert "Nobody" in words_of(page)
    assert "Suspense too old 1 payment, £12.00" in words_of(front)
    assert "Suspense nobody looked into 1 payment, £12.00" in words_of(front)


def test_a_small_sum_is_posted_at_once(client, asha, grace, small):
    facts = {"account": grace.payment_reference, "part": "rent", **WHY}

    page = client.post(f"{ADDRESS}/suspense/{small.pk}/post/", facts, follow=True)

    assert_valid_html(page)
    assert "It is posted." in words_of(page)
    assert owes(grace) == Decimal("-12.00")


def test_a_large_sum_waits_for_a_colleague(client, asha, bo, grace, large):
    facts = {"account": grace.payment_reference, "part": "rent", **WHY}
    own = client.post(f"{ADDRESS}/suspense/{large.pk}/post/", facts, follow=True)
    move = SuspenseMove.objects.get()
    client.post(f"{ADDRESS}/suspense/moves/{move.pk}/approve/")
    untouched = owes(grace)

    sign_in_as(client, bo)
    page = client.post(f"{ADDRESS}/suspense/moves/{move.pk}/approve/", follow=True)

    assert "It waits for a colleague to approve it." in words_of(own)
    assert "Approve and post" not in words_of(own)
    assert untouched == 0
    assert "It is approved, and posted." in words_of(page)
    assert owes(grace) == Decimal("-612.40")


def test_a_colleague_refuses_and_says_why(client, asha, bo, grace, large):
    facts = {"account": grace.payment_reference, "part": "rent", **WHY}
    client.post(f"{ADDRESS}/suspense/{large.pk}/post/", facts)
    move = SuspenseMove.objects.get()

    sign_in_as(client, bo)
    silent = client.post(f"{ADDRESS}/suspense/moves/{move.pk}/refuse/", {})
    page = client.post(f"{ADDRESS}/suspense/moves/{move.pk}/refuse/", {"why": "The name is another"}, follow=True)

    assert "Enter why" in refused(silent)
    assert "The name is another" in words_of(page)
    assert owes(grace) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Enter the payment reference"), ("99999999999", "wrong digit"), ("4711", "No account of Alder")],
)
def test_an_account_that_is_none_is_refused_and_nothing_is_lost(client, asha, small, typed, said):
    page = client.post(f"{ADDRESS}/suspense/{small.pk}/post/", {"account": typed, "part": "rent", **WHY})

    assert said in refused(page)
    assert WHY["why"] in text_of(page)


def test_a_form_sent_twice_posts_once(client, asha, grace, small):
    key = "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"
    facts = {"account": grace.payment_reference, "part": "rent", "key": key, **WHY}

    client.post(f"{ADDRESS}/suspense/{small.pk}/post/", facts)
    again = client.post(f"{ADDRESS}/suspense/{small.pk}/post/", facts, follow=True)

    assert "It is posted." in words_of(again)
    assert owes(grace) == Decimal("-12.00")


def test_money_is_given_back_to_its_payer_by_two_people(client, asha, bo, small):
    facts = {"payee": "N Nobody", "why": "Meant for another council"}
    own = client.post(f"{ADDRESS}/suspense/{small.pk}/return/", facts, follow=True)

    sign_in_as(client, bo)
    page = client.post(f"{ADDRESS}/suspense/moves/{SuspenseMove.objects.get().pk}/approve/", follow=True)

    assert "It waits for a colleague to approve it." in words_of(own)
    assert "Given back to the payer" in words_of(page)


def test_somebody_looks_into_it_notes_it_and_hands_it_on(client, asha, bo, small):
    owned = client.post(f"{ADDRESS}/suspense/{small.pk}/own/", follow=True)
    noted = client.post(f"{ADDRESS}/suspense/{small.pk}/note/", {"text": "Rang the bank"}, follow=True)
    given = client.post(f"{ADDRESS}/suspense/{small.pk}/give/", {"to": bo.pk}, follow=True)
    nobody = client.post(f"{ADDRESS}/suspense/{small.pk}/give/", {})

    assert "Owner Asha Bell" in words_of(owned)
    assert "Rang the bank Asha Bell" in words_of(noted)
    assert "Owner Bo Lin" in words_of(given)
    assert "Choose a colleague, or a team, but not both" in refused(nobody)
    assert "Bo Lin" in words_of(client.get(f"{ADDRESS}/suspense/?owner={bo.pk}"))


def test_an_adviser_settles_nothing(client, small, grace):
    sign_in_as(client, an_officer("adviser"))
    facts = {"account": grace.payment_reference, "part": "rent", **WHY}

    answer = client.post(f"{ADDRESS}/suspense/{small.pk}/post/", facts)

    assert answer.status_code == 403
    assert not SuspenseMove.objects.exists()
