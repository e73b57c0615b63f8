"""Two officers at the same moment: the second waits, and then is told, or gets the first answer."""

import datetime as dt
import threading

import psycopg
import pytest
from django.db import connection

from rooftree.cases import actions, reckoning
from rooftree.cases.clocks import reckon, start_clock
from rooftree.cases.models import Case, CaseLink, Clock, Event, Task
from rooftree.cases.tests.matters import a_case, a_manager, a_team, an_adviser, duty, now, open_matter, story_of
from rooftree.cases.tests.matters import a_new_case as new_case
from rooftree.foundations import calendar_table
from rooftree.foundations.dates import midnight
from rooftree.foundations.isolation import acting_for
from rooftree.people import actions as people
from tests.builders import NOON, a_group, an_officer, by
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]


def test_two_take_the_same_case():
    case, asha, cal = a_case(), an_adviser("Asha Bell"), an_adviser("Cal Cole")
    first, second = by(officer=asha), by(officer=cal)

    came_second = while_first_has_not_ended(
        lambda: actions.take(case, **first), lambda: actions.take(case, **second)
    )

    assert came_second.waited
    assert came_second.refusal == (
        f"Asha Bell has {case.reference} by now. Ask them, or a manager, to give it to you."
    )
    assert now(case).owner == asha
    assert story_of(case) == ["matter.opened", "case.taken"]


def test_one_takes_what_another_passes_to_a_team():
    """The row that we waited for has another team by then: it is found all the same, in that team's queue."""
    case, income, asha = a_case(), a_team("Income"), an_adviser("Asha Bell")
    first, second = by("adviser"), by(officer=asha)

    came_second = while_first_has_not_ended(
        lambda: actions.give_to_team(case, team=income, reason="Rent", **first),
        lambda: actions.take(case, **second),
    )

    assert (came_second.refusal, now(case).owner, now(case).team) == ("", asha, income)


def test_a_form_sent_twice_at_once_is_done_once():
    case, who = a_case(owner=an_adviser()), by("adviser")

    def send() -> Task:
        return actions.promise(case, what="We will ring you", **who)

    came_second = while_first_has_not_ended(send, send)

    assert came_second.answer == Task.objects.get()
    assert story_of(case) == ["matter.opened", "case.promised"]


def test_a_case_opened_twice_at_once_is_one_case():
    new, who = new_case(), by("adviser")

    def send() -> Case:
        return open_matter(new, **who)

    came_second = while_first_has_not_ended(send, send)

    assert came_second.answer == Case.objects.get()
    assert Event.objects.count() == 1


def test_one_closes_what_another_adds_something_to():
    case = a_case(owner=an_adviser())
    first, second = by("adviser"), by("adviser")

    came_second = while_first_has_not_ended(
        lambda: actions.close(case, **first), lambda: actions.add_task(case, what="Ring her", **second)
    )

    assert came_second.refusal.startswith(f"{case.reference} was closed on Friday 20 November 2026")
    assert not Task.objects.exists()


def test_two_tie_the_same_cases_from_either_side():
    one, other = a_case(), a_case()
    first, second = by("adviser"), by("adviser")

    came_second = while_first_has_not_ended(
        lambda: actions.link(one, other=other, kind="related", **first),
        lambda: actions.link(other, other=one, kind="related", **second),
    )

    assert came_second.refusal.endswith("are tied so already.")
    assert CaseLink.objects.count() == 1


def test_a_promise_is_kept_or_broken_but_not_both():
    case = a_case(owner=an_adviser())
    promised = actions.promise(case, what="We will ring you", **by("adviser"))
    first, second = by("adviser"), by("adviser")

    came_second = while_first_has_not_ended(
        lambda: actions.keep_promise(promised, **first),
        lambda: actions.break_promise(promised, reason="Nobody was here", **second),
    )

    assert came_second.refusal == "This was ended already."
    assert promised.clocks.get().outcome == "met"


@pytest.fixture
def records_officer():
    return an_officer("records_officer", "adviser", name="Rae Records")


@pytest.fixture
def protected(records_officer, council):
    """A group of one, as whom we act."""
    group = a_group("Protected persons", records_officer)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        yield group


def test_what_one_notes_while_another_restricts_the_person_is_restricted_too(protected, records_officer):
    case = a_case(owner=records_officer)
    first, second = by(officer=records_officer), by(officer=records_officer)

    came_second = while_first_has_not_ended(
        lambda: actions.note(case, words="She is at her sister's.", **first),
        lambda: people.restrict_person(case.person, protected, reason="She fled from him", **second),
    )

    assert (came_second.waited, came_second.refusal) == (True, "")
    assert set(case.events.values_list("person_restricted_to", flat=True)) == {protected.pk}


def test_what_one_notes_after_the_person_was_restricted_is_restricted_too(protected, records_officer):
    case = a_case(owner=records_officer)
    first, second = by(officer=records_officer), by(officer=records_officer)

    came_second = while_first_has_not_ended(
        lambda: people.restrict_person(case.person, protected, reason="She fled from him", **first),
        lambda: actions.note(case, words="She is at her sister's.", **second),
    )

    assert came_second.waited
    assert came_second.answer.person_restricted_to == protected.pk


def test_more_time_given_while_the_calendar_changes_is_reckoned_by_the_new_one():
    case = a_case(owner=an_adviser())
    clock = start_clock(case, duty("answer"), at=midnight(2027, 6, 1))
    revised = calendar_table.proclaim(dt.date(2027, 6, 4), name="Jubilee", authority="Royal", by="test", at=NOON)
    who = by("adviser")

    came_second = while_first_has_not_ended(
        lambda: actions.extend(clock, amount=5, reason="Many papers", **who),
        lambda: reckoning.reckon_again(revised, at=NOON),
    )

    assert came_second.waited
    kept = Clock.objects.get(pk=clock.pk)
    assert kept.due_on == reckon(kept).due_on == dt.date(2027, 6, 23)


def test_not_even_raw_sql_closes_a_case_while_another_starts_a_clock(owner_url):
    """Neither sees what the other has not committed: the database lets them wait for each other at the end."""
    case = a_case(owner=an_adviser(), opener=a_manager())
    refused: list[str] = []

    def close_it() -> None:
        with psycopg.connect(owner_url) as owner:
            owner.execute(
                "UPDATE cases_case SET closed_at = now(), closed_by_id = owner_id WHERE id = %s", [case.pk]
            )
            closing.set()
            started.wait(10)
            try:
                owner.commit()
            except psycopg.errors.IntegrityError as error:
                refused.append(str(error))

    closing, started = threading.Event(), threading.Event()
    thread = threading.Thread(target=close_it)
    thread.start()
    closing.wait(10)
    connection.set_autocommit(False)
    start_clock(case, duty("answer"), at=NOON)
    started.set()
    try:
        connection.commit()
    except Exception as error:
        refused.append(str(error))
        connection.rollback()
    finally:
        connection.set_autocommit(True)
    thread.join(10)

    assert len(refused) == 1
    assert "is closed, and a clock of it runs" in refused[0]
