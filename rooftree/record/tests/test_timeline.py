"""The timeline of a person, a home and a tenancy: all that happened, latest first, as far as one may see it."""

import datetime as dt
import re

import pytest
from django.db import connection

from rooftree.cases import actions as casework
from rooftree.contact import actions as contact_actions
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.people import actions
from rooftree.people.models import (
    Adjustment,
    ContactPoint,
    OtherName,
    PersonLegacyReference,
    PersonMarker,
    Vulnerability,
)
from rooftree.places.models import PlaceMarker
from rooftree.record.timeline import KINDS, Mark, Sought, Subject, timeline_of, whole_timeline
from rooftree.tenancies.models import TenancyParty
from tests.builders import (
    NOON,
    TODAY,
    a_case,
    a_contact,
    a_group,
    a_home,
    a_past_case,
    a_person,
    a_place,
    a_tenancy,
    an_officer,
    by,
)

pytestmark = pytest.mark.django_db

EVERYTHING = Sought(vulnerability=True, casework=True, money=True)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def of(record, **facts):
    """Whose timeline is wanted."""
    return Subject(type(record).__name__.lower(), record.pk, record.council_id, **facts)


def told(record, sought=EVERYTHING, *, at=NOON + DAY, most=100, after=None):
    return timeline_of(of(record), sought, at=at, most=most, after=after).lines


def what(record, *kinds, **how):
    """The codes of what happened, of these kinds of thing."""
    return [line.what for line in told(record, Sought(kinds=kinds, vulnerability=True, casework=True), **how)]


# --- What is told of ------------------------------------------------------------------------------


def test_a_contact_is_told_with_who_had_it_and_how(acting):
    grace, home = a_person(), a_home()
    a_contact(grace, place=home, handler=an_officer("adviser", name="Asha Bell"), note="Rang about the lift")

    [line] = told(grace, Sought(kinds=["contact"], casework=True))

    assert (line.at, line.who, line.channel, line.words) == (NOON, "Asha Bell", "phone_in", "Rang about the lift")
    assert (line.person_reference, line.place_address) == (grace.reference, "12 Elm Walk, ZZ1 1AA")
    assert line.facts["asked"] == "When are you open?"


def test_a_contact_is_on_the_timelines_of_its_person_its_home_and_its_tenancy(acting):
    grace, home = a_person(), a_home()
    tenancy = a_tenancy(home, grace)
    a_contact(grace, place=home, tenancy=tenancy)

    assert [what(record, "contact") for record in (grace, home, tenancy)] == [["contact"]] * 3


def test_a_contact_about_a_tenancy_and_nobody_is_told_of_those_who_were_part_of_it_then(acting):
    grace, later = a_person("Grace"), a_person("Later")
    tenancy = a_tenancy(None, grace)
    TenancyParty.objects.create(
        council_id=tenancy.council_id, tenancy=tenancy, person=later, role="occupant", from_on=TODAY + DAY
    )
    a_contact(None, tenancy=tenancy, caller="anonymous")

    assert [what(record, "contact") for record in (grace, later, tenancy.place)] == [["contact"], [], ["contact"]]


def test_a_contact_about_the_home_is_told_of_the_tenancy_that_ran_then(acting):
    home = a_home()
    before = a_tenancy(home, a_person(), starts_on=dt.date(2010, 1, 4), until_on=dt.date(2020, 1, 6))
    now = a_tenancy(home, a_person(), starts_on=dt.date(2020, 1, 6))
    a_contact(None, place=home)

    assert [what(record, "contact") for record in (before, now)] == [[], ["contact"]]


def test_what_is_about_a_block_is_told_of_the_block_and_not_of_its_homes(acting):
    block = a_place("block", name="Elm House")
    home = a_home(parent=block)
    a_contact(None, place=block)

    assert [what(record, "contact") for record in (block, home)] == [["contact"], []]


