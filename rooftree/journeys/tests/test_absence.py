"""An absence becomes a handover, and nothing is left without somebody: S8's Monday, and what surrounds it."""

import pytest

from rooftree.cases import actions as cases
from rooftree.cases import handover_jobs, handover_queries
from rooftree.cases.actions import covering
from rooftree.cases.answering import answers_for
from rooftree.cases.models import Alarm, Case, Handover
from rooftree.cases.queries import who_has
from rooftree.contact.actions import answer, say_accepted
from rooftree.foundations.refusals import Refused
from rooftree.journeys import absence, handover_card
from rooftree.journeys.tests.mondays import (
    EIGHT_FORTY,
    FRIDAY_NOON,
    NEXT_MONDAY,
    WEDNESDAY,
    a_patch_of,
    acts,
    an_enquiry_of,
    midnight,
    monday,
)
from rooftree.people.models import Vulnerability
from rooftree.places.queries import who_looks_after
from rooftree.staff import queries as staff_queries
from rooftree.staff.absence_queries import is_present
from rooftree.staff.models import Absence, Cover, Officer
from tests.builders import a_home, a_person, a_team, an_officer
from tests.two_officers import while_first_has_not_ended

pytestmark = pytest.mark.usefixtures("acting")

MONDAY = EIGHT_FORTY.date()


@pytest.fixture
def mo() -> Officer:
    return an_officer("team_leader", name="Mo Reed")


@pytest.fixture
def asha(mo) -> Officer:
    return an_officer("tenancy_officer", manager=mo, phone="01632 960001")


@pytest.fixture
def ben(mo) -> Officer:
    return an_officer("tenancy_officer", name="Ben Ode", manager=mo)


def enter(officer: Officer, *, by: Officer, at=EIGHT_FORTY, **facts) -> absence.Entered:
    said = {"starts": at, "until_on": None} | facts
    return absence.enter(officer, **said, **acts(by, at))


# --- The Monday of S8 ---------------------------------------------------------------------------------


def test_reported_sick_at_0840_and_assigned_by_ten(asha, ben, mo, council):
    home = a_home()
    a_patch_of(asha, home)
    grace = an_enquiry_of(asha, person=a_person())
    samuel = an_enquiry_of(asha, person=a_person("Samuel"))
    taker = an_officer("adviser", name="Olu Taker")

    handover = enter(asha, by=taker, note="Rang in at 08:40.").handover
    told = Alarm.objects.get()
    assert (told.officer, told.level, told.closed_at) == (mo, Alarm.Level.TEAM, None)

    absence.stand_in(handover, covered_by=ben, **acts(mo, monday(9, 30)))
    offers = [covering.Offer(case, ben) for case in (grace, samuel)]
    covering.offer(handover, offers, **acts(mo, monday(9, 35)))
    covering.accept(handover, **acts(ben, monday(9, 50)))
    handover_jobs.keep_up(council, at=monday(10, 1))

    assert [who_has(case).today for case in (grace, samuel)] == [ben, ben]
    assert not Alarm.objects.filter(closed_at__isnull=True).exists()
    assert handover_queries.uncovered(council, monday(10, 1)) == []
    assert answers_for(asha, monday(10, 1)).officer == ben
    assert staff_queries.standing_in(asha, on=MONDAY) == ben
    assert who_looks_after([home.pk], on=MONDAY)[home.pk][0].today == "Ben Ode"


def test_at_1001_with_nobody_assigned_the_head_of_service_is_alerted(asha, mo, council):
    an_enquiry_of(asha)
    enter(asha, by=mo)

    handover_jobs.keep_up(council, at=monday(9, 56))
    assert not Alarm.objects.filter(level=Alarm.Level.HEAD).exists()
    handover_jobs.keep_up(council, at=monday(10, 1))

    alarm = Alarm.objects.get(level=Alarm.Level.HEAD)
    assert alarm.raised_at == monday(10, 1)
    assert "1 of 1 open cases and the phone and the patches" in alarm.sentence
    assert len(handover_queries.uncovered(council, monday(10, 1))) == 1


