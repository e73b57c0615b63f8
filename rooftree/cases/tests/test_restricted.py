"""A case restricted to a group is invisible to everybody else: in lists, counts, joins and changes alike."""

import datetime as dt
from contextlib import AbstractContextManager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from rooftree.cases import actions, checks, queries
from rooftree.cases.models import Assignment, Case, CaseAccess, CaseLink, CaseWeight, Clock, Event, Hold, Task
from rooftree.cases.tests.matters import a_case, a_manager, an_adviser, now
from rooftree.cases.tests.verbs import a_clock, a_hold, a_promise, a_request, a_task
from rooftree.foundations import references
from rooftree.foundations.isolation import Acting, acting_for
from rooftree.foundations.models import AuditChange, AuditRead
from rooftree.foundations.refusals import Refused
from rooftree.people import actions as people
from rooftree.staff.models import GroupMember
from tests.builders import NOON, a_group, a_person, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

REASON = "A threat to her at the counter"


@pytest.fixture
def member():
    return an_adviser("Mia Member")


@pytest.fixture
def group(member):
    return a_group("Protected persons", member)


@pytest.fixture
def inside(council, group):
    """Act as a member of the group does."""

    def enter() -> AbstractContextManager[Acting]:
        return acting_for([council.pk], groups=[group.pk], who="test: a member")

    return enter


@pytest.fixture
def hidden(member, group, inside):
    """A case with all that can hang on one, restricted after it was made."""
    with inside():
        case = a_case(owner=member, person=a_person())
        for make in (a_clock, a_hold, a_promise, a_request, a_task):
            make(case)
        actions.weigh(case, stage="begun", **by("adviser"))
        return actions.restrict(case, group=group, reason="She fled from him", **by(officer=member))


ROWS = [Case, Event, Assignment, Clock, Task, Hold, CaseWeight]


def test_nothing_of_it_is_seen_from_outside(hidden):
    assert {table.__name__: table.objects.count() for table in ROWS} == dict.fromkeys(
        [table.__name__ for table in ROWS], 0
    )


def test_a_member_sees_all_of_it(hidden, inside):
    with inside():
        assert all(table.objects.exists() for table in ROWS)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM cases_case WHERE id = %(case)s",
        "SELECT 1 FROM cases_event e JOIN cases_case c ON c.id = e.case_id",
        "SELECT 1 FROM people_person p JOIN cases_case c ON c.person_id = p.id",
        "SELECT 1 FROM staff_team t WHERE EXISTS (SELECT FROM cases_case c WHERE c.team_id = t.id)",
        "SELECT 1 FROM cases_matter WHERE case_id = %(case)s",
        "UPDATE cases_case SET summary = 'Seen' WHERE id = %(case)s RETURNING 1",
        "UPDATE cases_clock SET label = 'Seen' WHERE case_id = %(case)s RETURNING 1",
        "DELETE FROM cases_matter WHERE case_id = %(case)s RETURNING 1",
    ],
)
def test_no_statement_reaches_it_from_outside(hidden, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement, {"case": hidden.pk})

        assert cursor.fetchall() == []


def test_a_count_tells_nothing(hidden, member):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(weight), 0) FROM cases_case WHERE owner_id = %s", [member.pk]
        )

        assert cursor.fetchone() == (0, 0)


def test_it_is_among_nobodys_open_cases(hidden):
    assert list(queries.open_cases(person=hidden.person)) == []


def test_opened_to_everybody_again_all_of_it_is_seen(hidden, member, inside):
    with inside():
        actions.unrestrict(hidden, reason="He has died", **by(officer=member))

    assert all(table.objects.exists() for table in ROWS)


# --- Who may restrict -------------------------------------------------------------------------------


def test_only_a_member_restricts(group):
    case = a_case()

    with pytest.raises(Refused, match=r"^Only a member of the group can do this\."):
        actions.restrict(case, group=group, reason=REASON, **by("adviser"))