def test_an_old_contact_of_which_only_the_day_is_known_says_the_day(acting):
    grace = a_person()
    midnight = dt.datetime(2025, 7, 1, 23, 0, tzinfo=dt.UTC)
    a_contact(grace, started_at=midnight, source_system="nest", reasons=[], handler_name="jsm")
    a_contact(grace, started_at=midnight + HOUR, source_system="nest", reasons=[], handler_name="jsm")

    assert [(line.is_day, line.who) for line in told(grace, Sought(kinds=["contact"], casework=True))] == [
        (False, "jsm"),
        (True, "jsm"),
    ]


def test_a_case_of_an_old_system_is_told_when_it_was_opened_and_when_it_closed(acting):
    grace = a_person()
    a_past_case(
        grace, reference="A/1", opened_on=dt.date(2024, 3, 4), closed_on=dt.date(2024, 5, 2), summary="Noise"
    )

    closed, opened = told(grace, Sought(kinds=["case"], casework=True))

    assert (opened.what, opened.at.date(), opened.is_day, opened.words) == (
        "past_case.opened",
        dt.date(2024, 3, 4),
        True,
        "Noise",
    )
    assert (closed.what, closed.facts["reference"]) == ("past_case.closed", "A/1")


def test_a_case_tells_its_story_and_a_contact_about_it_is_told_once(acting):
    grace = a_person()
    case = a_case(grace)
    casework.note(case, words="Rang the contractor", **by("adviser", at=NOON + HOUR))
    asked = contact_actions.Call(
        channel="phone_in", reasons=("GEN-OTH",), asked="Any news?", outcome="resolved", demand="value",
        person=grace, started_at=NOON + 2 * HOUR,
    )  # fmt: skip
    contact_actions.log_contact(asked, case, **by("adviser", at=NOON + 2 * HOUR))

    lines = told(grace, Sought(kinds=["case", "contact"], casework=True))

    assert [line.what for line in lines] == ["contact", "case.noted", "contact", "enquiry.opened"]
    assert {line.facts["case"] for line in lines} == {case.reference}
    assert lines[1].words == "Rang the contractor"


def test_a_contact_about_her_case_by_somebody_else_is_told_of_her_too(acting):
    grace, home = a_person(), a_home()
    case = a_case(grace, place=home)
    called = contact_actions.Call(
        channel="phone_in", reasons=("GEN-OTH",), asked="Any news of Grace?", outcome="resolved", demand="value",
        caller="anonymous", place=home, started_at=NOON + HOUR,
    )  # fmt: skip
    contact_actions.log_contact(called, case, **by("adviser", at=NOON + HOUR))

    assert what(grace, "case", "contact") == ["contact.logged", "contact", "enquiry.opened"]
    assert what(home, "case", "contact") == ["contact", "contact", "enquiry.opened"]


def test_a_promise_that_was_not_kept_in_time_is_told_three_times(acting):
    grace = a_person()
    case = a_case(grace)
    promised = casework.promise(case, what="Ring back", until=NOON + HOUR, **by("adviser"))
    casework.keep_promise(promised, ending="Rang", **by("adviser", at=NOON + 3 * HOUR))

    lines = told(grace, Sought(kinds=["promise"], casework=True))

    assert [(line.what, line.at) for line in lines] == [
        ("case.promise_kept", NOON + 3 * HOUR),
        ("clock.missed", NOON + HOUR),
        ("case.promised", NOON),
    ]
    assert lines[1].facts["task"] == "Ring back"


def test_a_clock_is_not_missed_before_its_moment(acting):
    grace = a_person()
    casework.promise(a_case(grace), what="Ring back", until=NOON + HOUR, **by("adviser"))

    assert what(grace, "promise", at=NOON + HOUR - dt.timedelta(seconds=1)) == ["case.promised"]
    assert what(grace, "promise", at=NOON + HOUR) == ["clock.missed", "case.promised"]


def test_a_promise_kept_in_time_is_no_missed_clock(acting):
    grace = a_person()
    promised = casework.promise(a_case(grace), what="Ring back", until=NOON + 3 * HOUR, **by("adviser"))
    casework.keep_promise(promised, **by("adviser", at=NOON + HOUR))

    assert what(grace, "promise") == ["case.promise_kept", "case.promised"]


