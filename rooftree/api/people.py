"""People: who somebody is, what we do differently, how to reach them safely, and what happened."""

from typing import Any

from ninja import Router

from rooftree.api.answers import ContactsOut, OpenCasesOut, PersonOut, TimelineOut
from rooftree.api.caller import ApiRequest, there
from rooftree.api.described import reads
from rooftree.api.kinds import Reference
from rooftree.api.timelines import Cursor, Limit, timeline
from rooftree.cases.permissions import may_read_cases
from rooftree.contact.queries import About, last_contacts, open_for
from rooftree.people.models import Person
from rooftree.people.permissions import may_read_vulnerability
from rooftree.people.queries import standing_record
from rooftree.record.opening import log_opening
from rooftree.record.person import PersonPage, person_page
from rooftree.record.timeline import Subject
from rooftree.staff.models import Officer
from rooftree.staff.permissions import may_find

router = Router()
CONTACTS = 25


@router.get("/people/{reference}", **reads("get_person", "A person", scope="find", tag="people", out=PersonOut))
def person(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read a person as the person page shows them: of records that were merged, the one that stands.

    The register of vulnerability needs the scope `read_vulnerability` besides.
    """
    page = there(person_page(reference, on=request.caller.on))
    officer = request.caller.at_council(page.person.council_id, may_find)
    return _told(page, officer, council=request.caller.code_of(page.person.council_id))


def _told(page: PersonPage, officer: Officer, *, council: str) -> dict[str, Any]:
    may_read = bool(may_read_vulnerability(officer))
    points = [*page.reach_now, *page.reached_before]
    return {
        **vars(page.person),
        "council": council,
        "known_as": page.person.known_as,
        "is_restricted": bool(page.person.restricted_to),
        "is_protected": page.is_protected,
        "other_names": page.other_names,
        "languages": [each.language for each in page.languages],
        "contact_points": [{**vars(point), "not_safe": list(page.not_safe(point))} for point in points],
        "adjustments": page.adjustments,
        "vulnerabilities": page.vulnerabilities if may_read else None,
        "strengths": page.strengths if may_read else None,
        "markers": [*page.markers, *page.safety_rules, *page.place_markers],
        "authorities": page.authorities,
        "lives_at": page.lives_at,
        "lived_at": page.lived_at,
        "merged_references": [each.reference for each in page.merged],
        "legacy_references": page.legacy_references,
    }


@router.get(
    "/people/{reference}/timeline",
    **reads("get_person_timeline", "What happened to a person", scope="find", tag="people", out=TimelineOut),
)
def person_timeline(request: ApiRequest, reference: Reference, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """Read what happened to a person, the latest first. Casework needs the scope `read_cases` besides."""
    caller = request.caller
    found, officer = caller.found(Person, may_find, reference=reference)
    stands = standing_record(found)
    log_opening(stands.council_id, [{"id": stands.pk, "restricted_to": stands.restricted_to}])
    subject = Subject("person", stands.pk, stands.council_id, stands.restricted_to)
    return timeline(request, subject, officer=officer, limit=limit, cursor=cursor)


@router.get(
    "/people/{reference}/cases",
    **reads("list_person_cases", "What is open for a person", scope="read_cases", tag="cases", out=OpenCasesOut),
)
def person_cases(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read the open cases about a person, what is late first."""
    found, _officer = request.caller.found(Person, may_read_cases, reference=reference)
    log_opening(found.council_id, [{"id": found.pk, "restricted_to": found.restricted_to}])
    return {"items": [vars(each) for each in open_for(About(person_id=found.pk), at=request.caller.at)]}


@router.get(
    "/people/{reference}/contacts",
    **reads(
        "list_person_contacts",
        "The last contacts of a person",
        scope="read_cases",
        tag="contacts",
        out=ContactsOut,
    ),
)
def person_contacts(request: ApiRequest, reference: Reference) -> dict[str, Any]:
    """Read the last contacts of a person, the newest first: at most 25. The timeline has them all."""
    found, _officer = request.caller.found(Person, may_read_cases, reference=reference)
    log_opening(found.council_id, [{"id": found.pk, "restricted_to": found.restricted_to}])
    contacts = last_contacts(About(person_id=found.pk), most=CONTACTS)
    return {
        "items": [{**vars(each), "id": each.contact_id, "case": each.case_reference or None} for each in contacts]
    }