def test_nobody_hides_a_case_from_whoever_has_it(group, member, inside):
    with inside():
        case = a_case(owner=an_adviser("Olu Owner"))

        with pytest.raises(
            Refused, match=r"^Olu Owner would lose sight of this case, .*Give that to somebody who is"
        ):
            actions.restrict(case, group=group, reason=REASON, **by(officer=member))


def test_nobody_hides_a_case_from_whoever_has_something_to_do_on_it(group, member, inside):
    with inside():
        case = a_case(owner=member)
        a_task(case, owner=an_adviser("Tom Task"))

        with pytest.raises(Refused, match=r"^Tom Task would lose sight of this case"):
            actions.restrict(case, group=group, reason=REASON, **by(officer=member))


def test_what_is_restricted_is_not_restricted_again(hidden, group, member, inside):
    with inside(), pytest.raises(Refused, match="is restricted to Protected persons already"):
        actions.restrict(hidden, group=group, reason=REASON, **by(officer=member))


def test_what_everybody_sees_is_not_opened_again(member, inside):
    with inside(), pytest.raises(Refused, match="is not restricted itself"):
        actions.unrestrict(a_case(), reason=REASON, **by(officer=member))


def test_moving_to_another_group_needs_both(hidden, council, member):
    cal = an_adviser("Cal Cole")
    other = a_group("Councillors", cal)

    with (
        acting_for([council.pk], groups=[other.pk, hidden.restricted_to], who="test"),
        pytest.raises(Refused, match=r"^Only a member of the group"),
    ):
        actions.restrict(hidden, group=other, reason=REASON, **by(officer=cal))


def test_the_story_says_that_it_was_restricted_to_members_only(hidden, inside):
    with inside():
        event = hidden.events.get(kind="case.restricted")

    assert (event.words, event.facts, event.is_shown) == (
        "She fled from him",
        {"group": "Protected persons"},
        False,
    )


# --- The person's own restriction -------------------------------------------------------------------


@pytest.fixture
def records_officer(group):
    officer = an_officer("records_officer", "adviser", "service_manager", name="Rae Records")
    GroupMember.objects.create(
        council_id=officer.council_id, group=group, officer=officer, from_on=dt.date(2020, 1, 1)
    )
    return officer


@pytest.fixture
def about_grace(member, inside, group):
    """A case that everybody sees, with rows that are only ever added to."""
    with inside():
        case = a_case(owner=member, person=a_person("Grace", reference=references.take("P")))
        for make in (a_clock, a_hold, a_promise, a_request, a_task):
            make(case)
        actions.extend(case.clocks.get(task=None), amount=1, reason="Many papers", **by("adviser"))
        actions.weigh(case, stage="begun", **by("adviser"))
        return case


def test_when_its_person_is_restricted_everything_follows(about_grace, inside, records_officer, group):
    with inside():
        people.restrict_person(
            about_grace.person, group, reason="She fled from him", **by(officer=records_officer)
        )

        assert now(about_grace).person_restricted_to == group.pk
        assert set(about_grace.events.values_list("person_restricted_to", flat=True)) == {group.pk}
    assert {table.__name__: table.objects.count() for table in ROWS} == dict.fromkeys(
        [table.__name__ for table in ROWS], 0
    )


def test_when_its_person_is_open_to_all_again_everything_follows(about_grace, inside, records_officer, group):
    with inside():
        grace = about_grace.person
        people.restrict_person(grace, group, reason="She fled from him", **by(officer=records_officer))
        people.unrestrict_person(grace, reason="He has died", **by(officer=records_officer))

    assert all(table.objects.exists() for table in ROWS)