def test_a_tenancy_tells_its_first_day_its_last_and_who_came_between(acting):
    grace, samuel = a_person("Grace"), a_person("Samuel")
    tenancy = a_tenancy(
        None, grace, starts_on=dt.date(2010, 1, 4), until_on=dt.date(2020, 1, 6), end_reason="transfer"
    )
    TenancyParty.objects.create(
        council_id=tenancy.council_id, tenancy=tenancy, person=samuel, role="occupant",
        from_on=dt.date(2012, 5, 1), until_on=dt.date(2014, 5, 1),
    )  # fmt: skip

    lines = told(tenancy, Sought(kinds=["tenancy"]))

    assert [(line.what, line.person_name, line.at.astimezone(dt.timezone(HOUR)).date()) for line in lines] == [
        ("tenancy.ended", None, dt.date(2020, 1, 5)),
        ("party.left", "Samuel Okafor", dt.date(2014, 4, 30)),
        ("party.joined", "Samuel Okafor", dt.date(2012, 5, 1)),
        ("tenancy.began", None, dt.date(2010, 1, 4)),
    ]
    assert lines[0].code == "transfer"
    assert what(grace, "tenancy") == ["tenancy.ended", "tenancy.began"]
    assert what(samuel, "tenancy") == ["party.left", "party.joined"]
    assert what(tenancy.place, "tenancy") == [line.what for line in lines]


def test_a_tenancy_that_ends_next_month_has_not_ended(acting):
    tenancy = a_tenancy(None, a_person(), until_on=TODAY + 30 * DAY)

    assert what(tenancy, "tenancy") == ["tenancy.began"]


def test_what_changed_about_a_person_is_told_from_the_record(acting):
    grace = a_person(deceased_on=dt.date(2026, 11, 1))
    person = {"council_id": grace.council_id, "person": grace}
    OtherName.objects.create(**person, kind="former", surname="Bell", until_on=dt.date(2015, 6, 1))
    ContactPoint.objects.create(
        **person, kind="mobile", value="+447700900123", from_on=dt.date(2018, 1, 1), until_on=dt.date(2019, 1, 1)
    )

    assert what(grace, "details") == [
        "person.died",
        "contact_point.ended",
        "contact_point.began",
        "name.changed",
    ]


def test_the_registers_are_told_and_vulnerability_only_to_those_who_may_read_it(acting):
    grace = a_person()
    person = {"council_id": grace.council_id, "person": grace}
    Adjustment.objects.create(**person, code="bsl", from_on=TODAY, reviewed_on=TODAY)
    Vulnerability.objects.create(**person, factor="bereavement", from_on=TODAY, until_on=TODAY + 30 * DAY)

    everybody = told(grace, Sought(kinds=["needs", "vulnerability"]))
    housing_staff = told(grace, Sought(kinds=["needs", "vulnerability"], vulnerability=True))

    assert [line.code for line in everybody] == ["bsl"]
    assert {line.code for line in housing_staff} == {"bsl", "bereavement"}


def test_casework_is_told_only_to_those_who_may_read_it(acting):
    grace = a_person()
    a_contact(grace)
    a_past_case(grace)
    casework.promise(a_case(grace), what="Ring back", until=NOON + HOUR, **by("adviser"))

    assert {line.kind for line in told(grace, Sought(vulnerability=True))} == {"record"}


def a_marker(person, code="CV", **facts):
    return PersonMarker.objects.create(
        **{
            "council_id": person.council_id, "person": person, "code": code, "reason": "Threatened an officer",
            "control_measure": "Visit in pairs", "approved_by": "Sam Reed", "start_on": dt.date(2026, 5, 4),
            "review_on": dt.date(2026, 11, 4), "until_on": dt.date(2027, 5, 4),
            "restricted_to": person.restricted_to,
        } | facts
    )  # fmt: skip


