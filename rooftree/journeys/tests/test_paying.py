"""Payers hear of every direct debit before it is collected; each morning does what is due, once."""

import datetime as dt
import io
from decimal import Decimal

import pytest

from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.correspondence.tests.letterbox import who_speaks
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.journeys import paying, paying_jobs
from rooftree.people.models import ContactPoint, Person
from rooftree.rents import pay_stand_in
from rooftree.rents.actions import direct_debits
from rooftree.rents.actions import files as money_files
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.models import Charge, Collection, ExpectedBenefit, Mandate, MandateEvent, RentAccount
from rooftree.rents.tests.cards import KEYS, a_payment, pays
from rooftree.rents.tests.collecting import (
    BANK,
    FIRST_FEB,
    MONDAY_4_JAN,
    USERS,
    WEDNESDAY_27_JAN,
    a_mandate,
    a_payer,
    acts,
    as_resident,
    in_force,
    noon_of,
    submitted,
)
from tests.builders import NOON, a_person, an_officer, the_council
from tests.rent_builders import owed

pytestmark = [pytest.mark.usefixtures("acting", "_users"), pytest.mark.django_db]

MORNING = dt.timedelta(days=1)


@pytest.fixture
def _users(settings):
    settings.BACS_USERS = USERS


def emailed(person: Person) -> Person:
    ContactPoint.objects.create(
        council_id=person.council_id, person=person, kind="email", value="grace@example.test", safe_to_write=True
    )
    return person


def set_up(**facts) -> Mandate:
    account, person = a_payer(person=emailed(a_person()))
    return paying.set_up_direct_debit(
        account, BANK, **{"person": person, "every": "month", "day": 1, **acts(as_resident(person)), **facts}
    )


def said(code: str) -> list[Message]:
    return list(Message.objects.filter(code=f"rents.{code}").order_by("pk"))


def test_setting_up_confirms_it_with_the_guarantee_and_the_notice():
    mandate = set_up()

    [message] = said("direct_debit_set_up")
    assert message.channel == "email"
    assert "£433.34 on day 1 of each month" in message.body
    assert "The first time: Monday 1 February 2027" in message.body
    assert "Alder Borough Council will notify you 10 working days in advance" in message.body
    assert "full and immediate refund" in message.body
    assert "account ending 9911" in message.body
    assert "55779911" not in message.body
    assert [notice.amount for notice in mandate.notices.all()] == [Decimal("433.34")]


def test_sent_twice_one_confirmation_goes():
    account, person = a_payer(person=emailed(a_person()))
    facts = {"person": person, "every": "month", "day": 1, **acts(as_resident(person))}

    first = paying.set_up_direct_debit(account, BANK, **facts)

    assert paying.set_up_direct_debit(account, BANK, **facts) == first
    assert len(said("direct_debit_set_up")) == 1


def test_a_change_is_told_of_in_advance():
    mandate = set_up()

    paying.change_direct_debit(mandate, more=Decimal("10.00"), **acts(at=MONDAY_4_JAN + MORNING))

    [message] = said("direct_debit_notice")
    assert "From Monday 1 February 2027 we collect £443.34 on day 1 of each month" in message.body
    assert "£10.00 each time towards what is owed" in message.body


def test_a_cancelled_one_is_told_of_too():
    paying.cancel_direct_debit(set_up(), why="You pay by card now.", **acts())

    [message] = said("direct_debit_ended")
    assert "You pay by card now." in message.body


OTHER = BankDetails("Grace Okafor", "300000", "66778899")


def collected_from_now() -> Mandate:
    """A direct debit that is in force, of a payer who reads emails."""
    mandate = set_up()
    Mandate.objects.filter(pk=mandate.pk).update(status="active", lodged_at=MONDAY_4_JAN, active_at=MONDAY_4_JAN)
    return mandate


def test_another_bank_account_is_told_of_with_what_comes_from_which():
    mandate = collected_from_now()

    paying.change_direct_debit_bank(mandate, OTHER, **acts(at=noon_of(dt.date(2027, 1, 25))))

    [message] = said("direct_debit_moved")
    assert "The first time from the new account: Monday 1 March 2027" in message.body
    assert "From the account ending 9911 we still collect £433.34 on Monday 1 February 2027." in message.body
    assert "Keep enough money in it until then." in message.body
    assert "New bank account: account ending 8899" in message.body
    assert "will notify you 10 working days in advance" in message.body
    assert not said("direct_debit_ended")


def test_a_payer_who_reads_welsh_is_told_all_of_it_in_welsh():
    mandate = collected_from_now()
    who_speaks(mandate.person, "cym")

    paying.change_direct_debit(mandate, more=Decimal("10.00"), **acts(at=MONDAY_4_JAN + MORNING))
    paying.change_direct_debit_bank(mandate, OTHER, **acts(at=noon_of(dt.date(2027, 1, 25))))

    [changed], [moved] = said("direct_debit_notice"), said("direct_debit_moved")
    assert changed.language == "cy"
    assert "O 1 Chwefror 2027 rydym yn casglu £443.34 ar ddiwrnod 1 o bob mis" in changed.body
    assert "£5,200.00 o rent a thaliadau yn y flwyddyn, mewn 12 rhan gyfartal; a £10.00 bob tro" in changed.body
    assert "O’r cyfrif sy’n gorffen gyda 9911 rydym yn casglu £443.34 ar 1 Chwefror 2027" in moved.body
    assert "Cyfrif banc newydd: cyfrif sy’n gorffen gyda 8899" in moved.body


