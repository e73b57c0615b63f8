"""Starting tenancies, ending them and correcting them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations import references
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Home, Place
from rooftree.tenancies import actions, jobs
from rooftree.tenancies.actions import home_status
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from rooftree.tenancies.models import Tenancy
from tests.builders import NOON, TODAY, a_home, a_person, a_place, a_tenancy, by

pytestmark = pytest.mark.usefixtures("acting")

TOMORROW = TODAY + timedelta(days=1)
SECURE = Terms("SEC", TODAY, payment_reference=" 700123 ", conditions_version="2025")


def a_void(status: str = "void_ready_to_let") -> Place:
    return a_home(lettable_status=status)


def start(place: Place, terms: Terms = SECURE, *joining: Joining) -> Tenancy:
    return actions.start_tenancy(place, terms, joining or [Joining(a_person())], **by("lettings_officer"))


def status(place: Place) -> str:
    return Home.objects.get(place=place).lettable_status


# --- start ----------------------------------------------------------------------------------------


def test_a_tenancy_begins_and_the_home_is_occupied():
    home, grace, ben, child = a_void(), a_person("Grace"), a_person("Ben"), a_person("Ada")

    tenancy = start(
        home,
        SECURE,
        Joining(grace),
        Joining(ben, "joint_tenant", "husband"),
        Joining(child, "occupant", "daughter"),
    )

    assert references.is_valid(tenancy.reference)
    assert (tenancy.tenure, tenancy.from_on, tenancy.until_on) == ("SEC", TODAY, None)
    assert (tenancy.payment_reference, tenancy.introductory_until_on) == ("700123", None)
    assert list(tenancy.parties.values_list("person__forenames", "role", "relationship", "from_on")) == [
        ("Grace", "tenant", "", TODAY),
        ("Ben", "joint_tenant", "husband", TODAY),
        ("Ada", "occupant", "daughter", TODAY),
    ]
    assert status(home) == "occupied"


def test_a_tenancy_sent_twice_is_there_once():
    home, once, joining = a_void(), by("tenancy_officer"), [Joining(a_person())]
    tenancy = actions.start_tenancy(home, SECURE, joining, **once)

    assert actions.start_tenancy(home, SECURE, joining, **once) == tenancy


def test_until_the_tenancy_begins_the_home_is_let():
    home = a_void()

    start(home, Terms("SEC", TOMORROW))

    assert status(home) == "let"


def test_an_introductory_tenancy_gets_the_end_of_its_trial():
    assert start(a_void(), Terms("INT", date(2026, 1, 19))).introductory_until_on == date(2027, 1, 19)


def test_a_licence_of_temporary_accommodation_uses_the_home_for_a_time():
    home = a_void()

    start(home, Terms("LTA", TODAY), Joining(a_person(born=date(2010, 1, 1))))

    assert status(home) == "decant"


def test_a_lease_says_nothing_of_whether_the_home_can_be_let():
    home = a_void("disposed")

    start(home, Terms("LEA", TODAY))

    assert status(home) == "disposed"


def test_a_garage_has_no_page_of_a_home():
    garage = a_place("garage", name="G1")

    assert start(garage, Terms("GAR", TODAY)).place == garage


def test_a_decant_stands_beside_the_tenancy_that_goes_on():
    grace = a_person()
    own = a_tenancy(a_home(), grace)

    assert start(a_void(), Terms("DEC", TODAY, previous=own), Joining(grace)).previous == own


def test_an_adviser_starts_no_tenancy():
    with pytest.raises(PermissionDenied):
        actions.start_tenancy(a_void(), SECURE, [Joining(a_person())], **by("adviser"))


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (Terms("XXX", TODAY), "not in the list"),
        (Terms("GAR", TODAY), "no agreement for a place of the kind “Home”"),
        (Terms("SEC", date(2027, 2, 13)), "12 weeks ahead"),
        (Terms("FLX", TODAY), "when the fixed term ends"),
        (Terms("FLX", TODAY, fixed_term_until_on=date(2028, 1, 1)), "2 years at least"),
        (Terms("MPA", TODAY), "“Use and occupation” is no new tenancy"),
        (Terms("INT", date(1990, 1, 1)), "The rule book has no"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, says):
    with pytest.raises(Refused, match=says):
        start(a_void(), terms)


def test_a_home_with_a_tenancy_is_not_let_again():
    home = a_void()
    first = start(home)

    with pytest.raises(Refused, match=f"Tenancy {first.reference} of this home began .* and goes on"):
        start(home, Terms("SEC", TOMORROW))


def test_a_home_that_cannot_be_let_is_not_let():
    with pytest.raises(Refused, match="recorded as “Unlettable”, so it cannot become “Occupied” next"):
        start(a_void("unlettable"))


def test_nobody_has_two_parts_at_the_start():
    grace = a_person()

    with pytest.raises(Refused, match="named twice"):
        start(a_void(), SECURE, Joining(grace), Joining(grace, "occupant"))


@pytest.mark.parametrize(
    ("person", "role", "says"),
    [
        ({"born": date(2010, 1, 1)}, "tenant", "turns 18"),
        ({"deceased_on": date(2026, 5, 4)}, "tenant", "died on Monday 4 May 2026"),
        ({}, "occupant", "Choose the tenant"),
        ({}, "landlord", "what part they have"),
    ],
)
def test_people_who_cannot_hold_it_are_refused(person, role, says):
    with pytest.raises(Refused, match=says):
        start(a_void(), SECURE, Joining(a_person(**person), role))


def test_a_record_that_was_merged_holds_nothing():
    with pytest.raises(Refused, match="was merged into another record"):
        start(a_void(), SECURE, Joining(a_person(merged_into=a_person())))


# --- end ------------------------------------------------------------------------------------------


def end(tenancy: Tenancy, until_on: date = TODAY, reason: str = "transfer") -> Tenancy:
    return actions.end_tenancy(tenancy, until_on=until_on, reason=reason, **by("tenancy_officer"))


def test_a_tenancy_ends_and_the_home_awaits_its_keys():
    home = a_home(lettable_status="occupied")

    ended = end(a_tenancy(home, a_person()))

    assert (ended.until_on, ended.end_reason) == (TODAY, "transfer")
    assert status(home) == "void_awaiting_keys"


def test_before_the_last_day_is_over_notice_is_given():
    home = a_home(lettable_status="occupied")

    end(a_tenancy(home, a_person()), TOMORROW, "notice")

    assert status(home) == "notice_given"


def test_where_somebody_goes_on_living_there_the_home_stays_occupied():
    home = a_home(lettable_status="occupied")

    end(a_tenancy(home, a_person()), TODAY, "exchange")

    assert status(home) == "occupied"


def test_use_and_occupation_follows_a_tenancy_that_ended():
    home, grace = a_home(lettable_status="occupied"), a_person()
    own = end(a_tenancy(home, grace), TODAY, "stayed_on")

    following = start(home, Terms("MPA", TODAY, previous=own), Joining(grace))

    assert (following.previous, status(home)) == (own, "occupied")


def test_an_end_sent_twice_is_no_refusal():
    tenancy, once = a_tenancy(a_home(lettable_status="occupied"), a_person()), by("tenancy_officer")
    actions.end_tenancy(tenancy, until_on=TODAY, reason="transfer", **once)

    assert actions.end_tenancy(tenancy, until_on=TODAY, reason="transfer", **once).until_on == TODAY


@pytest.mark.parametrize(
    ("until_on", "reason", "says"),
    [
        (date(2015, 6, 1), "transfer", "The tenancy began on Monday 1 June 2015"),
        (TODAY, "boredom", "not in the list"),
        (TODAY, "death", "Nobody's death is recorded"),
    ],
)
def test_an_end_that_cannot_be_is_refused(until_on, reason, says):
    with pytest.raises(Refused, match=says):
        end(a_tenancy(a_home(), a_person()), until_on, reason)


def test_a_tenancy_that_ended_does_not_end_again():
    ended = end(a_tenancy(a_home(lettable_status="occupied"), a_person()), date(2026, 5, 5))

    with pytest.raises(Refused, match="This tenancy ended on Monday 4 May 2026"):
        end(ended)


def test_a_tenancy_ends_by_a_death_that_is_recorded():
    grace = a_person(deceased_on=date(2026, 11, 1))

    assert end(a_tenancy(a_home(lettable_status="occupied"), grace), TODAY, "death").end_reason == "death"


def test_an_adviser_ends_no_tenancy():
    with pytest.raises(PermissionDenied):
        actions.end_tenancy(a_tenancy(), until_on=TODAY, reason="transfer", **by("adviser"))


# --- correct --------------------------------------------------------------------------------------


def correct(tenancy: Tenancy, terms: Terms, **facts) -> Tenancy:
    return actions.correct_tenancy(tenancy, terms, **{"until_on": None, **facts}, **by("records_officer"))


def test_a_start_that_was_wrong_moves_the_parts_that_began_with_it():
    grace, lodger = a_person(), a_person("Lou")
    tenancy = a_tenancy(a_home(), grace)
    actions.add_party(tenancy, Joining(lodger, "occupant"), from_on=TODAY, **by("tenancy_officer"))

    correct(tenancy, Terms("SEC", date(2014, 6, 2)))

    assert list(tenancy.parties.values_list("person__forenames", "from_on")) == [
        ("Grace", date(2014, 6, 2)),
        ("Lou", TODAY),
    ]


def test_an_end_that_was_wrong_is_taken_back():
    tenancy = a_tenancy(a_home(), a_person(), until_on=TODAY, end_reason="other")

    corrected = correct(tenancy, Terms("SEC", date(2015, 6, 1)))

    assert (corrected.until_on, corrected.end_reason) == (None, "")


def test_what_an_old_system_said_is_not_questioned():
    tenancy = a_tenancy(a_home(), a_person(), tenure="FLX")

    corrected = correct(tenancy, Terms("FLX", date(2015, 6, 1), payment_reference="700456"))

    assert corrected.payment_reference == "700456"


def test_a_correction_sent_twice_does_not_undo_a_newer_one():
    tenancy, early = a_tenancy(a_home(), a_person()), by("records_officer")
    old, new = (Terms("SEC", date(2015, 6, 1), payment_reference=text) for text in ("1", "2"))
    actions.correct_tenancy(tenancy, old, until_on=None, **early)
    correct(tenancy, new)

    assert actions.correct_tenancy(tenancy, old, until_on=None, **early).payment_reference == "2"


@pytest.mark.parametrize(
    ("terms", "facts", "says"),
    [
        (Terms("GAR", date(2015, 6, 1)), {}, "no agreement for"),
        (Terms("SEC", date(2015, 6, 1)), {"until_on": TODAY}, "Say why the tenancy ended"),
        (Terms("SEC", date(2015, 6, 1)), {"end_reason": "other"}, "Enter the last day"),
        (Terms("SEC", date(2015, 6, 1)), {"until_on": TODAY, "end_reason": "boredom"}, "not in the list"),
        (Terms("SEC", date(2010, 6, 1)), {}, "Tenancy T-OLD of this home lasts until Sunday 31 May 2015"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(terms, facts, says):
    home = a_home()
    a_tenancy(home, reference="T-OLD", starts_on=date(2009, 1, 1), until_on=date(2015, 6, 1))
    tenancy = a_tenancy(home, a_person())

    with pytest.raises(Refused, match=says):
        correct(tenancy, terms, **facts)


def test_a_tenancy_officer_corrects_no_tenancy():
    with pytest.raises(PermissionDenied):
        actions.correct_tenancy(a_tenancy(), SECURE, until_on=None, **by("tenancy_officer"))


# --- each day -------------------------------------------------------------------------------------


def test_each_day_homes_follow_the_tenancies_that_begin_and_end():
    left, let, used = a_home(lettable_status="notice_given"), a_void("let"), a_void("let")
    a_tenancy(left, a_person(), until_on=TOMORROW, end_reason="notice")
    a_tenancy(let, a_person(), starts_on=TOMORROW)
    a_tenancy(used, a_person(), starts_on=TOMORROW, tenure="LTA")

    today = home_status.follow_the_calendar(on=TODAY, temporary=["LTA"])
    tomorrow = home_status.follow_the_calendar(on=TOMORROW, temporary=["LTA"])
    again = home_status.follow_the_calendar(on=TOMORROW, temporary=["LTA"])

    assert (today, tomorrow, again) == (0, 3, 0)
    assert [status(home) for home in (left, let, used)] == ["void_awaiting_keys", "occupied", "decant"]


def test_the_job_of_each_day_does_so_for_every_council(monkeypatch):
    monkeypatch.setattr("rooftree.foundations.dates.now", lambda: NOON)
    home = a_home(lettable_status="notice_given")
    a_tenancy(home, a_person(), until_on=TODAY, end_reason="notice")

    jobs.homes_follow_their_tenancies(0)

    assert status(home) == "void_awaiting_keys"