def test_a_case_of_a_group_about_a_restricted_person_needs_both(
    about_grace, inside, council, records_officer, group
):
    other = a_group("Councillors", records_officer, about_grace.owner)
    with acting_for([council.pk], groups=[group.pk, other.pk], who="test"):
        people.restrict_person(about_grace.person, group, reason="She fled", **by(officer=records_officer))
        actions.give(about_grace, officer=records_officer, reason="Hers", **by(officer=about_grace.owner))
        actions.restrict(about_grace, group=other, reason="A councillor", **by(officer=records_officer))
        assert Case.objects.filter(pk=about_grace.pk).exists()

    with inside():
        assert not Case.objects.filter(pk=about_grace.pk).exists()
    with acting_for([council.pk], groups=[other.pk], who="test"):
        assert not Case.objects.filter(pk=about_grace.pk).exists()


def test_all_cases_of_a_person_on_two_records_are_restricted_and_opened_together(
    about_grace, inside, records_officer, group
):
    """A merge moves nothing: the case stays with the record that it was opened for, and follows it."""
    gracie = a_person("Gracie")
    other = a_case(person=gracie)
    people.merge_people(gracie, into=about_grace.person, reason="Maiden name", **by(officer=records_officer))
    with inside():
        people.restrict_person(about_grace.person, group, reason="She fled", **by(officer=records_officer))
        assert set(queries.open_cases(person=about_grace.person)) == {about_grace, other}

    assert not Case.objects.filter(pk__in=[about_grace.pk, other.pk]).exists()
    with inside():
        people.unrestrict_person(about_grace.person, reason="He has died", **by(officer=records_officer))
        people.undo_merge(gracie, reason="Two sisters", **by(officer=records_officer))
    assert set(queries.open_cases(person=gracie)) == {other}


def test_whoever_loses_sight_of_a_case_is_found_at_night(inside, records_officer, group, council):
    with inside():
        case = a_case(owner=an_adviser("Olu Owner"), person=a_person("Grace"))
        people.restrict_person(case.person, group, reason="She fled", **by(officer=records_officer))

    assert list(checks.owners(council, NOON.date())) == [
        "1 case (restricted) had an officer who may not open them. Give them to somebody in the group."
    ]


def test_the_audit_keeps_the_change_inside_the_group(hidden, inside, group):
    changes = AuditChange.objects.filter(table_name="cases_case", row_id=hidden.pk, action="update")

    assert [change.after for change in changes if "restricted_to" in change.after] == []
    with inside():
        assert changes.latest("pk").after == {"restricted_to": group.pk}


# --- By exception -----------------------------------------------------------------------------------


@pytest.fixture
def leader():
    return a_manager("Lee Leader")


def test_a_leader_opens_it_by_exception_and_it_is_logged(hidden, leader, council, inside):
    opened = actions.open_by_exception(hidden.reference, reason=REASON, **by(officer=leader))

    with acting_for([council.pk], cases=[opened], who="test"):
        assert [table.objects.exists() for table in ROWS] == [True] * len(ROWS)
    access = CaseAccess.objects.get()
    assert (access.case_id, access.reason, access.until - access.at) == (hidden.pk, REASON, dt.timedelta(hours=1))
    with inside():
        read = AuditRead.objects.get(table_name="cases_case")
    assert (read.row_ids, read.why) == ([hidden.pk], REASON)


def test_it_ends_by_itself(hidden, leader):
    actions.open_by_exception(hidden.reference, reason=REASON, **by(officer=leader))

    hour = dt.timedelta(hours=1)
    assert queries.opened_by(leader.sign_in, at=NOON) == (hidden.pk,)
    assert queries.opened_by(leader.sign_in, at=NOON + hour - dt.timedelta(seconds=1)) == (hidden.pk,)
    assert queries.opened_by(leader.sign_in, at=NOON + hour) == ()


def test_nobody_else_has_it_open(hidden, leader):
    actions.open_by_exception(hidden.reference, reason=REASON, **by(officer=leader))

    assert queries.opened_by(an_adviser("Cal Cole").sign_in, at=NOON) == ()


