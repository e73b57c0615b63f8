"""A small council with one of each thing that a staff page can be about, and the addresses of all those pages."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.urls import get_resolver, reverse

from rooftree.cases.actions import promise
from rooftree.contact.actions import promise_callback
from rooftree.contact.models import DemandReview
from rooftree.foundations import dates, references
from rooftree.foundations.models import LocalRule
from rooftree.migration.models import LoadMatch, LoadRun
from rooftree.migration.tests.files import A_HOME, GRACE, load_rows
from rooftree.people.models import (
    Adjustment,
    Authority,
    OtherName,
    Person,
    PersonMarker,
    PersonMarkerProposal,
    PossibleMatch,
    SpokenLanguage,
    Strength,
    Vulnerability,
)
from rooftree.places.models import Home, Patch, PatchOfficer, PatchPlace, Place, PlaceMarker, PlaceMarkerProposal
from rooftree.staff.models import OfficeClosure, Officer
from rooftree.staff.tests.making import a_cover, a_group, a_member, a_role, a_team, an_office
from tests.browser.whole_cases import NO_CASE_PAGES, a_case_at_work
from tests.browser.whole_messages import NO_MESSAGE_PAGES, messages_at_work
from tests.browser.whole_rent_accounting import NO_RENT_ACCOUNTING_PAGES, RENT_ACCOUNTING
from tests.browser.whole_rents import NO_RENT_PAGES, RENTS
from tests.browser.whole_rights import NO_RIGHTS_PAGES, RIGHTS
from tests.builders import (
    a_home,
    a_past_case,
    a_person,
    a_phone,
    a_place,
    a_tenancy,
    an_enquiry,
    an_officer,
    by,
    the_council,
)
from tests.residents import an_account

Things = dict[str, Any]
A_YEAR_AGO = dt.timedelta(days=365)
RISK = {"code": "CV", "reason": "Threatened a carer in the hall", "control_measure": "Visit in pairs"}

PEOPLE = {
    "home": [],
    "find": [],
    "register_person": [],
    "open_by_exception": [],
    "person": ["person"],
    "person_timeline": ["person"],
    "past_case": ["past_case"],
    "correct_person": ["person"],
    "record_death": ["person"],
    "add_other_name": ["person"],
    "add_contact_point": ["person"],
    "change_contact_point": ["person", "phone"],
    "end_contact_point": ["person", "phone"],
    "add_adjustment": ["person"],
    "review_adjustment": ["person", "adjustment"],
    "add_vulnerability": ["person"],
    "review_vulnerability": ["person", "vulnerability"],
    "add_strength": ["person"],
    "propose_marker": ["person"],
    "review_marker": ["person", "marker"],
    "record_authority": ["person"],
    "end_authority": ["person", "authority"],
    "authority_online": ["person", "authority"],
    "close_portal_account": ["person", "portal_account"],
    "restrict_person": ["person"],
    "undo_merge": ["merged"],
    "marker_proposals": [],
    "decide_marker": ["proposal"],
    "decide_place_marker": ["place_proposal"],
}
PLACES = {
    "place": ["place"],
    "place_timeline": ["place"],
    "correct_address": ["place"],
    "correct_home": ["place"],
    "change_lettable_status": ["place"],
    "propose_place_marker": ["place"],
    "review_place_marker": ["place", "place_marker"],
    "start_tenancy": ["place"],
    "tenancy": ["tenancy"],
    "tenancy_timeline": ["tenancy"],
    "correct_tenancy": ["tenancy"],
    "end_tenancy": ["tenancy"],
    "add_party": ["tenancy"],
    "end_party": ["tenancy", "party"],
    "take_over": ["tenancy"],
    "loads": [],
    "load": ["load"],
    "load_joined": ["load"],
    "load_held": ["load"],
    "matches": [],
    "match": ["match"],
    "components": [],
}
COUNCIL = {
    "council": [],
    "council_settings": ["council"],
    "officers": [],
    "add_officer": [],
    "officer": ["officer"],
    "officer_may": ["officer"],
    "change_officer": ["officer"],
    "officer_leaves": ["officer"],
    "give_role": ["officer"],
    "end_role": ["role"],
    "working_hours": ["officer"],
    "set_up_link": ["officer"],
    "set_up": ["link"],
    "arrange_cover": ["officer"],
    "end_cover": ["cover"],
    "hand_on_cover": ["cover"],
    "teams": [],
    "add_team": [],
    "team": ["team"],
    "change_team": ["team"],
    "offices": [],
    "add_office": [],
    "office": ["office"],
    "change_office": ["office"],
    "opening_hours": ["office"],
    "close_office": ["office"],
    "groups": [],
    "add_group": [],
    "change_group": ["group"],
    "add_to_group": ["group"],
    "remove_from_group": ["member"],
    "patches": [],
    "add_patch": [],
    "patch": ["patch"],
    "change_patch_officer": ["patch"],
    "add_place_to_patch": ["patch"],
    "take_place_out": ["in_patch"],
    "permissions": [],
    "rule_book": [],
    "rule": ["limit"],
    "replace_rule": ["limit"],
    "end_rule": ["limit", "rule"],
    "audit": [],
    "openings": [],
}
CONTACT = {
    "call": [],
    "contact": ["contact"],
    "hear_back": ["contact"],
    "correct_contact": ["contact"],
    "ring_back": [],
    "demand": [],
    "second_looks": [],
    "second_look": ["second_look"],
    "answer_enquiry": ["enquiry"],
    "enquiry_accepted": ["enquiry"],
    "enquiry_not_accepted": ["enquiry"],
    "withdraw_enquiry": ["enquiry"],
    "keep_promise": ["promise"],
    "break_promise": ["promise"],
    "callback_attempt": ["callback"],
    "give_up_callback": ["callback"],
}
NO_PAGES = {
    *NO_CASE_PAGES,
    *NO_RENT_PAGES,
    *NO_RIGHTS_PAGES,
    *RENTS,
    *RIGHTS,
    *RENT_ACCOUNTING,
    *NO_RENT_ACCOUNTING_PAGES,
    *NO_MESSAGE_PAGES,
    *("verify_contact_point", "record_needs_asked", "end_strength", "officer_stays", "give_sign_in"),
    *(
        "make_home",
        "open_after_all",
        "officers_download",
        "permissions_download",
        "audit_download",
        "openings_download",
    ),
    *("load_report", "rejected_rows", "demand_download"),
    *("person_timeline_download", "place_timeline_download", "tenancy_timeline_download"),
    *("come_back", "accept_all_pieces", "untie_directory", "end_calendar_feed"),
    *("rota", "add_turn", "hand_on_turn", "remove_turn", "calendar_feeds"),
    *("directory_roles", "map_group", "end_mapping", "move_visit"),
    *("tokens", "make_token", "revoke_token", "systems", "let_in", "system", "change_secret", "end_system"),
    "revoke_token_of",
    *("add_endpoint", "endpoint", "change_signing_secret", "switch_on", "end_endpoint", "tell_again"),
}
"""Buttons, which lead back to a page, files to take away, and what `test_sign_on_pages`,
`test_rent_pages` and `test_rights_pages` walk."""


def staff_names() -> set[str]:
    """Return the name of every address of the staff site that is ours."""
    staff = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "staff")
    return {pattern.name for pattern in staff.url_patterns}


def addresses(pages: dict[str, list[str]], things: Things) -> list[str]:
    """Return the addresses of these pages, about these things."""
    return [reverse(f"staff:{name}", args=[things[word] for word in words]) for name, words in pages.items()]


def a_council_at_work(folder: Path) -> Things:
    """Make one of each thing; return what stands for it in an address. Extracts are written to the folder."""
    about_people = {**_a_person_and_a_home(), **_who_acts(), **_an_enquiry(), **_a_case(), **_messages()}
    return {**_loaded(folder), **about_people}


def _a_case() -> Things:
    return a_case_at_work(Person.objects.get(reference=references.make("P", 1)))


def _messages() -> Things:
    return messages_at_work(Person.objects.get(reference=references.make("P", 1)))


def _a_person_and_a_home() -> Things:
    today = dates.london_day(dates.now())
    since = today - A_YEAR_AGO
    grace = a_person(
        "Grace", "Okafor", born=dt.date(1984, 3, 1), interpreter=True, reference=references.make("P", 1)
    )
    about = {"council_id": grace.council_id, "person": grace}
    merged = a_person("Gracie", "Okafor", merged_into=grace)
    home = _a_home(today)
    tenancy = a_tenancy(home, grace, a_person("Samuel", "Okafor"), starts_on=since, payment_reference="77001")
    a_tenancy(home, a_person("Ada", "Bell"), starts_on=dt.date(2001, 5, 7), until_on=since, end_reason="transfer")
    a_tenancy(a_home("4 Ash Row"), grace, starts_on=dt.date(2010, 1, 4), until_on=since, end_reason="transfer")
    OtherName.objects.create(kind="former", forenames="Grace", surname="Bell", until_on=since, **about)
    SpokenLanguage.objects.create(language="ibo", is_main=True, **about)
    Strength.objects.create(code="organised", from_on=since, **about)
    days = {"start_on": since, "review_on": today - dt.timedelta(days=1), "until_on": today + A_YEAR_AGO}
    return {
        "person": grace.reference,
        "merged": merged.reference,
        "phone": a_phone(grace, safe_to_text=False, note="After six").pk,
        "adjustment": Adjustment.objects.create(
            code="bsl", note="Face me", from_on=since, reviewed_on=since, **about
        ).pk,
        "vulnerability": Vulnerability.objects.create(factor="bereavement", from_on=since, **about).pk,
        "marker": PersonMarker.objects.create(approved_by="Ada Obi", **RISK, **days, **about).pk,
        "authority": Authority.objects.create(
            kind="advocate", representative_name="Age UK", scope="Repairs", from_on=since, **about
        ).pk,
        "portal_account": an_account(grace).pk,
        "past_case": a_past_case(grace, place=home, tenancy=tenancy, summary="Noise at night", team="Tenancy").pk,
        "place": home.reference,
        "place_marker": PlaceMarker.objects.create(
            council_id=home.council_id, place=home, approved_by="Ada Obi", **RISK, **days
        ).pk,
        "tenancy": tenancy.reference,
        "party": tenancy.parties.get(role="joint_tenant").pk,
        **_proposals(grace, home),
    }


def _a_home(today: dt.date) -> Place:
    estate = a_place("estate", name="Elm", reference=references.make("H", 2))
    block = a_place("block", name="Elm Court", parent=estate, reference=references.make("H", 3))
    home = a_home("Flat 12, Elm Court", parent=block, property_type="flat", bedrooms=2, lettable_status="occupied")
    Home.objects.filter(place=home).update(floor=0, lift=False, adaptations=["Wet room"], ready_to_let_on=today)
    a_place("lift", name="Lift A", parent=block)
    return home


def _proposals(person: Person, home: Place) -> Things:
    asked = {
        "proposed_by": an_officer("adviser", name="Tom Reid"),
        "proposed_at": dates.now(),
        **RISK,
        "code": "CI",
    }
    council = {"council_id": home.council_id}
    return {
        "proposal": PersonMarkerProposal.objects.create(person=person, **council, **asked).pk,
        "place_proposal": PlaceMarkerProposal.objects.create(place=home, **council, **asked).pk,
    }


def _loaded(folder: Path) -> Things:
    """A load with a rejected row, a warning, a pair that was joined and one that was held."""
    samuel = {"person_ref": "P2", "forenames": "Samuel", "surname": "Bell", "date_of_birth": "30/02/2001"}
    ruth = {"person_ref": "P3", "forenames": "Ruth", "surname": "Lamb", "email": "nobody at home"}
    load_rows(the_council(), folder, places=[A_HOME], people=[GRACE, samuel, ruth])
    run = LoadRun.objects.get()
    one, other = Person.objects.order_by("pk")[:2]
    pair = {"council_id": run.council_id, "one": one, "other": other}
    refs = {"one_system": "old", "one_reference": "P1", "other_system": "rents", "other_reference": "77"}
    for is_certain in (True, False):
        LoadMatch.objects.create(run=run, is_certain=is_certain, **pair, **refs)
    match = PossibleMatch.objects.create(evidence=["Both are called Grace."], found_at=dates.now(), **pair)
    return {"load": run.pk, "match": match.pk}


def _an_enquiry() -> Things:
    """An enquiry of Grace's with a promise and a callback."""
    asking = by("adviser", at=dates.now())
    grace = Person.objects.get(reference=references.make("P", 1))
    enquiry = an_enquiry(grace, acting=asking)
    sent = {"by": asking["by"], "at": asking["at"]}
    callback = promise_callback(enquiry.case, window="next_day", **sent, key="callback")
    return {
        "enquiry": enquiry.case.reference,
        "contact": enquiry.opening_contact_id,
        "promise": promise(enquiry.case, what="We write to you", **sent, key="promise").pk,
        "callback": callback.pk,
        "second_look": DemandReview.objects.create(
            council_id=enquiry.council_id,
            contact=enquiry.opening_contact,
            sampled_for=dt.date(2026, 11, 16),
            first_demand="value",
            first_by=asking["by"],
        ).pk,
    }