def test_what_is_not_collected_before_the_move_is_for_the_payer_to_pay():
    mandate = collected_from_now()

    paying.change_direct_debit_bank(mandate, OTHER, goes_on=False, **acts(at=noon_of(dt.date(2027, 1, 25))))

    [message] = said("direct_debit_moved")
    assert "We do not collect £433.34 on Monday 1 February 2027. Please pay that in another way." in message.body


def test_an_account_that_moves_before_anything_was_collected_is_told_so():
    mandate = set_up()

    paying.change_direct_debit_bank(mandate, OTHER, **acts(at=MONDAY_4_JAN + MORNING))

    [message] = said("direct_debit_moved")
    assert "We collect nothing more from the account ending 9911." in message.body


def test_nobody_is_told_the_next_morning_that_what_only_moved_has_ended():
    mandate = collected_from_now()
    resident = as_resident(mandate.person)

    paying.change_direct_debit_bank(mandate, OTHER, **acts(resident, at=noon_of(dt.date(2027, 1, 25))))
    paying.each_morning(the_council(), at=noon_of(dt.date(2027, 1, 26)))

    assert not said("direct_debit_ended")
    assert len(said("direct_debit_moved")) == 1


def test_a_morning_tells_of_a_rent_that_rises_once():
    mandate = set_up()
    place = mandate.rent_account.place
    Charge.objects.filter(place=place).update(until_on=dt.date(2027, 4, 5))
    Charge.objects.create(
        council_id=place.council_id,
        place=place,
        code="DBR",
        amount=Decimal("104.00"),
        per="week",
        from_on=dt.date(2027, 4, 5),
        why="Annual increase",
        created_at=NOON,
    )
    morning = dt.datetime(2027, 3, 15, 6, 0, tzinfo=dt.UTC)

    paying.each_morning(the_council(), at=morning)
    paying.each_morning(the_council(), at=morning + MORNING)

    [message] = said("direct_debit_notice")
    assert "From Tuesday 4 May 2027 we collect £450.67" in message.body


def test_a_morning_tells_whose_benefit_pays_it_all_that_nothing_is_collected():
    mandate = set_up()
    ExpectedBenefit.objects.create(
        council_id=mandate.council_id,
        rent_account=mandate.rent_account,
        kind="hb",
        amount=Decimal("100.00"),
        every="weekly",
        from_on=dt.date(2027, 1, 11),
    )

    paying.each_morning(the_council(), at=noon_of(dt.date(2027, 1, 12)))

    [message] = said("direct_debit_notice")
    assert "From Monday 1 February 2027 we collect nothing on day 1 of each month" in message.body


def test_a_morning_posts_what_is_collected_that_day_once():
    mandate = in_force()
    submitted()

    paying.each_morning(the_council(), at=noon_of(FIRST_FEB))
    paying.each_morning(the_council(), at=noon_of(FIRST_FEB))

    assert owed(mandate.rent_account) == Decimal("-433.34")


def test_a_morning_ends_what_a_death_or_an_end_has_ended_and_writes_to_the_living():
    dead, moved = in_force(), set_up()
    Person.objects.filter(pk=dead.person_id).update(deceased_on=dt.date(2027, 1, 20))
    RentAccount.objects.filter(pk=moved.rent_account_id).update(until_on=dt.date(2027, 1, 25))
    morning = noon_of(dt.date(2027, 1, 27))

    paying.each_morning(the_council(), at=morning)
    paying.each_morning(the_council(), at=morning + MORNING)

    assert set(Mandate.objects.values_list("status", flat=True)) == {"cancelled"}
    assert [message.person_id for message in said("direct_debit_ended")] == [moved.person_id]


def test_nothing_is_collected_from_a_payer_who_could_not_be_told():
    account, person = a_payer()
    ContactPoint.objects.create(
        council_id=person.council_id, person=person, kind="post", value="12 Elm Walk", safe_to_write=False
    )

    mandate = paying.set_up_direct_debit(
        account, BANK, person=person, every="month", day=1, **acts(as_resident(person))
    )
    paying.each_morning(the_council(), at=MONDAY_4_JAN + MORNING)

    [message] = said("direct_debit_set_up")
    assert message.status == "cannot"
    assert not mandate.notices.exists()


def test_once_somebody_has_told_the_payer_it_is_collected():
    account, person = a_payer()
    ContactPoint.objects.create(
        council_id=person.council_id, person=person, kind="post", value="12 Elm Walk", safe_to_write=False
    )
    mandate = paying.set_up_direct_debit(
        account, BANK, person=person, every="month", day=1, **acts(as_resident(person))
    )
    [message] = said("direct_debit_set_up")
    correspondence.settle(message, words="Told on the phone", **acts(an_officer("team_leader")))

    paying.each_morning(the_council(), at=MONDAY_4_JAN + MORNING)

    assert [notice.first_on for notice in mandate.notices.all()] == [FIRST_FEB]