def test_the_returning_officer_finds_what_happened_and_the_cases_are_theirs(asha, ben, mo):
    grace, quiet = an_enquiry_of(asha, person=a_person()), an_enquiry_of(asha)
    entered = enter(asha, by=mo, cover=ben)
    covering.accept(entered.handover, **acts(ben, monday(9)))
    promise = cases.promise(grace, what="We will ring on Friday", **acts(ben, monday(11)))
    cases.promise(grace, what="And write to the council", **acts(ben, monday(11, 5)))
    cases.keep_promise(promise, **acts(ben, monday(15)))

    absence.come_back(entered.absence, **acts(asha, midnight(WEDNESDAY)))
    handover = Handover.objects.get()
    [found] = handover_card.meanwhile(handover, at=midnight(WEDNESDAY))

    assert (found.case, found.covered_by, found.was_closed) == (grace, ben, False)
    assert [task.what for task in found.promises] == ["And write to the council"]
    assert {"case.promised", "case.promise_kept"} <= {event.kind for event in found.events}
    assert who_has(Case.objects.get(pk=quiet.pk)).today == asha
    assert staff_queries.standing_in(asha, on=WEDNESDAY) == asha


def test_what_closed_in_the_absence_is_shown_as_closed(asha, ben, mo):
    grace = an_enquiry_of(asha, person=a_person())
    entered = enter(asha, by=mo, cover=ben)
    covering.accept(entered.handover, **acts(ben, monday(9)))
    answer(grace.enquiry, words="The joiner comes on Friday", **acts(ben, monday(11)))
    say_accepted(grace.enquiry, accepted="yes", **acts(ben, monday(12)))

    absence.come_back(entered.absence, **acts(asha, midnight(WEDNESDAY)))
    [found] = handover_card.meanwhile(Handover.objects.get(), at=midnight(WEDNESDAY))

    assert found.was_closed


# --- Entering ----------------------------------------------------------------------------------------


def test_a_named_cover_is_asked_everything_and_stands_in(asha, ben, mo):
    one, other = an_enquiry_of(asha), an_enquiry_of(asha)

    entered = enter(asha, by=asha, cover=ben, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)

    assert entered.left_to_do == []
    assert {piece.case for piece in handover_queries.offered_to([ben])} == {one, other}
    cover = Cover.objects.get()
    assert (cover.covered_by, cover.from_on, cover.until_on) == (ben, WEDNESDAY, NEXT_MONDAY)


def test_an_absence_is_entered_though_its_cover_cannot(asha, ben, mo):
    an_enquiry_of(asha)
    enter(ben, by=mo)

    entered = enter(asha, by=mo, cover=ben)

    assert not is_present(asha, EIGHT_FORTY)
    assert entered.left_to_do == [
        "Nobody looks after the phone and the patches yet. Ben Ode is away from Monday 2 March 2026, "
        "so cannot cover for Asha Bell. Choose somebody else.",
        "Nobody is asked to cover yet. Ben Ode is away then, so cannot cover. Choose somebody else.",
    ]


def test_an_adviser_who_takes_the_call_leaves_the_stand_in_to_a_manager(asha, ben):
    an_enquiry_of(asha)

    entered = enter(asha, by=an_officer("adviser", name="Olu Taker"), cover=ben)

    assert entered.left_to_do == ["Who looks after the phone and the patches is for a manager to arrange."]
    assert len(handover_queries.offered_to([ben])) == 1


