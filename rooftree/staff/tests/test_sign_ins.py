"""Sign-ins are made, set up by a link, started again, and taken over by nobody."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange, SignIn
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions
from rooftree.staff.actions.sign_ins import Link, sign_in_of
from rooftree.staff.models import Officer, SetUpLink
from rooftree.staff.tests.making import MONDAY, NINE_ON_MONDAY, acting_as, an_administrator
from tests.builders import an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

AN_HOUR = dt.timedelta(hours=1)
LATER = NINE_ON_MONDAY + AN_HOUR
NEW = "nine green bottles"
NO_LONGER = "This link no longer works"


def a_link(officer: Officer, *, by: Officer | None = None, key: str = "k1") -> Link:
    return actions.start_sign_in_again(officer, by=by or an_administrator(), at=NINE_ON_MONDAY, key=key)


def choose(link: Link, *, password: str = NEW, at: dt.datetime = LATER) -> SignIn:
    return actions.choose_password(link.token, password=password, at=at)


def test_a_link_lets_an_officer_choose_a_password():
    officer = an_officer()

    assert choose(a_link(officer)) == officer.sign_in
    assert SignIn.objects.get(pk=officer.sign_in_id).check_password(NEW)


def test_nobody_need_be_acting_to_choose_a_password():
    link = a_link(an_officer())

    with acting_for([], who=""):
        assert choose(link).check_password(NEW)


def test_a_link_works_once():
    link = a_link(an_officer())
    choose(link)

    with pytest.raises(Refused, match=NO_LONGER):
        choose(link, password="ten brown bottles")


def test_a_newer_link_replaces_the_older():
    officer, by = an_officer(), an_administrator()
    older = a_link(officer, by=by)
    newer = a_link(officer, by=by, key="k2")

    with pytest.raises(Refused, match=NO_LONGER):
        choose(older)
    assert choose(newer).check_password(NEW)


def test_a_link_works_for_three_days_and_no_longer():
    link = a_link(an_officer())
    three_days = NINE_ON_MONDAY + dt.timedelta(days=3)

    assert sign_in_of(link.token, at=three_days - dt.timedelta(seconds=1))
    with pytest.raises(Refused, match=NO_LONGER):
        sign_in_of(link.token, at=three_days)


@pytest.mark.parametrize("token", ["", "x", "eyJhIjoxfQ:x:y"])
def test_a_link_that_we_did_not_make_does_not_work(token):
    with pytest.raises(Refused, match=NO_LONGER):
        sign_in_of(token, at=LATER)


def test_a_link_of_somebody_who_left_does_not_work():
    officer, by = an_officer(), an_administrator()
    link = a_link(officer, by=by)
    actions.officer_leaves(officer, until_on=MONDAY, by=by, at=NINE_ON_MONDAY, key="k2")

    with pytest.raises(Refused, match=NO_LONGER):
        choose(link)


def test_a_password_that_is_easily_guessed_is_refused_and_the_link_still_works():
    link = a_link(an_officer())

    with pytest.raises(Refused, match="too short"):
        choose(link, password="abc")
    assert choose(link).check_password(NEW)


def test_starting_again_stops_the_old_password_and_the_second_factor():
    officer = an_officer()
    Authenticator.objects.create(user=officer.sign_in, type=Authenticator.Type.TOTP, data={})

    a_link(officer)

    assert not SignIn.objects.get(pk=officer.sign_in_id).has_usable_password()
    assert not Authenticator.objects.filter(user=officer.sign_in).exists()


def test_starting_again_sent_twice_gives_the_same_link():
    officer, by = an_officer(), an_administrator()

    assert a_link(officer, by=by) == a_link(officer, by=by)
    assert SetUpLink.objects.count() == 1


def test_who_made_a_link_is_kept_and_audited():
    officer, by = an_officer(), an_administrator()

    link = a_link(officer, by=by)

    kept = SetUpLink.objects.get(officer=officer)
    assert (kept.made_by, kept.made_at, kept.works_until) == (by, NINE_ON_MONDAY, link.works_until)
    assert AuditChange.objects.filter(table_name="staff_setuplink", action="insert", row_id=kept.pk).exists()


def test_the_database_keeps_what_was_made():
    a_link(an_officer())

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SetUpLink.objects.update(made_at=LATER)


def test_the_database_refuses_a_link_that_never_works():
    officer = an_officer()

    with pytest.raises(IntegrityError, match="set_up_link_works_for_a_time"), transaction.atomic():
        SetUpLink.objects.create(
            council=the_council(), officer=officer, made_by=officer, made_at=LATER, works_until=LATER
        )


# --- Who may not ----------------------------------------------------------------------------------


def test_nobody_makes_a_link_for_themselves():
    by = an_administrator()

    with pytest.raises(Refused, match="Nobody may make a set-up link for themselves"):
        a_link(by, by=by)


@pytest.mark.parametrize("role", ["adviser", "team_leader", "auditor"])
def test_only_those_who_manage_staff_make_links(role):
    with pytest.raises(PermissionDenied):
        a_link(an_officer(), by=acting_as(role))


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_a_service_manager_does_not_take_over_a_trusted_sign_in(role):
    with pytest.raises(PermissionDenied, match="administrator"):
        a_link(acting_as(role), by=acting_as("service_manager"))


def test_a_sign_in_of_two_councils_is_not_for_the_administrator_of_one(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer = an_officer()
        an_officer(council=other_council, sign_in=officer.sign_in)

        with pytest.raises(Refused, match="signs in for another council too"):
            a_link(officer)


def test_not_even_where_the_administrator_cannot_see_the_other_council(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer = an_officer()
        an_officer(council=other_council, sign_in=officer.sign_in)

    with pytest.raises(Refused, match="signs in for another council too"):
        a_link(officer)


def test_nor_for_one_who_is_only_an_adviser_in_the_other(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer, by = an_officer(), an_administrator()
        an_officer(council=other_council, sign_in=officer.sign_in)
        an_officer("adviser", council=other_council, sign_in=by.sign_in)

        with pytest.raises(Refused, match="signs in for another council too"):
            a_link(officer, by=by)


def test_an_administrator_of_both_makes_it(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer, by = an_officer(), an_administrator()
        an_officer(council=other_council, sign_in=officer.sign_in)
        an_officer("administrator", council=other_council, sign_in=by.sign_in)

        assert choose(a_link(officer, by=by)).check_password(NEW)


def test_somebody_who_has_left_gets_no_link():
    with pytest.raises(Refused, match="Asha Bell left on Sunday 1 March 2026, so cannot sign in"):
        a_link(an_officer(until_on=MONDAY))


# --- An officer without one -----------------------------------------------------------------------


def an_officer_from_a_file(email: str = "asha.bell@example.test") -> Officer:
    return Officer.objects.create(council=the_council(), name="Asha Bell", email=email)


def give(officer: Officer, **facts) -> Officer:
    by = facts.pop("by", None) or an_administrator()
    return actions.give_sign_in(officer, by=by, at=NINE_ON_MONDAY, key="k1", **facts)


def test_an_officer_whom_a_file_named_is_given_a_sign_in():
    officer = give(an_officer_from_a_file(), password=NEW)

    assert officer.sign_in.email == "asha.bell@example.test"
    assert officer.sign_in.check_password(NEW)


def test_somebody_who_comes_back_must_set_up_anew():
    closed = SignIn.objects.create_user("asha.bell@example.test", "an old password", is_active=False)

    officer = give(an_officer_from_a_file())

    assert officer.sign_in == closed
    assert officer.sign_in.is_active
    assert not officer.sign_in.has_usable_password()


def test_a_second_sign_in_is_refused():
    with pytest.raises(Refused, match="Asha Bell has a sign-in already"):
        give(an_officer())


def test_a_link_needs_a_sign_in():
    with pytest.raises(Refused, match=r"Asha Bell has no sign-in yet\. Give one first"):
        a_link(an_officer_from_a_file())


def test_an_adviser_gives_no_sign_in():
    with pytest.raises(PermissionDenied):
        give(an_officer_from_a_file(), by=acting_as("adviser"))
