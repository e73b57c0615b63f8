"""Who holds a tenancy, who lives there, and whom we may talk to about it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.tenancies import actions
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.models import Tenancy, TenancyParty
from tests.builders import TODAY, a_home, a_person, a_tenancy, by

pytestmark = pytest.mark.usefixtures("acting")

SINCE = date(2015, 6, 1)
JUNE = date(2026, 6, 1)


def parts(tenancy: Tenancy) -> list[tuple[str, str, date, date | None]]:
    return list(tenancy.parties.values_list("person__forenames", "role", "from_on", "until_on"))


def add(tenancy: Tenancy, person, role: str = "occupant", from_on: date = JUNE) -> TenancyParty:
    return actions.add_party(tenancy, Joining(person, role), from_on=from_on, **by("tenancy_officer"))


def leave(tenancy: Tenancy, forenames: str, until_on: date = JUNE) -> TenancyParty:
    party = tenancy.parties.get(person__forenames=forenames, until_on__isnull=True)
    return actions.end_party(party, until_on=until_on, **by("tenancy_officer"))


# --- join -----------------------------------------------------------------------------------------


def test_somebody_comes_to_live_there():
    tenancy = a_tenancy(a_home(), a_person("Grace"))

    add(tenancy, a_person("Ada"))

    assert parts(tenancy) == [("Grace", "tenant", SINCE, None), ("Ada", "occupant", JUNE, None)]


def test_joining_sent_twice_happens_once():
    tenancy, ada, once = a_tenancy(a_home(), a_person()), a_person("Ada"), by("tenancy_officer")
    party = actions.add_party(tenancy, Joining(ada, "occupant"), from_on=JUNE, **once)

    assert actions.add_party(tenancy, Joining(ada, "occupant"), from_on=JUNE, **once) == party


def test_a_joint_tenant_whom_the_record_lacked_is_added_from_the_start():
    tenancy = a_tenancy(a_home(), a_person("Grace"))

    add(tenancy, a_person("Ben"), "joint_tenant", SINCE)

    assert ("Ben", "joint_tenant", SINCE, None) in parts(tenancy)


@pytest.mark.parametrize(
    ("role", "from_on", "says"),
    [
        ("occupant", date(2015, 5, 31), "nobody joined it before that day"),
        ("joint_tenant", JUNE, "start a new, joint one"),
        ("tenant", SINCE, "all the others are joint tenants"),
        ("guest", JUNE, "what part they have"),
    ],
)
def test_joining_that_cannot_be_is_refused(role, from_on, says):
    with pytest.raises(Refused, match=says):
        add(a_tenancy(a_home(), a_person()), a_person("Ada"), role, from_on)


def test_nobody_joins_a_tenancy_that_ended():
    tenancy = a_tenancy(a_home(), a_person(), until_on=date(2026, 5, 5), end_reason="other")

    with pytest.raises(Refused, match="This tenancy ended on Monday 4 May 2026"):
        add(tenancy, a_person("Ada"))


def test_nobody_has_two_parts_at_once():
    grace = a_person("Grace")

    with pytest.raises(Refused, match="Grace Okafor has a part in this tenancy already"):
        add(a_tenancy(a_home(), grace), grace)


def test_a_child_is_no_joint_tenant():
    with pytest.raises(Refused, match="turns 18 on"):
        add(a_tenancy(a_home(), a_person()), a_person("Ada", born=date(2000, 1, 1)), "joint_tenant", SINCE)


def test_an_adviser_lets_nobody_join():
    with pytest.raises(PermissionDenied):
        actions.add_party(a_tenancy(), Joining(a_person()), from_on=JUNE, **by("adviser"))


# --- leave ----------------------------------------------------------------------------------------


def test_when_the_tenant_leaves_the_joint_tenant_is_the_tenant():
    tenancy = a_tenancy(a_home(), a_person("Grace"), a_person("Ben"))

    leave(tenancy, "Grace")

    assert parts(tenancy) == [
        ("Grace", "tenant", SINCE, JUNE),
        ("Ben", "joint_tenant", SINCE, JUNE),
        ("Ben", "tenant", JUNE, None),
    ]


def test_when_a_joint_tenant_leaves_the_tenant_stays_the_tenant():
    tenancy = a_tenancy(a_home(), a_person("Grace"), a_person("Ben"))

    leave(tenancy, "Ben")

    assert parts(tenancy) == [("Grace", "tenant", SINCE, None), ("Ben", "joint_tenant", SINCE, JUNE)]


def test_leaving_sent_twice_is_no_refusal():
    party, once = a_tenancy(a_home(), a_person(), a_person()).parties.last(), by("tenancy_officer")
    actions.end_party(party, until_on=JUNE, **once)

    assert actions.end_party(party, until_on=JUNE, **once).until_on == JUNE


def test_the_only_tenant_does_not_leave_a_tenancy_that_goes_on():
    tenancy = a_tenancy(a_home(), a_person("Grace"))
    add(tenancy, a_person("Ada"))

    with pytest.raises(Refused, match="Grace Okafor is the only tenant"):
        leave(tenancy, "Grace")


@pytest.mark.parametrize(
    ("until_on", "says"), [(JUNE, "left this tenancy on Sunday 31 May 2026"), (None, "joined this tenancy on")]
)
def test_leaving_that_cannot_be_is_refused(until_on, says):
    party = a_tenancy(a_home(), a_person(), a_person()).parties.last()
    TenancyParty.objects.filter(pk=party.pk).update(until_on=until_on)

    with pytest.raises(Refused, match=says):
        actions.end_party(party, until_on=SINCE, **by("tenancy_officer"))


# --- take over ------------------------------------------------------------------------------------


def test_a_successor_takes_the_tenancy_over():
    tenancy, ada = a_tenancy(a_home(), a_person("Grace")), a_person("Ada")
    add(tenancy, ada)

    actions.take_over(tenancy, Joining(ada, relationship="daughter"), from_on=TODAY, **by("tenancy_officer"))

    assert parts(tenancy) == [
        ("Grace", "tenant", SINCE, TODAY),
        ("Ada", "occupant", JUNE, TODAY),
        ("Ada", "tenant", TODAY, None),
    ]


def test_taking_over_sent_twice_happens_once():
    tenancy, ada, once = a_tenancy(a_home(), a_person("Grace")), a_person("Ada"), by("tenancy_officer")
    party = actions.take_over(tenancy, Joining(ada), from_on=TODAY, **once)

    assert actions.take_over(tenancy, Joining(ada), from_on=TODAY, **once) == party


@pytest.mark.parametrize(
    ("person", "from_on", "says"),
    [
        ({"born": date(2015, 1, 1)}, TODAY, "turns 18"),
        ({}, SINCE, "Choose a later day"),
        ({}, date(2015, 5, 1), "nobody joined it before"),
        ({"deceased_on": JUNE}, TODAY, "died on Monday 1 June 2026"),
    ],
)
def test_taking_over_that_cannot_be_is_refused(person, from_on, says):
    tenancy = a_tenancy(a_home(), a_person("Grace"))

    with pytest.raises(Refused, match=says):
        actions.take_over(tenancy, Joining(a_person("Ada", **person)), from_on=from_on, **by("tenancy_officer"))
