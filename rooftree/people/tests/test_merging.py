"""Merging two records of one person, undoing it, and answering whether two are one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people import actions, queries
from rooftree.people.actions.households import Joining
from rooftree.people.models import Person, PersonMerge, PossibleMatch
from tests.builders import NOON, TODAY, a_group, a_person, a_phone, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

WHY = "The same National Insurance number"


def merge(person: Person, into: Person, **facts) -> Person:
    return actions.merge_people(person, into=into, reason=WHY, **by("records_officer", **facts))


def a_match(one: Person, other: Person, **facts) -> PossibleMatch:
    first, second = sorted((one, other), key=lambda person: person.pk)
    return PossibleMatch.objects.create(
        council_id=one.council_id,
        one=first,
        other=second,
        evidence=["The names agree."],
        found_at=NOON,
        **facts,
    )


# --- merge ----------------------------------------------------------------------------------------


def test_the_record_that_stands_speaks_for_both_and_nothing_moves():
    gone, kept = a_person(), a_person()
    phone = a_phone(gone)

    stands = merge(gone, kept)

    gone.refresh_from_db()
    phone.refresh_from_db()
    assert (stands, gone.merged_into, phone.person) == (kept, kept, gone)
    assert queries.records_of(kept) == queries.records_of(gone) == [gone.pk, kept.pk]
    assert queries.standing_record(gone) == kept


def test_a_merge_says_who_when_and_why():
    officer = an_officer("team_leader")
    gone, kept = a_person(), a_person()

    actions.merge_people(gone, into=kept, reason=WHY, **by(officer=officer))

    held = PersonMerge.objects.get()
    assert (held.person, held.into, held.merged_by, held.merged_at, held.reason) == (
        gone,
        kept,
        officer,
        NOON,
        WHY,
    )


def test_a_merge_sent_twice_happens_once():
    gone, kept, once = a_person(), a_person(), by("records_officer")
    actions.merge_people(gone, into=kept, reason=WHY, **once)

    assert actions.merge_people(gone, into=kept, reason=WHY, **once) == kept


def test_a_record_with_others_merged_into_it_is_merged_whole():
    first, second, third = a_person(), a_person(), a_person()
    merge(first, second)
    merge(second, third)

    assert queries.records_of(first) == [first.pk, second.pk, third.pk]


def test_two_dates_of_birth_are_never_merged():
    with pytest.raises(Refused, match=r"was born on Sunday 4 May 1980, and .* so they are two people"):
        merge(a_person(born=date(1980, 5, 4)), a_person(born=date(1980, 4, 5)))


def test_a_merged_record_is_not_merged_again():
    gone, kept, third = a_person(), a_person(), a_person()
    merge(gone, kept)

    with pytest.raises(Refused, match="is merged into another record already"):
        merge(gone, third)
    with pytest.raises(Refused, match="is merged into another record already"):
        merge(third, gone)


def test_a_record_is_not_merged_into_itself():
    person = a_person()

    with pytest.raises(Refused, match="one record already"):
        merge(person, person)


def test_a_merge_without_a_reason_is_refused():
    with pytest.raises(Refused, match="Say why"):
        actions.merge_people(a_person(), into=a_person(), reason="", **by("records_officer"))


def test_an_adviser_merges_nobody():
    with pytest.raises(PermissionDenied):
        actions.merge_people(a_person(), into=a_person(), reason=WHY, **by("adviser"))


def test_a_restricted_record_is_not_merged_with_an_open_one(council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        restricted = a_person(restricted_to=group.pk)
        with pytest.raises(Refused, match="Restrict both to the same group first"):
            merge(restricted, a_person())


def test_members_of_one_household_are_two_people():
    father, son = a_person("Ade"), a_person("Ade")
    household = actions.make_household("tenancy", [Joining(father), Joining(son)], from_on=TODAY, **by("adviser"))

    with pytest.raises(Refused, match=f"members of household {household.reference} at the same time"):
        merge(father, son)


def test_one_who_left_before_the_other_came_may_be_one_person():
    entered_twice, again = a_person(), a_person()
    household = actions.make_household(
        "tenancy", [Joining(entered_twice)], from_on=date(2026, 1, 1), **by("adviser")
    )
    actions.leave_household(household.members.get(), until_on=date(2026, 3, 1), **by("adviser"))
    actions.join_household(household, Joining(again), from_on=date(2026, 3, 1), **by("adviser"))

    assert merge(entered_twice, again) == again


# --- undo -----------------------------------------------------------------------------------------


def test_a_merge_undone_leaves_both_as_they_were():
    gone, kept = a_person(), a_person()
    merge(gone, kept)

    actions.undo_merge(gone, reason="Mother and daughter", **by("records_officer"))

    held = PersonMerge.objects.get()
    assert queries.records_of(gone) == [gone.pk]
    assert (held.undone_reason, held.undone_at) == ("Mother and daughter", NOON)


def test_an_undoing_sent_twice_is_no_refusal():
    gone, once = a_person(), by("records_officer")
    merge(gone, a_person())
    actions.undo_merge(gone, reason="Wrong", **once)

    assert actions.undo_merge(gone, reason="Wrong", **once).merged_into is None


def test_undoing_the_last_of_two_merges_leaves_the_first():
    first, second, third = a_person(), a_person(), a_person()
    merge(first, second)
    merge(second, third)

    actions.undo_merge(second, reason="Wrong", **by("records_officer"))

    assert queries.records_of(first) == [first.pk, second.pk]


def test_what_was_undone_can_be_merged_again():
    gone, kept = a_person(), a_person()
    merge(gone, kept)
    actions.undo_merge(gone, reason="Wrong", **by("records_officer"))

    merge(gone, kept)

    assert PersonMerge.objects.filter(person=gone).count() == 2


def test_undoing_opens_the_question_again():
    gone, kept = a_person(), a_person()
    match = a_match(gone, kept)
    merge(gone, kept)

    actions.undo_merge(gone, reason="Wrong", **by("records_officer"))

    match.refresh_from_db()
    assert (match.answer, match.answered_by) == ("", None)


@pytest.mark.parametrize(("reason", "says"), [("", "Say why"), ("Wrong", "there is no merge to undo")])
def test_an_undoing_that_cannot_be_is_refused(reason, says):
    with pytest.raises(Refused, match=says):
        actions.undo_merge(a_person(), reason=reason, **by("records_officer"))


# --- answer a match -------------------------------------------------------------------------------


def test_the_same_person_is_merged_into_the_older_record():
    older, newer = a_person(), a_person()

    answered = actions.answer_match(a_match(older, newer), "same", reason=WHY, **by("records_officer"))

    newer.refresh_from_db()
    assert (answered.answer, newer.merged_into) == ("same", older)


def test_the_officer_may_choose_which_record_stands():
    older, newer = a_person(), a_person()

    actions.answer_match(a_match(older, newer), "same", stands=newer, reason=WHY, **by("records_officer"))

    older.refresh_from_db()
    assert older.merged_into == newer


def test_two_people_stay_two_for_ever():
    one, other = a_person(), a_person()
    officer = an_officer("records_officer", name="Uma Diaz")
    match = a_match(one, other)
    actions.answer_match(match, "not_same", reason="Father and son", **by(officer=officer))

    with pytest.raises(Refused, match=r"Uma Diaz decided on .* that these are two people: “Father and son”"):
        merge(one, other)
    with pytest.raises(Refused, match="Uma Diaz decided on Friday 20 November 2026: not the same person"):
        actions.answer_match(match, "same", reason="Changed my mind", **by("records_officer"))


def test_two_people_stay_two_also_through_records_merged_into_them():
    one, other, third = a_person(), a_person(), a_person()
    actions.answer_match(a_match(one, other), "not_same", reason="Father and son", **by("records_officer"))
    merge(one, third)

    with pytest.raises(Refused, match="these are two people"):
        merge(other, third)


def test_an_answer_sent_twice_is_no_refusal():
    match, once = a_match(a_person(), a_person()), by("records_officer")
    actions.answer_match(match, "same", reason=WHY, **once)

    assert actions.answer_match(match, "same", reason=WHY, **once).answer == "same"


def test_a_match_across_two_dates_of_birth_is_left_open():
    match = a_match(a_person(born=date(1980, 5, 4)), a_person(born=date(1981, 5, 4)))

    with pytest.raises(Refused, match="two people"):
        actions.answer_match(match, "same", reason=WHY, **by("records_officer"))

    match.refresh_from_db()
    assert match.answer == ""


def test_a_merge_answers_what_was_asked_about_the_pair():
    gone, kept = a_person(), a_person()
    match = a_match(gone, kept)

    merge(gone, kept)

    match.refresh_from_db()
    assert match.answer == "same"
