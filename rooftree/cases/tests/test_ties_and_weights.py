"""Cases tied to each other, files on them, what they weigh, and who disagrees."""

from decimal import Decimal

import pytest

from rooftree.cases import actions
from rooftree.cases.models import CaseLink, CaseWeight
from rooftree.cases.tests.matters import a_case, an_adviser, now, story_of
from rooftree.cases.tests.verbs import a_challenge, a_file, a_kept_file, a_link
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"))


# --- Ties -------------------------------------------------------------------------------------------


def test_both_stories_tell_of_a_tie(case):
    other = a_case()

    actions.link(case, other=other, kind="caused_by", reason="The same leak", **by("adviser"))

    here, there = case.events.get(kind="case.linked"), other.events.get(kind="case.linked")
    assert here.facts == {"how": "Caused by", "other": other.reference}
    assert there.facts == {"how": "Caused by", "other": case.reference}
    assert here.words == there.words == "The same leak"


def test_a_case_is_not_tied_to_itself(case):
    with pytest.raises(Refused, match=r"^This is the same case"):
        actions.link(case, other=case, kind="related", **by("adviser"))


@pytest.mark.parametrize("around", [False, True])
def test_two_are_tied_so_once_either_way_round(case, around):
    tie = a_link(case)
    one, other = (tie.other, case) if around else (case, tie.other)

    with pytest.raises(Refused, match="are tied so already"):
        actions.link(one, other=other, kind="related", **by("adviser"))


def test_two_are_tied_in_two_ways(case):
    tie = a_link(case)

    actions.link(case, other=tie.other, kind="follows", **by("adviser"))

    assert CaseLink.objects.count() == 2


def test_a_mistaken_tie_goes_and_both_stories_and_the_audit_keep_it(case):
    tie = a_link(case)

    actions.unlink(tie, reason="Another door", **by("adviser"))

    assert not CaseLink.objects.exists()
    assert story_of(case)[-1] == story_of(tie.other)[-1] == "case.unlinked"
    assert case.events.get(kind="case.unlinked").facts == {"how": "Has to do with", "other": tie.other.reference}
    deleted = AuditChange.objects.get(table_name="cases_caselink", action="delete")
    assert (deleted.before["case_id"], deleted.before["other_id"]) == (case.pk, tie.other.pk)


def test_a_tie_sent_again_after_it_was_taken_back_stays_taken_back(case):
    other, who = a_case(), by("adviser")
    tie = actions.link(case, other=other, kind="related", **who)
    first = tie.pk
    actions.unlink(tie, reason="Another door", **by("adviser"))

    again = actions.link(case, other=other, kind="related", **who)

    assert again.pk == first
    assert not CaseLink.objects.exists()
    assert story_of(case)[-1] == "case.unlinked"


def test_what_is_tied_no_more_is_not_untied_again(case):
    tie = a_link(case)
    actions.unlink(CaseLink.objects.get(pk=tie.pk), reason="Another door", **by("adviser"))

    with pytest.raises(Refused, match="are tied so no more"):
        actions.unlink(tie, reason="Another door", **by("adviser"))

    assert story_of(case).count("case.unlinked") == 1


# --- Files ------------------------------------------------------------------------------------------


def test_a_file_says_what_it_is(case):
    with pytest.raises(Refused, match=r"^Say what the file is"):
        actions.attach(case, file=a_kept_file(case), title="", **by("adviser"))


def test_a_title_is_no_longer_than_a_list_shows(case):
    with pytest.raises(Refused, match=r"^Say what the file is in 120 characters at most"):
        actions.attach(case, file=a_kept_file(case), title="x" * 121, **by("adviser"))


def test_two_cases_have_to_do_with_each_other_in_a_known_way(case):
    with pytest.raises(ValueError, match="cousin"):
        actions.link(case, other=a_case(), kind="cousin", **by("adviser"))


def test_a_file_taken_off_is_kept_and_says_why(case):
    attached = actions.take_off(a_file(case), reason="Another person's", **by("adviser"))

    assert (attached.taken_off_at, attached.taken_off_reason) == (NOON, "Another person's")
    assert story_of(case)[-1] == "case.file_taken_off"


def test_a_file_is_taken_off_once(case):
    attached = actions.take_off(a_file(case), reason="Another person's", **by("adviser"))

    with pytest.raises(Refused, match=r"^This file was taken off already"):
        actions.take_off(attached, reason="Again", **by("adviser"))


# --- Weights ----------------------------------------------------------------------------------------


def test_a_case_weighs_what_its_kind_says_and_keeps_the_sum(case):
    actions.weigh(case, stage="begun", factors=["visits", "children", "visits"], **by("adviser"))

    assert now(case).weight == Decimal("4.00")
    weighed = CaseWeight.objects.get()
    assert (weighed.points, weighed.base, weighed.factors) == (Decimal("4.00"), "begun", ["children", "visits"])
    assert weighed.sum == "2.0 for begun + 2 for factors = 4.00"


def test_weighed_again_both_stay(case):
    for stage in ("begun", "ended"):
        actions.weigh(case, stage=stage, **by("adviser"))

    assert [weighed.base for weighed in CaseWeight.objects.order_by("pk")] == ["begun", "ended"]


def test_nobody_disagrees_without_saying_why(case):
    with pytest.raises(Refused, match=r"^Say why"):
        actions.challenge(case, about="weight", why=" ", stood_at="1.00", **by("adviser"))


def test_a_manager_answers_for_all_to_see(case):
    made = actions.answer_challenge(a_challenge(case), answer="Two points more", **by("team_leader"))

    assert (made.answer, made.answered_at) == ("Two points more", NOON)
    assert story_of(case)[-2:] == ["case.challenged", "case.challenge_answered"]


def test_nobody_answers_their_own(case):
    lee = an_officer("team_leader", name="Lee Leader")
    made = actions.challenge(case, about="rank", why="She has a baby", stood_at="12th", **by(officer=lee))

    with pytest.raises(Refused, match=r"^Somebody else answers what you disagree with"):
        actions.answer_challenge(made, answer="Yes", **by(officer=lee))


def test_it_is_answered_once_and_in_words(case):
    made = a_challenge(case)
    with pytest.raises(Refused, match=r"^Say what you decide, and why"):
        actions.answer_challenge(made, answer="", **by("team_leader"))

    actions.answer_challenge(made, answer="It stays", **by("team_leader"))
    with pytest.raises(Refused, match=r"^This was answered already"):
        actions.answer_challenge(made, answer="It goes", **by("team_leader"))


def test_another_council_sees_no_weight(case, other_council):
    actions.weigh(case, stage="begun", **by("adviser"))

    with acting_for([other_council.pk], who="test"):
        assert not CaseWeight.objects.exists()
