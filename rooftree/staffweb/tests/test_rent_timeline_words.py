"""What happens on a rent account is said in sentences on timelines."""

import pytest

from rooftree.pages.labels import Labels
from rooftree.record.timeline import Line
from rooftree.rents.models import MandateEvent, Refund
from rooftree.staffweb.timeline_words import Speaker
from tests.builders import NOON, TODAY

pytestmark = pytest.mark.usefixtures("acting")

MONEY = {"pounds": "1040.00", "transaction": "RCP", "credits": True, "account": "7001", "part": "rent"}


def said(council, what, facts=MONEY, words=""):
    line = Line(
        arm="rent_money",
        id=1,
        kind="rent",
        at=NOON,
        is_day=True,
        what=what,
        code=None,
        words=words,
        facts=facts,
        channel="",
        who="",
        is_shown=False,
        restricted_to=0,
        person_id=None,
        person_reference=None,
        person_name=None,
        place_reference=None,
        place_address=None,
        tenancy_reference=None,
    )
    sentence = Speaker(Labels(on=TODAY, council_id=council.pk)).say(line)
    return sentence.title, sentence.text


@pytest.mark.parametrize(
    ("what", "facts", "title"),
    [
        ("rent.paid", MONEY, "Paid £1,040.00: Debit or credit card"),
        ("rent.sent_back", MONEY | {"transaction": "RDN"}, "Sent back £1,040.00: Direct debit unpaid"),
        ("rent.taken_back", MONEY, "Taken back £1,040.00: Debit or credit card"),
        ("rent.moved", MONEY | {"transaction": "WOF"}, "Credited £1,040.00: Write-off"),
        ("rent.moved", MONEY | {"transaction": "RIT", "credits": False}, "Debited £1,040.00: Internal transfer"),
        ("rent.moved", MONEY | {"transaction": "OLD9"}, "Credited £1,040.00: OLD9"),
    ],
)
def test_money_is_said_with_its_sum_and_what_it_was(council, what, facts, title):
    assert said(council, what, facts)[0] == title


def test_a_part_that_is_not_the_rent_is_named(council):
    assert said(council, "rent.paid", MONEY | {"part": "court_costs"})[1] == "(court costs)"


def test_every_status_of_a_refund_has_words(council):
    titles = {status: said(council, f"rent.refund_{status}")[0] for status in Refund.Status.values}

    assert all(title.startswith("Refund ") and title.endswith("£1,040.00") for title in titles.values())


def test_everything_that_happens_to_a_direct_debit_has_words(council):
    titles = [said(council, f"rent.direct_debit_{what}")[0] for what in MandateEvent.What.values]

    assert all(title.startswith("Direct debit: ") and "_" not in title for title in titles)


def test_an_apology_says_which_balance_was_wrong(council):
    facts = {"account": "7001", "told": "Your rent statement", "then": "30.00", "right": "0.00"}

    title, text = said(council, "rent.apology_due", facts)

    assert title == "An apology is due for a wrong balance: “Your rent statement”"
    assert text == "It went by a balance of £30.00, which should be £0.00."
