"""What is held on somebody is looked through: each thing given, cut or held back, with a reason."""

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions
from rooftree.information_rights.actions.review import waiting
from rooftree.information_rights.models import Gathering, HeldCopy, HeldThing
from rooftree.information_rights.rules import Decision, Right
from rooftree.information_rights.tests.held_things import a_request, a_thing, decided, gathered, handling, thing
from tests.builders import a_group, an_officer, by, the_council

pytestmark = pytest.mark.usefixtures("acting")


def test_what_names_nobody_is_given():
    _, gathering = gathered(a_thing())

    assert thing(gathering).decision == "keep"


def test_names_of_other_residents_are_taken_out_by_themselves():
    _, gathering = gathered(a_thing(calls=frozenset({"third_party"}), take_out=("Dele",)))

    assert thing(gathering).decision == "redact"
    assert thing(gathering).copy.take_out == ["Dele"]


@pytest.mark.parametrize(
    "call", ["staff_safety", "health", "legal", "safety_rules", "restricted", "file", "told_by_another"]
)
def test_what_may_do_harm_waits_for_somebody_to_decide(call):
    _, gathering = gathered(a_thing(calls=frozenset({call, "third_party"})))

    assert thing(gathering).decision == ""


def test_gathered_things_and_what_was_left_out_are_counted():
    _, gathering = gathered(a_thing(1), a_thing(2), a_thing(3, kind="Contact"))

    assert gathering.counts == {"Contact": 1, "Other name": 2}
    assert gathering.left_out == [["Search words", "Made of what is given here"]]


def test_only_a_request_to_see_is_gathered_for():
    with pytest.raises(Refused, match="nothing to gather"):
        gathered(request=a_request(right=Right.OBJECTION))


def test_an_adviser_gathers_nothing():
    with pytest.raises(PermissionDenied):
        gathered(**by("adviser"))


def test_gathered_again_a_decision_about_the_same_words_stands():
    request, gathering = gathered(a_thing(1), a_thing(2))
    decided(request, gathering, 1)
    decided(request, gathering, 2)

    _, again = gathered(a_thing(1), a_thing(2, said=(("value", "Other words"),)), request=request)

    assert (thing(again, 1).decision, thing(again, 2).decision) == ("withhold", "keep")


def test_a_decision_says_who_and_why():
    request, gathering = gathered()
    officer = an_officer("records_officer")

    decided(request, gathering, **by(officer=officer))

    found = thing(gathering)
    assert (found.decision, found.reason, found.decided_by) == ("withhold", "third_party", officer)
    assert found.why == "It is her neighbour's"


def test_nothing_is_held_back_without_a_lawful_reason():
    request, gathering = gathered()

    with pytest.raises(Refused, match="without a lawful reason"):
        decided(request, gathering, reason="")


def test_a_decision_needs_a_why():
    request, gathering = gathered()

    with pytest.raises(Refused, match="why you decided"):
        decided(request, gathering, decision=Decision.KEEP, why=" ")


def test_more_words_can_be_taken_out():
    request, gathering = gathered(a_thing(take_out=("Dele",)))

    decided(request, gathering, decision=Decision.REDACT, take_out=("the blue door", ""))

    assert thing(gathering).copy.take_out == ["Dele", "the blue door"]


def test_nothing_is_decided_of_an_older_gathering():
    request, older = gathered()
    gathered(request=request)

    with pytest.raises(Refused, match="gathered anew"):
        decided(request, older)


def test_the_review_is_not_finished_while_something_waits():
    request, _ = gathered(a_thing(calls=frozenset({"health"})))

    with pytest.raises(Refused, match="One thing waits"):
        actions.finish_review(request, **handling())


def test_what_was_looked_through_can_be_sent_back():
    request, gathering = gathered()
    actions.finish_review(request, **handling())

    request = actions.look_again(request, reason="Page four names a child", **handling())

    assert (request.status, request.looked_through_by) == ("reviewing", None)
    assert decided(request, gathering) == 1


# --- Restricted -----------------------------------------------------------------------------------


@pytest.fixture
def of_a_group():
    """A thing that only a group may open, in a request that anybody may open."""
    group = a_group("Protected persons")
    request, gathering = gathered(a_thing(1), a_thing(2, groups=(group.pk,), calls=frozenset({"restricted"})))
    return request, gathering, group


def test_what_is_of_a_group_is_seen_by_the_group_alone(of_a_group):
    _, gathering, group = of_a_group

    assert list(HeldThing.objects.filter(gathering=gathering).values_list("row_id", flat=True)) == [1]
    assert HeldCopy.objects.filter(thing__gathering=gathering).count() == 1
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        assert HeldThing.objects.filter(gathering=gathering).count() == 2


def test_opening_the_request_by_exception_does_not_open_what_is_of_a_group(of_a_group):
    request, gathering, _ = of_a_group

    with acting_for([the_council().pk], cases=[request.case_id], who="test"):
        assert HeldThing.objects.filter(gathering=gathering).count() == 1


def test_what_is_of_a_group_is_counted_among_what_waits(of_a_group):
    request, gathering, _ = of_a_group

    assert waiting(gathering) == (1, 0)
    with pytest.raises(Refused, match="those of a restricted group, somebody of it must"):
        actions.finish_review(request, **handling())


def test_a_member_of_the_group_decides(of_a_group):
    request, gathering, group = of_a_group

    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        decided(request, gathering, 2, decision=Decision.KEEP, why="She told us herself")

    assert waiting(gathering) == (0, 0)


def test_another_council_cannot_count_what_waits(of_a_group, other_council):
    from django.db import DatabaseError, transaction

    _, gathering, _ = of_a_group
    stranger = acting_for([other_council.pk], who="test")

    with pytest.raises(DatabaseError, match="Not acting for council"), transaction.atomic(), stranger:
        waiting(gathering)


def test_copies_leave_no_trace_in_the_audit():
    from rooftree.foundations.models import AuditChange

    gathered(a_thing(said=(("value", "A very private fact"),)))
    HeldCopy.objects.all().delete()

    assert not AuditChange.objects.filter(table_name="information_rights_heldcopy").exists()
    assert Gathering.objects.count() == 1