def test_a_marker_is_told_with_what_to_do_and_never_why(acting):
    grace = a_person()
    a_marker(grace)

    [line] = told(grace, Sought(kinds=["safety"]))

    assert (line.what, line.words, line.who) == ("marker.began", "Visit in pairs", "Sam Reed")
    assert "Threatened" not in str(line)


def test_a_marker_that_has_ended_is_told_no_more(acting):
    grace = a_person()
    a_marker(grace, until_on=TODAY + DAY)

    assert what(grace, "safety", at=NOON) == ["marker.began"]
    assert what(grace, "safety", at=NOON + DAY) == []


def test_codes_that_are_not_told_are_left_out(acting):
    grace = a_person()
    a_marker(grace, "DV")
    a_marker(grace)

    assert [line.code for line in told(grace, Sought(kinds=["safety"], without=["DV"]))] == ["CV"]


def test_a_marker_of_an_address_is_told_of_the_place_alone(acting):
    grace, home = a_person(), a_home()
    a_tenancy(home, grace)
    PlaceMarker.objects.create(
        council_id=home.council_id, place=home, code="DA", reason="Dogs", control_measure="Ring ahead",
        approved_by="Sam Reed", start_on=dt.date(2026, 5, 4), review_on=TODAY, until_on=dt.date(2027, 5, 4),
    )  # fmt: skip

    assert [what(record, "safety") for record in (home, grace)] == [["marker.began"], []]


# --- The record itself ----------------------------------------------------------------------------


def test_a_record_says_which_old_system_it_came_from(acting):
    grace = a_person()
    PersonLegacyReference.objects.create(
        council_id=grace.council_id, person=grace, source_system="nest", reference="P1", digest=b"", loaded_at=NOON
    )

    [line] = told(grace, Sought(kinds=["record"]))

    assert (line.what, line.facts["source_system"], line.facts["reference"]) == ("record.loaded", "nest", "P1")


def test_a_merged_person_has_one_timeline_of_all_records_and_the_merge_is_on_it(acting):
    grace, double = a_person("Grace"), a_person("Gracie")
    a_contact(double)
    actions.merge_people(double, into=grace, reason="Same birth date and phone", **by("service_manager"))

    assert "contact" in what(grace)
    merged = next(line for line in told(grace) if line.what == "merge.made")
    assert (merged.words, merged.facts["name"]) == ("Same birth date and phone", "Gracie Okafor")


def test_a_merge_that_was_undone_is_told_of_both(acting):
    grace, double = a_person("Grace"), a_person("Gracie")
    actions.merge_people(double, into=grace, reason="Same", **by("service_manager"))
    actions.undo_merge(double, reason="Two people", **by("service_manager", at=NOON + HOUR))

    assert [line for line in what(grace) if line.startswith("merge")] == ["merge.undone", "merge.made"]
    assert [line for line in what(double) if line.startswith("merge")] == ["merge.undone", "merge.made"]


# --- Pages ----------------------------------------------------------------------------------------


def test_a_long_story_is_told_page_by_page_and_each_line_once(acting):
    grace = a_person()
    for hour in range(7):
        a_contact(grace, started_at=NOON - hour * HOUR)
        a_contact(grace, started_at=NOON - hour * HOUR)
    a_past_case(grace, opened_on=TODAY)
    everything = [(line.arm, line.id) for line in told(grace)]

    paged, after = [], None
    while True:
        page = timeline_of(of(grace), EVERYTHING, at=NOON + DAY, most=3, after=after)
        paged += [(line.arm, line.id) for line in page.lines]
        if not page.more:
            break
        after = Mark.read(str(page.end))

    assert paged == everything
    assert len(set(paged)) == 16


def test_a_download_reads_all_of_it(acting, monkeypatch):
    monkeypatch.setattr("rooftree.record.timeline.BATCH", 4)
    grace = a_person()
    for hour in range(10):
        a_contact(grace, started_at=NOON - hour * HOUR)

    assert len(list(whole_timeline(of(grace), EVERYTHING, at=NOON + DAY))) == 11