def test_sent_twice_it_is_entered_once(asha, ben, mo):
    an_enquiry_of(asha)
    once = acts(mo)
    facts = {"starts": EIGHT_FORTY, "until_on": None, "note": "Rang in", "cover": ben}
    first = absence.enter(asha, **facts, **once)

    second = absence.enter(asha, **facts, **once)

    assert second == first
    assert (Absence.objects.count(), Handover.objects.count(), Cover.objects.count()) == (1, 1, 1)
    assert second.handover.note.count("Rang in") == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_who_take_the_call_one_enters_it(asha, mo):
    an_enquiry_of(asha)
    priya = an_officer("adviser", name="Priya Nair")

    second = while_first_has_not_ended(lambda: enter(asha, by=mo), lambda: enter(asha, by=priya))

    assert second.waited
    assert "Asha Bell is entered as away" in second.refusal
    assert (Absence.objects.count(), Handover.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_name_each_other_at_once_wait_for_each_other(asha, ben, mo):
    second = while_first_has_not_ended(
        lambda: enter(asha, by=mo, cover=ben), lambda: enter(ben, by=mo, cover=asha, at=monday(9))
    )

    assert second.waited
    assert "Asha Bell is away from Monday 2 March 2026" in second.answer.left_to_do[0]


def test_what_a_sick_officer_covered_for_others_climbs_with_theirs(asha, ben, mo):
    grace = an_enquiry_of(asha)
    first = enter(asha, by=mo, cover=ben)
    covering.accept(first.handover, **acts(ben))
    assert not Alarm.objects.filter(closed_at__isnull=True).exists()

    enter(ben, by=mo, at=monday(14))

    assert who_has(grace).cover is None
    assert Alarm.objects.get(closed_at__isnull=True).about == f"handover {first.handover.pk}"


def test_leave_entered_while_sick_waits_its_turn(asha, mo):
    an_enquiry_of(asha)
    sick = enter(asha, by=mo, until_on=WEDNESDAY)

    leave = enter(asha, by=asha, at=monday(9), starts=midnight(NEXT_MONDAY), until_on=None)
    assert leave.handover.ended_at == monday(9)
    absence.come_back(sick.absence, **acts(asha, monday(16)))

    leave.handover.refresh_from_db()
    assert leave.handover.ended_at is None
    assert handover_queries.standing_of(leave.handover, at=monday(16)).waiting == 1


def test_longer_away_the_covers_go_on(asha, ben, mo, council):
    grace = an_enquiry_of(asha)
    entered = enter(asha, by=mo, cover=ben, until_on=WEDNESDAY)
    covering.accept(entered.handover, **acts(ben))

    absence.change_return(entered.absence, until_on=NEXT_MONDAY, **acts(mo, monday(15)))
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    assert who_has(grace).cover == ben
    assert staff_queries.standing_in(asha, on=WEDNESDAY) == ben


# --- The card ----------------------------------------------------------------------------------------


@pytest.fixture
def of_asha(asha, mo) -> Handover:
    return enter(asha, by=mo).handover


def test_the_card_is_read_from_what_is_there_now(asha, of_asha, mo):
    assert handover_card.card(of_asha, reader=mo, at=monday(9)).promises == []
    grace = an_enquiry_of(asha)

    cases.promise(grace, what="We will ring on Friday", **acts(mo, monday(9)))

    card = handover_card.card(of_asha, reader=mo, at=monday(10))
    assert [task.what for task in card.promises] == ["We will ring on Friday"]
    assert [clock.case for clock in card.clocks] == [grace, grace]


def test_the_card_shows_what_is_due_within_ten_days_and_no_more(asha, of_asha, mo):
    grace = an_enquiry_of(asha)
    cases.promise(grace, what="Soon", until=midnight(WEDNESDAY), **acts(mo, monday(9)))
    late = monday(12).replace(day=20)
    cases.promise(grace, what="Later", until=late, **acts(mo, monday(9)))

    card = handover_card.card(of_asha, reader=mo, at=monday(10))

    assert "Soon" in [clock.label for clock in card.clocks]
    assert "Later" not in [clock.label for clock in card.clocks]


def test_the_card_shows_holds_visits_requests_and_what_was_to_be_done_for_others(asha, ben, of_asha, mo):
    grace, other = an_enquiry_of(asha), an_enquiry_of(ben)
    cases.snooze(grace, reason="Waits for the key", until=midnight(WEDNESDAY), **acts(mo, monday(9)))
    cases.add_task(grace, what="Look at the door", kind="visit", **acts(mo, monday(9)))
    cases.add_task(other, what="Ring the joiner", owner=asha, **acts(ben, FRIDAY_NOON))
    cases.ask_team(
        grace,
        to_team=a_team("repairs"),
        what="Board up the door",
        needed_by=midnight(WEDNESDAY),
        **acts(mo, monday(9)),
    )

    card = handover_card.card(of_asha, reader=mo, at=monday(10))

    assert [hold.reason for hold in card.holds] == ["Waits for the key"]
    assert [task.what for task in card.visits] == ["Look at the door"]
    assert [task.what for task in card.elsewhere] == ["Ring the joiner"]
    assert [request.what for request in card.requests] == ["Board up the door"]


def test_the_card_tells_of_vulnerable_people_to_those_who_may_know(asha, of_asha, mo):
    grace = a_person()
    helped, _ = an_enquiry_of(asha, person=grace), an_enquiry_of(asha, person=a_person("Samuel"))
    Vulnerability.objects.create(council_id=grace.council_id, person=grace, factor="bereavement", from_on=MONDAY)

    assert handover_card.card(of_asha, reader=mo, at=monday(9)).vulnerable == [helped]
    caretaker = an_officer("caretaker", name="Ed Moss")
    assert handover_card.card(of_asha, reader=caretaker, at=monday(9)).vulnerable is None


def test_a_vulnerability_on_a_merged_record_counts(asha, of_asha, mo):
    grace = a_person()
    merged = a_person("Gracie", merged_into=grace)
    case = an_enquiry_of(asha, person=grace)
    Vulnerability.objects.create(council_id=grace.council_id, person=merged, factor="bereavement", from_on=MONDAY)

    assert handover_card.card(of_asha, reader=mo, at=monday(9)).vulnerable == [case]


def test_the_card_names_patches_and_for_whom_the_officer_stands_in(asha, ben, of_asha, mo):
    a_patch_of(asha, a_home())
    Cover.objects.create(
        council_id=asha.council_id,
        officer=ben,
        covered_by=asha,
        from_on=MONDAY,
        until_on=WEDNESDAY,
        arranged_by=mo,
    )

    card = handover_card.card(of_asha, reader=mo, at=monday(9))

    assert [held.patch.code for held in card.patches] == ["T01"]
    assert [cover.officer for cover in card.stands_in_for] == [ben]


def test_the_card_takes_as_many_queries_for_many_cases(asha, of_asha, mo, django_assert_max_num_queries):
    an_enquiry_of(asha)
    an_enquiry_of(asha)
    an_enquiry_of(asha)

    with django_assert_max_num_queries(9):
        handover_card.card(of_asha, reader=mo, at=monday(9))


# --- For good ----------------------------------------------------------------------------------------


def test_nothing_of_a_leavers_stays(asha, ben, mo, council):
    home = a_home()
    a_patch_of(asha, home)
    grace = an_enquiry_of(asha, person=a_person())
    entered = enter(asha, by=mo, starts=midnight(WEDNESDAY), is_for_good=True, cover=ben)

    covering.accept(entered.handover, **acts(ben, monday(9)))
    absence.move_patches(entered.handover, to=ben, **acts(mo, monday(9)))
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    grace.refresh_from_db()
    assert grace.owner == ben
    looked_after = who_looks_after([home.pk], on=WEDNESDAY)[home.pk][0]
    assert (looked_after.officer, looked_after.today) == ("Ben Ode", "Ben Ode")
    assert handover_queries.uncovered(council, monday(10)) == []
    assert Handover.objects.get().ended_at == midnight(WEDNESDAY)


def test_the_patches_of_somebody_who_comes_back_stay_theirs(asha, ben, mo):
    a_patch_of(asha, a_home())
    handover = enter(asha, by=mo).handover

    with pytest.raises(Refused, match="the patches stay theirs"):
        absence.move_patches(handover, to=ben, **acts(mo))


def test_somebody_who_has_left_already_can_still_be_handed_over(asha, ben, mo, council):
    grace = an_enquiry_of(asha, person=a_person())
    Officer.objects.filter(pk=asha.pk).update(until_on=MONDAY)
    asha.refresh_from_db()

    entered = enter(asha, by=mo, is_for_good=True)
    covering.accept(entered.handover, [grace], **acts(ben, monday(9)))

    assert handover_queries.uncovered(council, midnight(WEDNESDAY)) == []
