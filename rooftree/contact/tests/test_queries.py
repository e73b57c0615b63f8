"""What whoever answers sees at once: what is open, what we promised, and the last contacts. One query each."""

import datetime as dt

import pytest

from rooftree.cases.actions import keep_promise, promise, take
from rooftree.cases.tests.absent import accepted, away
from rooftree.contact.actions import answer as answer_it
from rooftree.contact.actions import draw_sample, log_callback_attempt, log_contact, promise_callback, say_accepted
from rooftree.contact.queries import (
    About,
    last_contacts,
    open_for,
    promised_to,
    to_ring_back,
    waiting_for_second_look,
)
from rooftree.people.actions import merge_people
from tests.builders import (
    NOON,
    a_call,
    a_case,
    a_contact,
    a_home,
    a_person,
    a_tenancy,
    an_enquiry,
    an_officer,
    by,
)

pytestmark = pytest.mark.usefixtures("acting")

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def test_what_is_open_says_who_has_it_and_what_is_next(django_assert_num_queries):
    grace, officer = a_person(), an_officer("adviser", name="Zed Adu")
    case = a_case(grace, asked="Where is my key?")
    take(case, **by(officer=officer))
    log_contact(a_call(grace), case, **by("adviser"))

    with django_assert_num_queries(1):
        [found] = open_for(About(person_id=grace.pk), at=NOON + 10 * DAY)

    assert (found.reference, found.summary, found.owner, found.cover) == (
        case.reference,
        "Where is my key?",
        "Zed Adu",
        None,
    )
    assert (found.team, found.duty, found.is_late, found.contacts) == ("Contact", "Answer the enquiry", True, 2)


def test_while_somebody_is_away_the_one_who_accepted_is_named():
    zed, cover = an_officer("adviser", name="Zed Adu"), an_officer("adviser", name="Olu Cover")
    case = a_case(grace := a_person())
    take(case, **by(officer=zed))
    promise(case, what="We write", owner=zed, **by(officer=zed))
    accepted(away(zed, at=NOON + HOUR), cover, case, at=NOON + HOUR)

    [found] = open_for(About(person_id=grace.pk), at=NOON + 2 * HOUR)
    [promised] = promised_to(About(person_id=grace.pk), at=NOON + 2 * HOUR)

    assert (found.owner, found.cover, promised.owner) == ("Zed Adu", "Olu Cover", "Olu Cover")


def test_a_promise_of_somebody_else_stays_theirs():
    yan, case = an_officer("adviser", name="Yan Li"), a_case(grace := a_person())
    take(case, **by("adviser"))
    promise(case, what="We write", owner=yan, **by("adviser"))

    [promised] = promised_to(About(person_id=grace.pk), at=NOON)

    assert promised.owner == "Yan Li"


def test_what_is_late_first_stands_first():
    grace = a_person()
    slow, urgent = a_case(grace), a_case(grace, reasons=("HOM-TON",))

    assert [each.reference for each in open_for(About(grace.pk), at=NOON)] == [urgent.reference, slow.reference]


def test_what_is_over_is_not_open():
    enquiry = answer_it(an_enquiry(grace := a_person()), words="Yes.", **by("adviser"))
    say_accepted(enquiry, **by("adviser"))

    assert open_for(About(person_id=grace.pk), at=NOON) == []


def test_what_is_open_for_a_home_and_its_tenancy_stands_once():
    tenancy = a_tenancy(a_home(), a_person())
    case = a_case(a_person(), tenancy=tenancy)

    about = About(place_id=tenancy.place_id, tenancy_id=tenancy.pk)

    assert [each.reference for each in open_for(about, at=NOON)] == [case.reference]


def test_a_merged_person_brings_what_is_open_and_was_asked_with_them():
    grace, twice = a_person(), a_person("Grace", "Okafor-Bell")
    case = a_case(twice, asked="Still mine")
    merge_people(twice, into=grace, reason="The same birth certificate", **by("team_leader"))

    assert [each.reference for each in open_for(About(person_id=grace.pk), at=NOON)] == [case.reference]
    assert [each.asked for each in last_contacts(About(person_id=grace.pk))] == ["Still mine"]