# --- Files of banks -----------------------------------------------------------------------------------------

UNPAID = """<?xml version="1.0" encoding="UTF-8"?>
<BACSDocument><Data><ARUDD>
<Header reportType="REFT1019" adviceNumber="000" currentProcessingDate="2027-02-03"/>
<ServiceLicenseInformation userName="ALDER" userNumber="123456"/>
<Advice><OriginatingAccountRecords><OriginatingAccountRecord>
<OriginatingAccount name="ALDER RENTS" number="55555555" sortCode="20-20-15" type="0"/>
<ReturnedDebitItem ref="{reference}" transCode="17" returnCode="{code}" returnDescription="REFER TO PAYER"
 originalProcessingDate="2027-02-01" valueOf="{amount}" currency="GBP">
<PayerAccount number="12345678" ref="{reference}" name="G OKAFOR" sortCode="30-00-01"/></ReturnedDebitItem>
<Totals numberOf="1" valueOf="{amount}" currency="GBP"/>
</OriginatingAccountRecord></OriginatingAccountRecords></Advice>
</ARUDD></Data></BACSDocument>"""


def reported_unpaid(mandate: Mandate, code: str) -> None:
    """The bank's report of the third of February, posted: the collection of the first came back."""
    written = UNPAID.format(reference=mandate.reference, code=code, amount="433.34")
    file = money_files.take_file(
        io.BytesIO(written.encode()),
        kind="arudd",
        name=f"arudd-{code}.xml",
        council=the_council(),
        by=None,
        at=noon_of(dt.date(2027, 2, 3)),
        key=f"arudd {mandate.pk}",
    )
    assert (file.status, file.because) == ("posted", "")


@pytest.mark.parametrize(("code", "status"), [("0128", "active"), ("1012", "cancelled")])
def test_a_report_of_unpaid_collections_is_heeded_the_next_morning_once(code, status):
    mandate = in_force()
    submitted()
    paying.each_morning(the_council(), at=noon_of(FIRST_FEB))
    reported_unpaid(mandate, code)

    paying.each_morning(the_council(), at=noon_of(dt.date(2027, 2, 4)))
    paying.each_morning(the_council(), at=noon_of(dt.date(2027, 2, 5)))

    collection, mandate = Collection.objects.get(), Mandate.objects.get()
    assert (collection.status, collection.unpaid_reason, mandate.status) == ("unpaid", code[0], status)
    assert owed(mandate.rent_account) == 0  # The report debited it back, and nothing did it twice.
    assert MandateEvent.objects.filter(what="unpaid").count() == 1


# --- Jobs -------------------------------------------------------------------------------------------------


def test_the_job_does_the_mornings_work_for_each_council(monkeypatch):
    mandate = in_force()
    submitted()
    monkeypatch.setattr(paying_jobs.dates, "now", lambda: noon_of(FIRST_FEB))

    paying_jobs.look_after_direct_debits(timestamp=0)

    assert Collection.objects.get().status == "collected"
    assert owed(mandate.rent_account) == Decimal("-433.34")


def test_the_job_asks_about_card_payments_that_nobody_came_back_from(monkeypatch, settings):
    with pay_stand_in.running() as pay:
        settings.GOVUK_PAY_URL, settings.GOVUK_PAY_API_KEYS = pay.url, KEYS
        payment = a_payment()
        pays(payment)
        monkeypatch.setattr(paying_jobs.dates, "now", lambda: NOON + dt.timedelta(minutes=5))

        paying_jobs.ask_about_card_payments(timestamp=0)

    assert owed(payment.rent_account) == Decimal("-50.00")


def test_a_restricted_payer_is_looked_after_by_the_job_too(monkeypatch):
    group = RestrictedGroup.objects.create(council=the_council(), name="Protected")
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        mandate = in_force(set_up_restricted(group.pk))
        submitted()
    monkeypatch.setattr(paying_jobs.dates, "now", lambda: noon_of(FIRST_FEB))

    paying_jobs.look_after_direct_debits(timestamp=0)

    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        assert Collection.objects.get(mandate=mandate).status == "collected"
    assert not MandateEvent.objects.filter(mandate=mandate.pk).exists()


def set_up_restricted(group: int) -> Mandate:
    return a_mandate(a_payer(person=a_person(restricted_to=group)))


def test_the_file_holds_every_payer_whoever_makes_it():
    group = RestrictedGroup.objects.create(council=the_council(), name="Protected")
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        in_force(set_up_restricted(group.pk))
    in_force()
    rae = an_officer("rent_accounting_officer", name="Rae Quill")

    submission = direct_debits.make_submission(
        the_council(), collects_on=FIRST_FEB, **{**acts(rae), "at": WEDNESDAY_27_JAN}
    )

    assert submission.items == 2
    with pytest.raises(Refused, match="not open to you"):
        direct_debits.file_of(submission)
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        assert direct_debits.file_of(submission)[1].count(b"\r\n") == 4