def _who_acts() -> Things:
    today = dates.london_day(dates.now())
    since, until = today - A_YEAR_AGO, today + dt.timedelta(days=7)
    council = the_council()
    asha = an_officer("adviser", name="Asha Bell", from_on=since)
    ben = an_officer("adviser", name="Ben Ode", from_on=since, until_on=until)
    team, office, group = a_team(manager=ben), an_office(), a_group()
    patch = Patch.objects.create(council=council, code="T01", purpose="tenancy", team=team)
    PatchOfficer.objects.create(council=council, patch=patch, officer=asha, from_on=since)
    estate = Place.objects.get(name="Elm")
    OfficeClosure.objects.create(council=council, office=office, closed_on=until, reason="Flood")
    rule = {"code": "files.largest", "applies_from": since, "value": {"value": "10"}, "reason": "Small disks"}
    return {
        "council": council.code,
        "officer": asha.pk,
        "role": a_role(asha, "adviser", team=team, from_on=since).pk,
        "link": "over",
        "cover": a_cover(asha, ben, from_on=today, until_on=until).pk,
        "team": team.pk,
        "office": office.pk,
        "group": group.pk,
        "member": a_member(group, asha, from_on=since).pk,
        "patch": patch.pk,
        "in_patch": PatchPlace.objects.create(
            council=council, patch=patch, purpose="tenancy", place=estate, from_on=since
        ).pk,
        "limit": "files.largest",
        "rule": LocalRule.objects.create(
            council=council, decided_by="Ada Gray", decided_at=dates.now(), **rule
        ).pk,
    }


def somebody_who_may_open_all() -> Officer:
    """An officer whose roles together open every page of the staff site."""
    return an_officer(
        *("administrator", "auditor", "head_of_service", "records_officer", "adviser"), name="Ada Gray"
    )
