"""A number that is changed tells both, and lets nobody in before a code was typed."""

import pytest

from rooftree.correspondence.models import Message
from rooftree.foundations.refusals import Refused
from rooftree.foundations.tries import TooMany
from rooftree.journeys import own_details
from rooftree.people.models import PersonMarker
from rooftree.people.portal import Scope
from rooftree.people.rules import Safety
from tests.builders import NOON, TODAY, a_person, a_phone
from tests.herself import here_for, herself, sent
from tests.residents import an_email, the_code

pytestmark = pytest.mark.django_db

SAFE = Safety(call=True, text=True, voicemail=True)


@pytest.fixture
def grace(acting):
    return a_person("Grace", "Okafor")


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("code", "to_address"))


def a_change(phone, resident, **facts):
    facts = {"value": "07700 900456", "safety": SAFE, **facts}
    return own_details.change_point(phone, **facts, **sent(resident))


def test_both_the_old_number_and_the_new_one_are_told(grace):
    a_change(a_phone(grace), herself(grace))

    assert told() == [
        ("people.point_replaced", "+447700900123"),
        ("people.point_given", "+447700900456"),
    ]


def test_a_number_that_is_not_safe_to_text_is_not_told(grace):
    a_change(a_phone(grace, safe_to_text=False), herself(grace), safety=Safety(text=False))

    assert told() == []


def test_for_somebody_protected_silence_is_no(grace):
    PersonMarker.objects.create(
        council_id=grace.council_id, person=grace, code="DV", reason="Her safety", control_measure="By email only",
        approved_by="Ada Obi", start_on=TODAY, review_on=TODAY, until_on=TODAY.replace(year=2027),
    )  # fmt: skip

    a_change(a_phone(grace), herself(grace), safety=SAFE)

    assert told() == [("people.point_given", "+447700900456")]


def test_nobody_is_told_twice(grace):
    phone, twice = a_phone(grace), sent(herself(grace))

    for _ in range(2):
        own_details.change_point(phone, value="07700 900456", safety=SAFE, **twice)

    assert len(told()) == 2


def test_what_is_refused_tells_nobody(grace):
    an_email(grace)

    with pytest.raises(Refused):
        own_details.add_point(kind="email", value="grace@example.org", safety=SAFE, **sent(herself(grace)))
    assert told() == []


def test_a_code_confirms_a_number(grace):
    phone = a_phone(grace)
    code = own_details.ask_to_confirm(phone, language="en", by=herself(grace), at=NOON)

    confirmed = own_details.confirm(code, phone, typed=the_code(), by=herself(grace), at=NOON)

    assert (confirmed.verified_on, told()) == (TODAY, [("people.confirm_point", "+447700900123")])


def test_a_wrong_code_confirms_nothing(grace):
    phone = a_phone(grace)
    code = own_details.ask_to_confirm(phone, language="en", by=herself(grace), at=NOON)

    with pytest.raises(Refused, match="not the newest code"):
        own_details.confirm(code, phone, typed="000000", by=herself(grace), at=NOON)
    phone.refresh_from_db()
    assert phone.verified_on is None


def test_no_code_goes_where_a_message_is_not_safe(grace):
    phone = a_phone(grace, safe_to_text=False)

    with pytest.raises(Refused, match="Say first that it is safe"):
        own_details.ask_to_confirm(phone, language="en", by=herself(grace), at=NOON)
    assert told() == []


def test_whoever_acts_for_her_asks_for_no_code(grace):
    representative = here_for(grace, *Scope, by=a_person("Samuel", "Okafor"))

    with pytest.raises(Refused, match="changed by the person alone"):
        own_details.ask_to_confirm(a_phone(grace), language="en", by=representative, at=NOON)


def test_codes_are_not_asked_for_without_end(grace):
    phone, resident = a_phone(grace), herself(grace)
    for _ in range(own_details.CODES_AN_HOUR):
        own_details.ask_to_confirm(phone, language="en", by=resident, at=NOON)

    with pytest.raises(TooMany):
        own_details.ask_to_confirm(phone, language="en", by=resident, at=NOON)
