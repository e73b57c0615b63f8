"""Pages of journals, apologies, refunds and credits."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooftree.correspondence.models import Message
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import Apology, Journal, Refund
from rooftree.rents.tests.books import balance, holder_of, posted, rent_of
from rooftree.staffweb.tests.asking import listed, on, refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, a_group, a_home, a_person, a_tenancy, an_officer
from tests.rent_builders import an_account

pytestmark = pytest.mark.usefixtures("acting")

ADDRESS = "/staff/rent-accounting"
FOR_DAY = on("effective_on", dt.date(2026, 11, 16))


@pytest.fixture
def grace():
    return an_account(place=a_home("12 Elm Walk"))


@pytest.fixture
def samuel():
    return an_account(a_tenancy(a_home("14 Elm Walk"), a_person("Samuel", "Bell")))


def prepared(client, account, kind: str, **facts):
    """What the page answers when a journal is prepared."""
    address = f"{ADDRESS}/journals/prepare/{account.payment_reference}/{kind}/"
    return client.post(address, {"why": "She rang about it", "part": "rent", **facts}, follow=True)


def test_the_account_and_the_kind_are_chosen_first(client, asha, grace):
    form = client.get(f"{ADDRESS}/journals/prepare/")
    answer = client.post(f"{ADDRESS}/journals/prepare/", {"account": grace.payment_reference, "kind": "waiver"})
    nothing = client.post(f"{ADDRESS}/journals/prepare/", {"account": "12345678901"})

    assert_valid_html(form)
    assert answer["Location"] == f"{ADDRESS}/journals/prepare/{grace.payment_reference}/waiver/"
    assert "has a wrong digit in it" in refused(nothing)
    assert "Choose what it is to do" in refused(nothing)


def test_a_posting_is_taken_back_and_posted_where_it_belongs_by_two_people(client, asha, bo, grace, samuel):
    wrong = posted(grace, "-80.00", on=dt.date(2026, 11, 18))
    form = client.get(f"{ADDRESS}/journals/prepare/{grace.payment_reference}/reversal/")
    facts = {"movements": [wrong.pk], "reason": "wrong_account", "instead": samuel.payment_reference}
    page = prepared(client, grace, "reversal", **facts)
    journal = Journal.objects.get()

    sign_in_as(client, bo)
    approved = client.post(f"{ADDRESS}/journals/{journal.pk}/approve/", follow=True)

    assert_valid_html(form)
    assert "Debit or credit card, £80.00 taken off" in words_of(form)
    assert_valid_html(page)
    assert "It is prepared, and waits for a colleague to approve it." in words_of(page)
    assert "You prepared it, so a colleague must approve it." in words_of(page)
    assert "Approve and post" not in words_of(page)
    assert "It is approved, and stands in the books." in words_of(approved)
    assert (balance(grace), balance(samuel)) == (0, Decimal("-80.00"))


def test_a_small_adjustment_is_posted_at_once_and_says_why(client, asha, grace):
    facts = {
        "reason": "recharge",
        "way": "debit",
        "code": "DRR",
        "pounds": "20.00",
        "part": "recharges",
        **FOR_DAY,
    }

    page = prepared(client, grace, "adjustment", **facts)

    assert_valid_html(page)
    assert "one officer may post so much alone" in words_of(page)
    assert balance(grace, "recharges") == Decimal("20.00")


def test_money_moves_to_another_account_only_if_the_tenant_agreed(client, asha, grace, samuel):
    posted(grace, "-40.00")
    facts = {"reason": "set_off", "pounds": "30.00", "to_account": samuel.payment_reference, "to_part": "rent"}

    silent = prepared(client, grace, "transfer", **facts, **FOR_DAY)
    tenant = holder_of(grace)
    agreed = {"agreed_by": tenant.pk, "agreed_how": "By phone", **on("agreed_on", dt.date(2026, 11, 19))}
    page = prepared(client, grace, "transfer", **facts, **FOR_DAY, **agreed)

    assert "only if the tenant agrees" in refused(silent)
    assert "It is posted" in words_of(page)
    assert balance(samuel) == Decimal("-30.00")


@pytest.mark.parametrize(
    "kind", ["reversal", "transfer", "adjustment", "waiver", "write_off", "write_on", "opening"]
)
def test_a_journal_without_anything_says_what_is_missing(client, asha, grace, kind):
    page = client.post(f"{ADDRESS}/journals/prepare/{grace.payment_reference}/{kind}/", {"pounds": "12.x"})

    assert "Enter why" in refused(page)
    assert "Choose the reason" in refused(page)
    assert not Journal.objects.exists()


def test_a_write_off_is_approved_by_who_may_and_by_nobody_else(client, asha, grace):
    posted(grace, "200.00", "DBR")
    facts = {"reason": "goodwill", "pounds": "120.00"}
    prepared(client, grace, "write_off", **facts)
    journal = Journal.objects.get()

    sign_in_as(client, an_officer("team_leader", name="Tess Moor"))
    approved = client.post(f"{ADDRESS}/journals/{journal.pk}/approve/", follow=True)

    assert "stands in the books" in words_of(approved)
    assert balance(grace) == Decimal("80.00")


def test_a_journal_is_refused_or_withdrawn_with_a_reason(client, asha, bo, grace):
    posted(grace, "200.00", "DBR")
    prepared(client, grace, "waiver", reason="goodwill", pounds="120.00", **FOR_DAY)
    journal = Journal.objects.get()

    sign_in_as(client, bo)
    silent = client.post(f"{ADDRESS}/journals/{journal.pk}/refuse/", {})
    page = client.post(f"{ADDRESS}/journals/{journal.pk}/refuse/", {"why": "Ask the manager first"}, follow=True)

    assert "Enter why" in refused(silent)
    assert "Ask the manager first" in words_of(page)
    assert balance(grace) == Decimal("200.00")


def test_journals_are_narrowed_sorted_and_taken_away(client, asha, grace, samuel):
    posted(grace, "200.00", "DBR")
    prepared(client, grace, "waiver", reason="goodwill", pounds="120.00", **FOR_DAY)
    prepared(client, samuel, "waiver", reason="goodwill", pounds="60.00", **FOR_DAY)

    by_pounds = listed(client.get(f"{ADDRESS}/journals/?sort=pounds"))
    of_grace = words_of(client.get(f"{ADDRESS}/journals/?account={grace.payment_reference}"))
    sheet = b"".join(client.get(f"{ADDRESS}/journals/?as=csv&by=me")).decode()

    assert [each.split()[0] for each in by_pounds] == ["Waiver", "Waiver"]
    assert by_pounds == [str(each) for each in Journal.objects.order_by("total")]
    assert "1 journal" in of_grace
    assert sheet.count("She rang about it") == 2


# --- Apologies ------------------------------------------------------------------------------------


def an_apology(account, person, **facts) -> Apology:
    wrong = posted(account, "-80.00")
    journal = Journal.objects.create(
        council_id=account.council_id,
        kind="reversal",
        reason="wrong_account",
        why="Wrong account",
        total=Decimal("80.00"),
        needs_second=False,
        because="Small",
        prepared_at=NOON,
    )
    return Apology.objects.create(
        council_id=account.council_id,
        journal=journal,
        reversal=wrong.pk,
        rent_account=account,
        person=person,
        restricted_to=person.restricted_to,
        source="message",
        source_id=1,
        what="Letter: your rent account is behind",
        done_at=NOON,
        balance_then=Decimal("189.60"),
        balance_right=Decimal("109.60"),
        flagged_at=NOON,
        **facts,
    )


def test_an_apology_is_owed_until_somebody_says_why_not(client, asha, grace):
    apology = an_apology(grace, holder_of(grace), owner=asha)

    owed = client.get(f"{ADDRESS}/journals/apologies/?owner=me")
    silent = client.post(f"{ADDRESS}/journals/apologies/{apology.pk}/waive/", {})
    waived = client.post(
        f"{ADDRESS}/journals/apologies/{apology.pk}/waive/", {"why": "Told by phone"}, follow=True
    )

    assert_valid_html(owed)
    assert "Grace Okafor" in words_of(owed)
    assert "£189.60 £109.60 Asha Bell Due" in words_of(owed)
    assert "Enter why" in refused(silent)
    assert "It is noted that no apology is due." in words_of(waived)
    assert "No apology is owed" in words_of(waived)


def test_an_officer_says_sorry_in_her_own_words_and_the_letter_goes(client, asha, grace):
    apology = an_apology(grace, holder_of(grace), owner=asha)
    form = client.get(f"{ADDRESS}/journals/apologies/{apology.pk}/sorry/")
    silent = client.post(f"{ADDRESS}/journals/apologies/{apology.pk}/sorry/", {})

    page = client.post(
        f"{ADDRESS}/journals/apologies/{apology.pk}/sorry/",
        {"words": "We posted your payment elsewhere."},
        follow=True,
    )

    assert_valid_html(form)
    assert "Enter what went wrong" in refused(silent)
    assert "The apology goes out." in words_of(page)
    assert "No apology is owed" in words_of(page)
    sent = Message.objects.get(code="rents.apology")
    assert "We posted your payment elsewhere." in sent.body
    assert "It should have been: £109.60" in sent.body


def test_who_only_reads_says_sorry_for_nobody(client, acting, grace):
    apology = an_apology(grace, holder_of(grace))
    sign_in_as(client, an_officer("auditor"))

    answers = [
        client.post(f"{ADDRESS}/journals/apologies/{apology.pk}/{step}/", {"words": "Sorry", "why": "Sorry"})
        for step in ("sorry", "waive")
    ]

    assert [each.status_code for each in answers] == [403, 403]
    assert not Message.objects.exists()


def test_an_apology_to_a_restricted_person_is_not_there_for_others(client, asha, council):
    group = a_group("Protected persons")
    account = an_account(a_tenancy(a_home("3 Hidden Row"), a_person("Nora", "Quiet")))
    with acting_for([council.pk], groups=[group.pk], who="member"):
        apology = an_apology(account, a_person("Ruth", "Hidden", restricted_to=group.pk))

    page = client.get(f"{ADDRESS}/journals/apologies/")

    assert "Ruth" not in text_of(page)
    assert client.get(f"{ADDRESS}/journals/apologies/{apology.pk}/sorry/").status_code == 404


# --- Refunds and credits --------------------------------------------------------------------------


def asked(client, account, pounds: str = "60.00", **facts):
    """What the page answers when a refund is asked for."""
    payee = {"person": holder_of(account).pk, "name": "G Okafor", "how": "bacs", "part": "rent"}
    bank = {"sort_code": "20-00-00", "account_number": "55779911", "why": "She paid twice", "pounds": pounds}
    return client.post(f"{ADDRESS}/refunds/ask/{account.payment_reference}/", payee | bank | facts, follow=True)


def test_accounts_in_credit_are_listed_with_what_is_owed_elsewhere(client, asha, grace, samuel):
    posted(grace, "-60.00")
    posted(samuel, "12.00", "DBR")
    also = an_account(a_tenancy(a_home("1 Old Road"), holder_of(grace), until_on=dt.date(2020, 1, 1)))
    posted(also, "35.00", "DBR")

    page = client.get(f"{ADDRESS}/refunds/credits/")
    sheet = b"".join(client.get(f"{ADDRESS}/refunds/credits/?as=csv&which=current")).decode()

    assert_valid_html(page)
    assert f"{grace.payment_reference} 12 Elm Walk, ZZ1 1AA £60.00" in words_of(page)
    assert "£35.00 Ask for a refund" in words_of(page)
    assert samuel.payment_reference not in words_of(page)
    assert '"12 Elm Walk, ZZ1 1AA",60.00' in sheet


def test_nobody_is_chosen_beforehand_as_whom_to_pay(client, asha, grace):
    page = client.get(f"{ADDRESS}/refunds/ask/{grace.payment_reference}/")

    assert "Who is paid? Choose who is paid" in words_of(page)
    assert "-----" not in words_of(page)


def test_a_refund_takes_two_people_and_every_check(client, asha, bo, grace):
    posted(grace, "-60.00")
    page = asked(client, grace)
    refund = Refund.objects.get()
    sign_in_as(client, bo)
    early = client.post(f"{ADDRESS}/refunds/{refund.pk}/approve/", follow=True)
    for check in ("other_accounts", "hb_overpayment", "uc_credit"):
        client.post(f"{ADDRESS}/refunds/{refund.pk}/check/", {"check": check, "found": "0"})
    client.post(f"{ADDRESS}/refunds/{refund.pk}/bank/", {"how": "statement_seen"})

    approved = client.post(f"{ADDRESS}/refunds/{refund.pk}/approve/", follow=True)

    assert_valid_html(page)
    assert "You asked for it, so a colleague must approve it." in words_of(page)
    assert "Account ending 9911" in words_of(page)
    assert "Before a refund is approved, look at this" in words_of(early)
    assert "It is approved, and waits to be paid." in words_of(approved)
    assert balance(grace) == 0


def test_an_approved_refund_is_paid_in_a_file_that_can_be_downloaded(client, asha, bo, grace):
    test_a_refund_takes_two_people_and_every_check(client, asha, bo, grace)
    refund = Refund.objects.get()

    form = client.get(f"{ADDRESS}/refunds/pay/")
    paid = client.post(f"{ADDRESS}/refunds/pay/", {"refunds": [refund.pk], **on("pay_on", NEXT_YEAR)}, follow=True)
    refund.refresh_from_db()
    file = client.get(f"{ADDRESS}/refunds/files/{refund.payment_id}/")

    assert f"{grace.payment_reference}, £60.00" in words_of(form)
    assert "File 1 is made: £60.00 in all." in words_of(paid)
    assert b"55779911" in file.content


@pytest.mark.parametrize("role", ["auditor", "adviser"])
def test_a_refund_is_neither_approved_nor_paid_by_who_may_not(client, asha, bo, grace, role):
    test_a_refund_takes_two_people_and_every_check(client, asha, bo, grace)
    refund = Refund.objects.get()
    sign_in_as(client, an_officer(role))

    answers = [
        client.post(f"{ADDRESS}/refunds/{refund.pk}/approve/"),
        client.post(f"{ADDRESS}/refunds/{refund.pk}/check/", {"check": "hb_overpayment", "found": "0"}),
        client.post(f"{ADDRESS}/refunds/pay/", {"refunds": [refund.pk], **on("pay_on", NEXT_YEAR)}),
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]
    assert Refund.objects.get().status == "approved"


NEXT_YEAR = dt.date(2099, 1, 5)


def test_nothing_is_paid_where_nothing_is_approved(client, asha):
    page = client.post(f"{ADDRESS}/refunds/pay/", on("pay_on", NEXT_YEAR))

    assert "Choose at least one refund that is approved." in refused(page)


def test_more_than_the_credit_is_refused_and_nothing_is_lost(client, asha, grace):
    posted(grace, "-60.00")

    page = asked(client, grace, "61.00")

    assert "Only £60.00 stands to the credit of this account." in refused(page)
    assert 'value="20-00-00"' in text_of(page)


def test_a_refund_is_withdrawn_with_a_reason(client, asha, grace):
    posted(grace, "-60.00")
    asked(client, grace)

    page = client.post(
        f"{ADDRESS}/refunds/{Refund.objects.get().pk}/withdraw/", {"why": "She keeps it for rent"}, follow=True
    )

    assert "Withdrawn" in words_of(page)
    assert rent_of(grace) is not None


# --- As long as they are --------------------------------------------------------------------------


def queries_of(client, page: str) -> int:
    """How many queries a page of rent accounting makes."""
    with CaptureQueriesContext(connection) as made:
        assert client.get(f"{ADDRESS}/{page}").status_code == 200
    return len(made)


@pytest.mark.parametrize("page", ["journals/", "refunds/", "refunds/credits/", "journals/apologies/", ""])
def test_a_list_makes_the_same_queries_however_long_it_is(client, asha, page):
    everything(client, asha, "1 Ash Close")
    few = queries_of(client, page)
    everything(client, asha, "2 Ash Close")
    everything(client, asha, "3 Ash Close")

    assert queries_of(client, page) == few


def everything(client, asha, address: str) -> None:
    """A credit, a refund, a journal and an apology of one more home."""
    account = an_account(place=a_home(address))
    an_apology(account, holder_of(account), owner=asha)
    asked(client, account)
    prepared(client, account, "waiver", reason="goodwill", pounds="20.00", **FOR_DAY)