@pytest.mark.parametrize(
    "text", ["", "2026-11-20", "2026-11-20T12:00~contact~1", "x~y~z", "2026-11-20T12:00+00:00~a b~1"]
)
def test_a_mark_that_nobody_made_is_none(text):
    assert Mark.read(text) is None


def test_what_is_still_to_come_is_not_told(acting):
    grace = a_person()
    a_contact(grace, started_at=NOON + 2 * DAY)

    assert what(grace, "contact", at=NOON + DAY) == []


# --- Who may see what -----------------------------------------------------------------------------


@pytest.fixture
def protected(council):
    """A home with somebody restricted in it, and their contact, past case and case."""
    with acting_for([council.pk], who="test"):
        group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="member"):
        home = a_home()
        grace = a_person(restricted_to=group.pk)
        tenancy = a_tenancy(home, grace)
        a_contact(grace, place=home, tenancy=tenancy)
        a_past_case(grace, place=home, tenancy=tenancy)
        a_case(grace, place=home, tenancy=tenancy)
    return group, grace, home, tenancy


def test_what_is_about_a_restricted_person_is_told_to_their_group_alone(council, protected):
    group, grace, home, tenancy = protected

    with acting_for([council.pk], who="outsider"):
        outside = [what(record, "contact", "case", "promise") for record in (grace, home, tenancy)]
        names = [line.facts["names"] for line in told(home, Sought(kinds=["tenancy"]))]
    with acting_for([council.pk], groups=[group.pk], who="member"):
        inside = {line.what for line in told(home, Sought(kinds=["contact", "case"], casework=True))}

    assert (outside, names) == ([[], [], []], [""])
    assert inside == {"contact", "past_case.opened", "enquiry.opened"}


def test_reading_of_a_restricted_person_on_the_home_s_timeline_is_logged(council, protected):
    group, grace, home, _ = protected

    with acting_for([council.pk], groups=[group.pk], who="sign-in:7"):
        told(home)
        reads = list(AuditRead.objects.values_list("table_name", "row_ids"))

    assert ("people_person", [grace.pk]) in reads


def test_a_restricted_case_of_somebody_open_to_all_is_told_to_its_group_alone(council):
    with acting_for([council.pk], who="test"):
        manager = an_officer("service_manager")
        group = a_group("Investigations", manager)
        grace = a_person()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        case = a_case(grace)
        casework.restrict(case, group=group, reason="Fraud", **by(officer=manager))

    with acting_for([council.pk], who="outsider"):
        assert what(grace, "case", "contact") == []
    with acting_for([council.pk], groups=[group.pk], who="member"):
        assert "enquiry.opened" in what(grace, "case")
        assert ("cases_case", [case.pk]) in AuditRead.objects.values_list("table_name", "row_ids")


def test_nothing_of_another_council_is_told(council, other_council):
    with acting_for([council.pk], who="test"):
        grace = a_person()
        a_contact(grace)

    with acting_for([other_council.pk], who="test"):
        assert told(grace) == []


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", ["person", "place", "tenancy"])
def test_a_timeline_is_one_query(acting, django_assert_num_queries, record):
    grace, home = a_person(), a_home()
    tenancy = a_tenancy(home, grace)
    a_contact(grace, place=home, tenancy=tenancy)
    a_past_case(grace, place=home, tenancy=tenancy)

    with django_assert_num_queries(1):
        told({"person": grace, "place": home, "tenancy": tenancy}[record])


def test_every_arm_says_a_kind_of_thing_that_is_known(acting):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_get_viewdef(oid) FROM pg_class"
            " WHERE relkind = 'v' AND starts_with(relname, 'timeline_') AND relname <> 'timeline_event'"
        )
        kinds = {arm: re.search(r"'(\w+)'::text AS kind", definition) for arm, definition in cursor.fetchall()}

    assert len(kinds) > 20
    assert {arm for arm, kind in kinds.items() if kind is None or kind[1] not in KINDS} == set()
