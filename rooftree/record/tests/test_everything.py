"""Everything held on a person is gathered: from every table that can hold it, by construction."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection

from rooftree.cases.actions import attach, note
from rooftree.cases.tests.matters import TABLE as MATTERS
from rooftree.foundations import files
from rooftree.foundations.isolation import acting_for
from rooftree.information_rights.held import Everything, Held
from rooftree.people import actions as people
from rooftree.people.models import Household, HouseholdMember, Person, Vulnerability
from rooftree.record.everything import (
    LEFT_OUT,
    council_tables,
    everything_on,
    gathered_tables,
    sources,
    why_left_out,
)
from rooftree.staff.safety_markers import Terms
from tests.builders import (
    NOON,
    TODAY,
    a_case,
    a_contact,
    a_group,
    a_home,
    a_past_case,
    a_person,
    a_phone,
    a_tenancy,
    an_officer,
    by,
    the_council,
)

pytestmark = pytest.mark.usefixtures("acting")


def gathered(person: Person) -> Everything:
    return everything_on(person, at=NOON)


def things(person: Person, table: str) -> list[Held]:
    return [thing for thing in gathered(person).things if thing.table == table]


def said(person: Person) -> str:
    return "\n".join(f"{what}: {says}" for thing in gathered(person).things for what, says in thing.facts)


# --- By construction ------------------------------------------------------------------------------


def protected_tables() -> set[str]:
    """Every protected table of Rooftree's own: the kernel's tests make one besides, for a kind of theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
               WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"""
        )
        return {name for (name,) in cursor.fetchall()} - {MATTERS}


def test_every_protected_table_is_gathered_or_left_out_with_a_reason():
    neither = {name for name in protected_tables() if name not in gathered_tables() and not why_left_out(name)}

    assert neither == set()


def test_no_table_is_both_gathered_and_left_out():
    assert {name for name in gathered_tables() if why_left_out(name)} == set()


def test_every_reason_is_of_a_table_that_exists():
    tables = {model._meta.db_table for model in council_tables()} | {"foundations_restrictedgroup"}
    without = {name for name in LEFT_OUT if not any(t == name or t.startswith(name.rstrip("*")) for t in tables)}

    assert without == set()


def test_a_table_joins_by_its_key_to_a_case():
    joined = {source.table: [key.name for key in source.keys] for source in sources()}

    assert joined["cases_event"] == ["case", "by_resident"]
    assert joined["people_personmarkerreview"] == ["marker"]
    assert joined["information_rights_rightsrequest"] == ["case"]


def test_every_table_comes_after_those_that_its_keys_lead_to():
    order = [source.model for source in sources()]
    roots = {"Person", "Tenancy", "Household", "RentAccount"}
    late = [
        (source.table, key.related_model.__name__)
        for place, source in enumerate(sources())
        for key in source.keys
        if key.related_model.__name__ not in roots and key.related_model not in order[:place]
    ]

    assert late == []


def test_all_is_gathered_in_few_queries(django_assert_max_num_queries):
    grace = a_person()
    a_tenancy(a_home(), grace)

    with django_assert_max_num_queries(3 * len(sources()) + 40):
        gathered(grace)


# --- What is found --------------------------------------------------------------------------------


def test_what_she_is_called_and_how_to_reach_her():
    grace = a_person("Grace", "Okafor", born=dt.date(1980, 5, 4))
    a_phone(grace, "+447700900123")

    assert "surname: Okafor" in said(grace)
    assert "date of birth: Sun 4 May 1980" in said(grace)
    assert "value: +447700900123" in said(grace)


def test_contacts_cases_and_their_stories():
    grace = a_person()
    case = a_case(grace, asked="My bin is on fire")
    note(case, words="Rang the fire service", **by("adviser"))

    assert {"contact_contact", "cases_case", "contact_enquiry", "cases_event", "cases_clock"} <= {
        thing.table for thing in gathered(grace).things
    }
    assert "Rang the fire service" in said(grace)


def test_codes_are_said_in_words():
    grace = a_person()
    people.add_adjustment(grace, code="large_print", **by("adviser"))

    assert "code: Large print" in said(grace)


def test_records_merged_into_hers_are_hers():
    grace, twice = a_person(), a_person("Grace", "Okafor")
    a_phone(twice, "+447700900456")
    people.merge_people(twice, into=grace, reason="The same", **by("records_officer"))

    assert "+447700900456" in said(grace)


def test_what_an_old_system_held():
    grace = a_person()
    a_past_case(grace, summary="Noise at night")

    assert "summary: Noise at night" in said(grace)


def test_how_a_fact_was_before_it_changed():
    grace = a_person("Grace", "Okafor")
    with acting_for([the_council().pk], who="test"):
        Person.objects.filter(pk=grace.pk).update(preferred_name="Gracie")
        Person.objects.filter(pk=grace.pk).update(preferred_name="Gray")

    assert "preferred name before: Gracie" in said(grace)


def test_what_is_gone_from_her_record_is_told_as_long_as_the_audit_keeps_it():
    grace = a_person()
    phone = a_phone(grace, "+447700900789")
    phone.delete()

    assert "value before: +447700900789" in said(grace)


def test_files_of_her_cases(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    grace = a_person()
    case = a_case(grace)
    kept = files.keep(BytesIO(b"Dear council"), filename="letter.txt", council=the_council(), at=NOON)
    attach(case, file=kept, title="Her letter", **by("adviser"))

    (found,) = things(grace, "foundations_keptfile")
    assert (found.file_id, found.calls) == (kept.pk, {"file"})


def test_colleagues_are_named():
    grace = a_person()
    case = a_case(grace)
    note(case, words="Rang", **by(officer=an_officer("adviser", name="Priya Nair")))

    assert "by: Priya Nair" in said(grace)


# --- Other people ---------------------------------------------------------------------------------


@pytest.fixture
def two_of_a_tenancy() -> tuple[Person, Person]:
    grace, dele = a_person("Grace", "Okafor"), a_person("Dele", "Ojo")
    a_tenancy(a_home(), grace, dele)
    return grace, dele


def test_who_else_is_in_her_tenancy_is_gathered_without_the_name(two_of_a_tenancy):
    grace, _ = two_of_a_tenancy

    others = [thing for thing in things(grace, "tenancies_tenancyparty") if "third_party" in thing.calls]

    assert [thing.take_out for thing in others] == [("Dele", "Dele Ojo")]


def test_what_is_about_the_other_tenant_alone_is_not_hers(two_of_a_tenancy):
    grace, dele = two_of_a_tenancy
    a_phone(dele, "+447700900999")
    a_case(dele, asked="Grace frightens me")

    assert "+447700900999" not in said(grace)
    assert "Grace frightens me" not in said(grace)


def test_a_name_in_the_words_of_a_case_is_found(two_of_a_tenancy):
    grace, _ = two_of_a_tenancy
    note(a_case(grace), words="She says that dele broke it", **by("adviser"))

    (event,) = [thing for thing in things(grace, "cases_event") if "broke it" in str(thing.facts)]
    assert (event.calls, event.take_out) == ({"third_party"}, ("Dele",))


def test_other_members_of_her_household():
    grace, child = a_person(), a_person("Ada", "Okafor")
    household = Household.objects.create(
        council=the_council(), reference="HH-1", purpose="tenancy", from_on=dt.date(2020, 1, 1)
    )
    for person in (grace, child):
        HouseholdMember.objects.create(
            council=the_council(), household=household, person=person, from_on=dt.date(2020, 1, 1)
        )

    assert len(things(grace, "people_householdmember")) == 2


def test_a_stranger_has_nothing_of_hers():
    grace, stranger = a_person(), a_person("Sam", "Stone")
    a_case(grace)

    assert {thing.table for thing in gathered(stranger).things} == {"people_person"}


# --- What somebody should look at -----------------------------------------------------------------


def test_a_vulnerability_is_looked_at_for_serious_harm():
    grace = a_person()
    Vulnerability.objects.create(council=the_council(), person=grace, factor="debt", from_on=TODAY)

    (found,) = things(grace, "people_vulnerability")
    assert found.calls == {"health"}


def test_a_staff_safety_marker_is_looked_at():
    grace = a_person()
    people.propose_marker(grace, Terms("VA", "Shouted at the desk", "Two officers"), **by("adviser"))

    assert things(grace, "people_personmarkerproposal")[0].calls >= {"staff_safety"}


def test_legal_advice_is_looked_at():
    grace = a_person()
    note(a_case(grace), words="Our solicitor advises to settle", **by("adviser"))

    (event,) = [thing for thing in things(grace, "cases_event") if "settle" in str(thing.facts)]
    assert "legal" in event.calls


def test_what_somebody_else_told_us_is_looked_at():
    grace = a_person()
    a_contact(grace, caller="third_party", caller_name="Her sister", asked="She cannot pay")

    (found,) = things(grace, "contact_contact")
    assert "told_by_another" in found.calls


def test_what_a_group_alone_may_open_is_gathered_with_its_group():
    grace = a_person()
    member = an_officer("adviser")
    group = a_group("Protected persons", member)
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        case = a_case(grace, asked="He has found me", acting=by(officer=member))
        case.restricted_to = group.pk
        case.save(update_fields=["restricted_to"])

    found = things(grace, "cases_case")

    assert [(thing.groups, "restricted" in thing.calls) for thing in found] == [((group.pk,), True)]


def test_nothing_of_another_council_is_gathered(other_council):
    grace = a_person()
    with acting_for([other_council.pk], who="test"):
        a_person("Grace", "Okafor", council=other_council)

    assert len(things(grace, "people_person")) == 1
