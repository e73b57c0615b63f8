"""What follows when somebody dies."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.journeys import death
from rooftree.tenancies import actions as tenancies
from tests.builders import TODAY, a_home, a_person, a_tenancy, by
from tests.two_officers import while_first_has_not_ended

pytestmark = pytest.mark.usefixtures("acting")

DIED = date(2026, 11, 18)
THE_DAY_AFTER = date(2026, 11, 19)
SINCE = date(2015, 6, 1)


def parts(tenancy) -> list[tuple[str, str, date, date | None]]:
    return list(tenancy.parties.values_list("person__forenames", "role", "from_on", "until_on"))


def test_a_survivor_holds_the_joint_tenancy_on():
    grace = a_person("Grace")
    tenancy = a_tenancy(a_home(), grace, a_person("Ben"))

    left = death.record_death(grace, died_on=DIED, **by("adviser"))

    grace.refresh_from_db()
    assert (grace.deceased_on, left) == (DIED, [])
    assert parts(tenancy) == [
        ("Grace", "tenant", SINCE, THE_DAY_AFTER),
        ("Ben", "joint_tenant", SINCE, THE_DAY_AFTER),
        ("Ben", "tenant", THE_DAY_AFTER, None),
    ]


def test_a_tenancy_held_alone_does_not_end_by_itself():
    grace = a_person("Grace")
    tenancy = a_tenancy(a_home(), grace)

    [left] = death.record_death(grace, died_on=DIED, **by("adviser"))

    tenancy.refresh_from_db()
    assert left.startswith(f"The tenancy of 12 Elm Walk, ZZ1 1AA ({tenancy.reference}) does not end by itself.")
    assert tenancy.until_on is None
    assert parts(tenancy) == [("Grace", "tenant", SINCE, None)]


def test_somebody_who_lived_there_no_longer_does():
    ada = a_person("Ada")
    tenancy = a_tenancy(a_home(), a_person("Grace"))
    part = tenancy.parties.create(
        council_id=tenancy.council_id, person=ada, role="occupant", from_on=date(2020, 1, 1)
    )

    death.record_death(ada, died_on=DIED, **by("adviser"))

    part.refresh_from_db()
    assert part.until_on == THE_DAY_AFTER


def test_a_death_sent_twice_is_recorded_once():
    grace, once = a_person("Grace"), by("adviser")
    a_tenancy(a_home(), grace)
    first = death.record_death(grace, died_on=DIED, **once)

    assert death.record_death(grace, died_on=DIED, **once) == first


def test_what_would_follow_is_said_before():
    grace = a_person("Grace")
    alone = a_tenancy(a_home(), grace)
    jointly = a_tenancy(a_home("1 Oak Road"), grace, a_person("Ben"))

    said = " ".join(death.what_follows(grace))

    assert "Nothing more is sent to Grace Okafor" in said
    assert f"({alone.reference}) does not end by itself" in said
    assert f"1 Oak Road, ZZ1 1AA ({jointly.reference}) goes on with Ben Okafor." in said
    assert not grace.deceased_on


def test_a_death_to_come_is_refused_and_changes_nothing():
    grace = a_person("Grace")
    tenancy = a_tenancy(a_home(), grace, a_person("Ben"))

    with pytest.raises(Refused, match="still to come"):
        death.record_death(grace, died_on=date(2026, 12, 1), **by("adviser"))

    assert parts(tenancy)[0] == ("Grace", "tenant", SINCE, None)


def test_an_operative_records_no_death():
    with pytest.raises(PermissionDenied):
        death.record_death(a_person(), died_on=TODAY, **by("operative"))


@pytest.mark.django_db(transaction=True)
def test_a_death_waits_for_a_tenant_who_is_just_leaving_and_sees_it():
    grace, ben = a_person("Grace"), a_person("Ben")
    tenancy = a_tenancy(a_home(), grace, ben)
    one, other = by("tenancy_officer"), by("adviser")

    second = while_first_has_not_ended(
        lambda: tenancies.end_party(tenancy.parties.get(person=ben), until_on=date(2026, 11, 1), **one),
        lambda: death.record_death(grace, died_on=DIED, **other),
    )

    assert second.waited
    assert "does not end by itself" in second.answer[0]  # Grace was the only tenant by then.