def test_what_we_promised_shows_what_is_late_first(django_assert_num_queries):
    case = a_case(grace := a_person())
    promise(case, what="We write", until=NOON + 5 * DAY, **by("adviser"))
    promise(case, what="We send a form", until=NOON + DAY, **by("adviser"))
    callback = promise_callback(case, window="two_hours", **by("adviser"))
    log_callback_attempt(callback, outcome="engaged", **by("adviser", at=NOON + HOUR))

    with django_assert_num_queries(1):
        found = promised_to(About(person_id=grace.pk), at=NOON + 2 * DAY)

    assert [(each.kind, each.is_late, each.tries) for each in found] == [
        ("callback", True, 1),
        ("promise", True, 0),
        ("promise", False, 0),
    ]
    assert (found[0].owner, found[1].what, found[1].reference) == ("Asha Bell", "We send a form", case.reference)


def test_a_promise_that_was_kept_is_not_promised_any_more():
    case = a_case(grace := a_person())
    keep_promise(promise(case, what="We write", **by("adviser")), **by("adviser"))

    assert promised_to(About(person_id=grace.pk), at=NOON) == []


def test_the_last_three_contacts_stand_newest_first(django_assert_num_queries):
    grace = a_person()
    for days in range(5):
        a_contact(grace, asked=f"{days} days ago", started_at=NOON - days * DAY)
    a_contact(a_person(), asked="Somebody else's")

    with django_assert_num_queries(1):
        found = last_contacts(About(person_id=grace.pk))

    assert [each.asked for each in found] == ["0 days ago", "1 days ago", "2 days ago"]


def test_a_contact_of_person_home_and_tenancy_stands_once():
    tenancy = a_tenancy(a_home(), grace := a_person())
    a_contact(grace, place=tenancy.place, tenancy=tenancy)

    assert len(last_contacts(About(grace.pk, tenancy.place_id, tenancy.pk))) == 1


def test_a_contact_of_an_old_system_says_who_had_it_by_name():
    grace = a_person()
    a_contact(grace, source_system="nest", handler_name="j.bell@old.test", demand="", outcome="", reasons=[])

    [found] = last_contacts(About(person_id=grace.pk))

    assert (found.handler, found.reasons) == ("j.bell@old.test", [])


@pytest.mark.parametrize("contacts", [3, 30])
def test_the_three_reads_cost_the_same_however_much_there_is(contacts, django_assert_num_queries):
    tenancy = a_tenancy(a_home(), grace := a_person())
    handler = an_officer("adviser")
    for _ in range(contacts):
        a_contact(grace, tenancy=tenancy, place=tenancy.place, handler=handler)
    about = About(grace.pk, tenancy.place_id, tenancy.pk)

    with django_assert_num_queries(3):
        open_for(about, at=NOON), promised_to(about, at=NOON), last_contacts(about)


def test_nobody_known_has_nothing_open():
    a_case()

    assert (open_for(About(), at=NOON), promised_to(About(), at=NOON), last_contacts(About())) == ([], [], [])


def test_the_second_look_is_never_at_ones_own(council):
    mine, yours = an_officer("adviser"), an_officer("adviser")
    a_contact(handler=mine, asked="Mine")
    a_contact(handler=yours, asked="Yours")
    draw_sample(council.pk, week=dt.date(2026, 11, 16), at=NOON)

    assert [each.contact.asked for each in waiting_for_second_look(mine)] == ["Yours"]


# --- Those whose call ended before an answer ------------------------------------------------------


def someone_who_may_need_help():
    person = a_person()
    person.vulnerabilities.create(
        council_id=person.council_id, factor="older", from_on=dt.date(2026, 1, 1), restricted_to=0
    )
    return person


def waiting(council) -> list[str]:
    rows = to_ring_back(council.pk, since=NOON - 2 * DAY, on=dt.date(2026, 11, 20))
    return [contact.asked for contact in rows]


def test_whoever_may_need_help_and_got_no_answer_is_rung_back(council):
    a_contact(someone_who_may_need_help(), outcome="abandoned", asked="Silence", started_at=NOON - DAY)

    assert waiting(council) == ["Silence"]


def test_whoever_was_spoken_with_since_is_not_rung_back(council):
    grace = someone_who_may_need_help()
    a_contact(grace, outcome="abandoned", started_at=NOON - DAY)
    a_contact(grace, channel="phone_out")

    assert waiting(council) == []


def test_whoever_tried_again_in_vain_is_rung_back_still(council):
    grace = someone_who_may_need_help()
    a_contact(grace, outcome="abandoned", asked="First", started_at=NOON - DAY)
    a_contact(grace, outcome="abandoned", asked="Second")

    assert waiting(council) == ["First", "Second"]


def test_others_and_those_of_long_ago_are_not_rung_back(council):
    a_contact(a_person(), outcome="abandoned")
    a_contact(someone_who_may_need_help(), outcome="abandoned", started_at=NOON - 3 * DAY)

    assert waiting(council) == []