@pytest.mark.parametrize("reason", ["", "  ", "urgent", "very urgent"])
def test_it_takes_a_reason_of_a_few_words(hidden, leader, reason):
    with pytest.raises(Refused, match=r"^Say why, in a few words"):
        actions.open_by_exception(hidden.reference, reason=reason, **by(officer=leader))


def test_an_adviser_opens_nothing_by_exception(hidden):
    with pytest.raises(PermissionDenied):
        actions.open_by_exception(hidden.reference, reason=REASON, **by("adviser"))


def test_what_is_not_restricted_is_not_opened_by_exception(leader):
    case = a_case()

    with pytest.raises(Refused, match=f"^No restricted case has the reference {case.reference}"):
        actions.open_by_exception(case.reference, reason=REASON, **by(officer=leader))


def test_another_councils_case_is_not_opened_though_one_acts_for_both(hidden, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        abroad = an_officer("team_leader", council=other_council)

        with pytest.raises(Refused, match=r"^No restricted case has the reference"):
            actions.open_by_exception(hidden.reference, reason=REASON, **by(officer=abroad))


def test_sent_twice_it_is_logged_once(hidden, leader):
    who = by(officer=leader)

    first, second = [actions.open_by_exception(hidden.reference, reason=REASON, **who) for _ in "12"]

    assert (first, CaseAccess.objects.count()) == (second, 1)


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        (actions.note, {"words": "She rang."}),
        (actions.hold, {"kind": "legal", "reason": "Court", "until": NOON + dt.timedelta(1)}),
    ],
)
def test_what_is_open_by_exception_can_be_worked_on(hidden, leader, council, verb, more):
    with acting_for([council.pk], cases=[hidden.pk], who="test"):
        assert verb(hidden, **more, **by(officer=leader)).restricted_to == hidden.restricted_to


def test_what_is_open_by_exception_is_not_taken_up(leader, member, group, inside, council):
    with inside():
        case = a_case(group=group, opener=member)

    with (
        acting_for([council.pk], cases=[case.pk], who="test"),
        pytest.raises(Refused, match=r"^Lee Leader is not in the group that alone may open this case"),
    ):
        actions.take(case, **by(officer=leader))


def test_what_is_open_by_exception_is_tied_to_nothing(hidden, leader, council):
    with (
        acting_for([council.pk], cases=[hidden.pk], who="test"),
        pytest.raises(Refused, match=r"^You have one of these cases open by exception"),
    ):
        actions.link(hidden, other=a_case(), kind="related", **by(officer=leader))


def test_opening_a_person_by_exception_opens_her_cases(
    about_grace, inside, records_officer, group, leader, council
):
    grace = about_grace.person
    with inside():
        people.restrict_person(grace, group, reason="She fled from him", **by(officer=records_officer))
    manager = an_officer("service_manager", name="Sam Manager")
    people.open_by_exception(grace.reference, reason=REASON, **by(officer=manager))

    assert queries.opened_by(manager.sign_in, at=NOON) == (about_grace.pk,)


# --- Ties -------------------------------------------------------------------------------------------


def test_a_tie_is_seen_by_those_who_see_both(hidden, inside, member):
    in_the_open = a_case()
    with inside():
        actions.link(in_the_open, other=hidden, kind="caused_by", reason="The same man", **by(officer=member))
        assert CaseLink.objects.count() == 1

    assert CaseLink.objects.count() == 0
    event = in_the_open.events.get(kind="case.linked")
    assert (event.words, event.facts) == ("", {"how": "Caused by", "other": "a restricted case"})
    with inside():
        told = hidden.events.get(kind="case.linked")
        assert (told.words, told.facts["other"]) == ("The same man", in_the_open.reference)


def test_a_tie_between_two_of_one_group_tells_which(hidden, inside, member, group):
    with inside():
        other = a_case(group=group, opener=member)
        actions.link(hidden, other=other, kind="related", reason="Sisters", **by(officer=member))

        event = other.events.get(kind="case.linked")
        assert (event.words, event.facts["other"]) == ("Sisters", hidden.reference)
