"""What residents change of themselves; and every way in which it is refused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.people.actions import own_details as actions
from rooftree.people.models import Adjustment, ContactPoint, Person
from rooftree.people.portal import Scope
from rooftree.people.rules import Safety
from tests.builders import NOON, TODAY, a_person, a_phone
from tests.herself import as_she_sees, here_for, herself, sent
from tests.residents import an_email

pytestmark = pytest.mark.django_db

SAFE = Safety(call=True, text=True, voicemail=True)


@pytest.fixture
def grace(acting):
    return a_person("Grace", "Okafor")


def a_change(point, resident, value="07700 900456", safety=SAFE, **facts) -> ContactPoint:
    return actions.change_own_point(point, value=value, safety=safety, **sent(resident, **facts))


# --- Numbers and addresses ----------------------------------------------------------------------------


def test_another_number_ends_the_old_one_today_and_is_not_confirmed(grace):
    old = a_phone(grace, verified_on=TODAY, owner="self")

    new = a_change(old, herself(grace))

    old.refresh_from_db()
    assert (old.until_on, new.value, new.from_on, new.verified_on) == (TODAY, "+447700900456", TODAY, None)
    assert (new.source, new.safe_to_text) == ("own account", True)


def test_whether_it_is_safe_is_changed_where_it_stands(grace):
    phone = a_phone(grace, verified_on=TODAY)

    now = a_change(phone, herself(grace), value=phone.value, safety=Safety(call=False, text=True, voicemail=False))

    assert (now.pk, now.verified_on, now.safe_to_call, now.safe_to_voicemail) == (phone.pk, TODAY, False, False)


def test_sent_twice_it_is_changed_once(grace):
    phone, twice = a_phone(grace), sent(herself(grace))

    first = actions.change_own_point(phone, value="07700 900456", safety=SAFE, **twice)
    second = actions.change_own_point(phone, value="07700 900456", safety=SAFE, **twice)

    assert (first, ContactPoint.objects.count()) == (second, 2)


def test_she_adds_an_address(grace):
    point = actions.add_own_point(
        kind="email", value="Grace@Example.org", safety=Safety(write=True), **sent(herself(grace))
    )

    assert (point.value, point.owner, point.verified_on) == ("grace@example.org", "self", None)


def test_an_address_added_twice_is_added_once(grace):
    twice = sent(herself(grace))

    for _ in range(2):
        actions.add_own_point(kind="email", value="grace@example.org", **twice)

    assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("mobile", "12", "Enter a mobile number like 07700 900123"),
        ("mobile", "01632 960001", "Enter a mobile number"),
        ("landline", "ring my son", "Enter a phone number with its area code"),
        ("email", "grace at home", "Enter an email address like"),
        ("post", "12 Elm Walk", "a phone number or an email address here"),
    ],
)
def test_what_cannot_be_one_is_refused(grace, kind, value, says):
    with pytest.raises(Refused, match=says):
        actions.add_own_point(kind=kind, value=value, **sent(herself(grace)))


def test_what_we_have_already_is_not_added_again(grace):
    a_phone(grace)

    with pytest.raises(Refused, match="We have this already"):
        actions.add_own_point(kind="mobile", value="07700 900123", **sent(herself(grace)))


def test_a_voice_message_is_not_safe_where_a_call_is_not(grace):
    with pytest.raises(Refused, match="not safe to leave a voice message either"):
        a_change(a_phone(grace), herself(grace), safety=Safety(call=False, text=True, voicemail=True))


def test_what_has_ended_is_not_changed(grace):
    with pytest.raises(Refused, match="has ended already"):
        a_change(a_phone(grace, until_on=TODAY), herself(grace))


def test_nobody_changes_a_number_of_somebody_else(grace):
    with pytest.raises(PermissionDenied):
        a_change(a_phone(grace), herself(a_person("Ada", "Bell")))


def test_a_joint_tenant_does_not_either(grace):
    samuel = a_person("Samuel", "Okafor")

    with pytest.raises(PermissionDenied):
        actions.end_own_point(a_phone(grace), **sent(herself(samuel)))


@pytest.mark.parametrize(
    "change",
    [
        lambda phone, by: actions.change_own_point(phone, value="07700 900456", safety=SAFE, **sent(by)),
        lambda phone, by: actions.add_own_point(kind="email", value="s@example.org", **sent(by)),
        lambda phone, by: actions.end_own_point(phone, **sent(by)),
        lambda phone, by: actions.confirm_own_point(phone, by=by, at=NOON),
    ],
)
def test_whoever_acts_for_her_sets_no_number_that_codes_go_to(grace, change):
    representative = here_for(grace, *Scope, by=a_person("Samuel", "Okafor"))

    with pytest.raises(Refused, match="changed by the person alone"):
        change(a_phone(grace), representative)


def test_a_number_that_no_longer_works_ends(grace):
    phone = a_phone(grace)
    an_email(grace)

    assert actions.end_own_point(phone, **sent(herself(grace))).until_on == TODAY


def test_the_last_one_that_lets_her_in_does_not_end(grace):
    a_phone(grace, verified_on=None)
    email = an_email(grace)

    with pytest.raises(Refused, match="the only number or address that you can sign in with"):
        actions.end_own_point(email, **sent(herself(grace)))


def test_a_code_that_was_typed_confirms_it(grace):
    phone = a_phone(grace)

    assert actions.confirm_own_point(phone, by=herself(grace), at=NOON).verified_on == TODAY


def test_what_has_ended_is_not_confirmed(grace):
    with pytest.raises(Refused, match="has ended"):
        actions.confirm_own_point(a_phone(grace, until_on=TODAY), by=herself(grace), at=NOON)


def test_somebody_whose_record_is_restricted_changes_hers_too(council):
    from rooftree.foundations.isolation import acting_for
    from tests.builders import a_group

    with acting_for([council.pk], who="test"):
        group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_person("Grace", "Okafor", restricted_to=group.pk)
        phone = a_phone(hidden)

    with as_she_sees(herself(hidden)):
        assert a_change(phone, herself(hidden)).restricted_to == group.pk


# --- About her ----------------------------------------------------------------------------------------

ABOUT = {
    "preferred_name": "Gracie",
    "preferred_channel": "text",
    "best_times": "After six",
    "languages": ("cym", "eng"),
    "interpreter": None,
}


def test_she_says_what_to_call_her_and_how_to_reach_her(grace):
    person = actions.say_about_me(**ABOUT, **sent(herself(grace)))

    assert (person.preferred_name, person.preferred_channel, person.best_times) == ("Gracie", "text", "After six")
    assert list(person.languages.values_list("language", flat=True)) == ["cym", "eng"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"preferred_channel": "pigeon"}, "is not in the list"),
        ({"languages": ("xxx",)}, "is not in the list"),
        ({"best_times": "x" * 121}, "120 characters at most"),
    ],
)
def test_what_cannot_be_said_is_refused(grace, wrong, says):
    with pytest.raises(Refused, match=says):
        actions.say_about_me(**ABOUT | wrong, **sent(herself(grace)))


def test_an_authority_without_that_scope_changes_nothing(grace):
    with pytest.raises(PermissionDenied):
        actions.say_about_me(**ABOUT, **sent(here_for(grace, Scope.ASK, by=a_person("Samuel", "Okafor"))))


# --- What we must do differently ----------------------------------------------------------------------


def an_own_adjustment(resident, code="text_not_phone", note="I am deaf") -> Adjustment:
    return actions.add_own_adjustment(code=code, note=note, **sent(resident))


def test_her_own_words_stand_beside_the_code(grace):
    adjustment = an_own_adjustment(herself(grace))

    assert (adjustment.code, adjustment.note, adjustment.from_on) == ("text_not_phone", "I am deaf", TODAY)
    assert Person.objects.get(pk=grace.pk).needs_asked_on == TODAY


def test_whoever_acts_for_her_may_say_it_if_the_authority_does(grace):
    representative = here_for(grace, Scope.CHANGE_DETAILS, by=a_person("Samuel", "Okafor"))

    assert an_own_adjustment(representative).person == grace


@pytest.mark.parametrize(
    ("code", "note", "says"),
    [
        ("specific", " ", "Write in your own words"),
        ("no_such", "", "is not in the list"),
        ("bsl", "x" * 301, "300 characters at most"),
    ],
)
def test_an_adjustment_is_refused(grace, code, note, says):
    with pytest.raises(Refused, match=says):
        an_own_adjustment(herself(grace), code, note)


def test_what_is_recorded_already_is_not_added_again(grace):
    an_own_adjustment(herself(grace))

    with pytest.raises(Refused, match="We have this already"):
        an_own_adjustment(herself(grace))


def test_it_is_still_right_with_other_words(grace):
    adjustment = an_own_adjustment(herself(grace))
    later = NOON + dt.timedelta(days=40)

    kept = actions.keep_own_adjustment(adjustment, note="Deaf in both ears", **sent(herself(grace), at=later))

    assert (kept.reviewed_on, kept.note) == (later.date(), "Deaf in both ears")


def test_it_ends(grace):
    adjustment = an_own_adjustment(herself(grace))

    assert actions.end_own_adjustment(adjustment, **sent(herself(grace))).until_on == TODAY


@pytest.mark.parametrize("change", [actions.keep_own_adjustment, actions.end_own_adjustment])
def test_what_has_ended_stays_so(grace, change):
    adjustment = an_own_adjustment(herself(grace))
    actions.end_own_adjustment(adjustment, **sent(herself(grace)))

    with pytest.raises(Refused, match="has ended already"):
        change(adjustment, **sent(herself(grace)))


@pytest.mark.parametrize("change", [actions.keep_own_adjustment, actions.end_own_adjustment])
def test_nobody_changes_what_is_somebody_elses(grace, change):
    adjustment = an_own_adjustment(herself(grace))

    with pytest.raises(PermissionDenied):
        change(adjustment, **sent(herself(a_person("Ada", "Bell"))))
