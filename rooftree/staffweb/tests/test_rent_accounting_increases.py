"""Pages of the annual increase, from the rehearsal to the freeze, and who may not press what."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rooftree.correspondence.models import Message
from rooftree.journeys import rent_letters
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import Charge, RentIncrease, RentIncreaseLine, RentYear
from rooftree.rents.tests import aprils
from rooftree.staffweb.tests.asking import on, refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer
from tests.queue import work_off
from tests.rent_builders import a_charge

pytestmark = pytest.mark.usefixtures("acting")

ADDRESS = "/staff/rent-accounting"

FACTS = {
    "group": "hra",
    "cpi": "3.0",
    "cpi_source": "ONS, 21 October 2026",
    "services_by": "0",
    **on("starts_on", aprils.NEW_YEAR),
}


@pytest.fixture
def increase(asha) -> RentIncrease:
    """The increase of April 2027, rehearsed by Asha for one home with a valuation and one without."""
    aprils.years()
    aprils.a_value(aprils.a_let_home("104.80"))
    aprils.a_let_home("90.00")
    return aprils.rehearsed(asha)


def test_an_increase_is_rehearsed_with_a_sentence_for_each_home(client, asha):
    aprils.years()
    aprils.a_value(aprils.a_let_home("104.80"))

    page = client.post(f"{ADDRESS}/increases/rehearse/", FACTS, follow=True)
    nothing = client.post(f"{ADDRESS}/increases/rehearse/", {})

    assert_valid_html(page)
    assert "It is rehearsed, and nothing is charged yet." in words_of(page)
    assert RentIncreaseLine.objects.get().why in words_of(page)
    assert "Enter the first day of the new rents" in refused(nothing)


@pytest.fixture
def block():
    """A home of £104.80 with the cleaning of its block and of its estate."""
    aprils.years()
    home = aprils.a_let_home("104.80")
    a_charge(home, "3.00", code="DCB")
    a_charge(home, "2.00", code="DCE")
    return home


def test_each_service_charge_changes_by_what_is_said_of_it(client, asha, block):
    form = client.get(f"{ADDRESS}/increases/rehearse/")
    said = {"by_DCE": "2.5", "to_DCB": "3.40", "services_source": "Budget 2027"}

    page = client.post(f"{ADDRESS}/increases/rehearse/", {**FACTS, **said}, follow=True)

    assert_valid_html(form)
    assert "Cleaning: block 1 home, £3.00" in words_of(form)
    assert_valid_html(page)
    assert "Cleaning: block 1 £3.00 £3.40 £0.40 £3.40 for each home, by Budget 2027" in words_of(page)
    assert "Cleaning: estate 1 £2.00 £2.05 £0.05 2.50 %" in words_of(page)
    assert "A service charge rises by more than the limit on rents" in words_of(page)


def test_a_file_says_what_each_home_is_charged(client, asha, block):
    table = SimpleUploadedFile("blocks.csv", f"place,code,amount\n{block.reference},DCB,3.11".encode())

    page = client.post(f"{ADDRESS}/increases/rehearse/", {**FACTS, "costs": table}, follow=True)

    assert "What a home is charged by the file blocks.csv goes before that." in words_of(page)
    assert RentIncreaseLine.objects.get(code="DCB").new_charge == Decimal("3.11")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to_DCB": "3.40"}, "Say where the new amount of DCB comes from"),
        ({"to_DCB": "3.40", "by_DCB": "2", "services_source": "x"}, "one of the two"),
        ({"by_DCB": "ten"}, "the figure for cleaning: block"),
        ({"costs": SimpleUploadedFile("a.csv", b"place,code,amount\nX,DCB,1")}, "no homes are called X"),
        ({"costs": SimpleUploadedFile("a.xlsx", b"PK\xff\xfe")}, "save the table as CSV"),
    ],
)
def test_what_is_wrong_of_services_is_said_and_nothing_typed_is_lost(client, asha, block, said, words):
    page = client.post(f"{ADDRESS}/increases/rehearse/", {**FACTS, **said})

    assert words in refused(page)
    assert 'value="ONS, 21 October 2026"' in text_of(page)
    assert not RentIncrease.objects.exists()


def test_its_lines_are_narrowed_and_taken_away(client, asha, increase):
    stands_out = words_of(client.get(f"{ADDRESS}/increases/{increase.pk}/?which=exception-no_value"))
    sheet = b"".join(client.get(f"{ADDRESS}/increases/{increase.pk}/?as=csv&sort=-becomes")).decode()

    assert "1 line " in stands_out
    assert "No valuation of 1999" in stands_out
    assert sheet.count("DBR") == 2


def test_it_is_checked_by_hand_and_approved_by_a_colleague(client, asha, bo, increase):
    own = client.post(f"{ADDRESS}/increases/{increase.pk}/approve/", follow=True)
    for line in increase.lines.all():
        client.post(f"{ADDRESS}/increases/lines/{line.pk}/check/", {"is_right": "yes"})
    checked = client.get(f"{ADDRESS}/increases/{increase.pk}/")

    sign_in_as(client, bo)
    approved = client.post(f"{ADDRESS}/increases/{increase.pk}/approve/", follow=True)

    assert "You rehearsed this increase, so somebody else approves it." in words_of(own)
    assert "Checked by hand: 2 right" in words_of(checked)
    assert "It is approved. Tenants can be told." in words_of(approved)


def test_a_wrong_line_says_what_is_wrong(client, asha, increase):
    line = increase.lines.first()

    silent = client.post(f"{ADDRESS}/increases/lines/{line.pk}/check/", {"is_right": "no"})
    nothing = client.post(f"{ADDRESS}/increases/lines/{line.pk}/check/", {})

    assert "Say what is wrong with this line." in refused(silent)
    assert "Choose whether it is right" in refused(nothing)


def test_it_is_withdrawn_while_nobody_was_told(client, asha, increase):
    page = client.post(f"{ADDRESS}/increases/{increase.pk}/withdraw/", follow=True)

    assert "It is withdrawn." in words_of(page)


# --- To the end -----------------------------------------------------------------------------------


@pytest.fixture
def approved(asha) -> RentIncrease:
    """Checked by hand, and approved by a colleague."""
    aprils.years()
    aprils.a_let_home("104.80")
    return aprils.approved(aprils.rehearsed(asha))


def pressed(client, increase: RentIncrease, step: str):
    return client.post(f"{ADDRESS}/increases/{increase.pk}/{step}/", follow=True)


@pytest.fixture
def in_time(monkeypatch):
    """Letters are written in January, whenever the test runs."""
    monkeypatch.setattr("rooftree.foundations.dates.now", lambda: aprils.IN_JANUARY)


@pytest.mark.usefixtures("in_time")
def test_every_tenant_is_written_to_and_then_the_new_rents_are_charged_and_frozen(client, asha, approved):
    early = pressed(client, approved, "charge")
    written = pressed(client, approved, "letters")
    work_off(rent_letters.JOB)
    told = client.get(f"{ADDRESS}/increases/{approved.pk}/")
    charged = pressed(client, approved, "charge")
    frozen = pressed(client, approved, "freeze")

    assert "Tenants have not all been told. Write the letters first." in words_of(early)
    assert "The letters are being written." in words_of(written)
    assert "Letters: 1 of 1 written." in words_of(told)
    assert Message.objects.get(code="rents.increase").status == "queued"
    assert "The new charges begin on Monday 5 April 2027." in words_of(charged)
    assert Charge.objects.get(from_on=aprils.NEW_YEAR).amount == Decimal("108.99")
    assert_valid_html(charged)
    assert "The charges of the rent year are frozen since" in words_of(frozen)
    assert RentYear.objects.get(starts_on=aprils.NEW_YEAR).frozen_at
    assert_valid_html(frozen)


STEPS = ("approve", "withdraw", "letters", "charge", "freeze")


@pytest.mark.parametrize("role", ["auditor", "income_officer"])
def test_who_only_reads_presses_nothing(client, approved, role):
    sign_in_as(client, an_officer(role))
    before = RentIncrease.objects.values().get()

    answers = [pressed(client, approved, step).status_code for step in STEPS]
    page = client.get(f"{ADDRESS}/increases/{approved.pk}/")

    assert answers == [403] * len(STEPS)
    assert RentIncrease.objects.values().get() == before
    assert "Charge the new rents" not in words_of(page)


def test_who_may_not_rehearse_is_told_why(client, acting):
    sign_in_as(client, an_officer("auditor"))

    page = client.post(f"{ADDRESS}/increases/rehearse/", FACTS)

    assert page.status_code == 403
    assert not RentIncrease.objects.exists()
