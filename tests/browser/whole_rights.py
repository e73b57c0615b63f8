"""One of each thing that a page about rights over one's data can be about, and the addresses of all those."""

import datetime as dt
from typing import Any

from rooftree.cases.models import Case
from rooftree.foundations import dates, references
from rooftree.information_rights import actions
from rooftree.information_rights.actions import Asked
from rooftree.information_rights.held import Everything, Held
from rooftree.information_rights.models import Disposal, HeldThing, RightsRequest
from rooftree.information_rights.rules import Right
from rooftree.people.models import Person
from tests.builders import a_contact, a_person, by, the_council

RIGHTS = {
    "rights_of_person": ["person"],
    "take_rights_request": ["person"],
    "take_data_complaint": ["person"],
    "hold_person": ["person"],
    "enter_equality": ["person"],
    "looks_at_person": ["person"],
    "held": ["reviewing"],
    "held_things": ["reviewing"],
    "decide_held": ["reviewing", "thing"],
    "look_again_at_held": ["ready"],
    "note_fetched": ["given"],
    "wait_for_person": ["received"],
    "person_gave_it": ["waiting"],
    "more_time_for_rights": ["received"],
    "correct_by_request": ["correcting"],
    "tell_recipient": ["correcting"],
    "answer_rights": ["correcting"],
    "refuse_rights": ["received"],
    "withdraw_rights": ["received"],
    "acknowledge_complaint": ["complaint"],
    "answer_data_complaint": ["complaint"],
    "withdraw_data_complaint": ["complaint"],
    "retention": [],
    "disposal": ["batch"],
    "keep_disposal_line": ["line"],
    "end_legal_hold": ["hold"],
    "equality_counts": [],
    "looks": [],
}
NO_RIGHTS_PAGES = {
    *("gather_held", "finish_held", "release_held", "held_package"),
    *("propose_disposal", "approve_disposal", "destroy_disposal", "drop_disposal"),
}
"""Buttons, which lead back to a page, and a file to take away."""

CASE_PAGES = ("received", "waiting", "reviewing", "ready", "given", "correcting", "complaint")
"""Those of the kinds on the case page."""

NOW = dates.now()


def handling() -> dict[str, Any]:
    return by("records_officer", at=NOW)


def a_request(grace: Person, right: Right = Right.ACCESS) -> RightsRequest:
    asked = Asked(right, "Everything that you have on me", "letter", NOW - dt.timedelta(hours=2), "Her son")
    return actions.take_request(grace, asked, **by("adviser", at=NOW - dt.timedelta(hours=1)))


def gathered(grace: Person, *calls: str) -> RightsRequest:
    """A request for which two things were gathered, one of which calls for a look."""
    request = a_request(grace)
    plain = Held("people_person", grace.pk, "Who you are", (("surname", "Okafor"), ("born", "Thu 1 Mar 1984")))
    look_at = Held(
        "contact_contact",
        1,
        "Contact",
        (("asked", "Her neighbour Dele says that she shouts"), ("by", "Priya Nair")),
        calls=frozenset(calls),
        take_out=("Dele",),
    )
    left_out = (("Search words", "Words made of what is given here"),)
    actions.keep_gathered(request, Everything((plain, look_at), left_out), **handling())
    return RightsRequest.objects.select_related("case").get(pk=request.pk)


def rights_at_work() -> dict[str, Any]:
    """Make one of each thing; return what stands for it in an address."""
    grace = a_person("Grace", "Okafor", reference=references.make("P", 1))
    waiting = a_request(grace)
    actions.wait_for(waiting, waits_for="identity", words="Your passport", **handling())
    reviewing = gathered(grace, "third_party", "told_by_another", "health")
    ready = actions.finish_review(gathered(grace, "third_party"), **handling())
    given = actions.finish_review(gathered(grace), **handling())
    actions.release(given, **handling())
    complaint = actions.take_complaint(
        grace, about="You told my neighbour", channel="email", received_at=NOW, **by("adviser", at=NOW)
    )
    hold = actions.hold_records(
        grace, reason="A claim for disrepair", until=dates.london_day(NOW) + dt.timedelta(days=90), **handling()
    )
    return {
        "person": grace.reference,
        "received": _of(a_request(grace)),
        "waiting": _of(waiting),
        "reviewing": _of(reviewing),
        "thing": HeldThing.objects.get(case=reviewing.case, kind="Contact").pk,
        "ready": _of(ready),
        "given": _of(given),
        "correcting": _of(a_request(grace, Right.RECTIFICATION)),
        "complaint": complaint.case.reference,
        "hold": hold.pk,
        **_a_batch(),
    }


def _of(request: RightsRequest) -> str:
    return Case.objects.get(pk=request.pk).reference


def _a_batch() -> dict[str, int]:
    a_contact(a_person("Sam", "Stone"), started_at=NOW - dt.timedelta(days=4 * 365))
    actions.reckon(the_council(), on=dates.london_day(NOW), at=NOW)
    batch = Disposal.objects.get(record_type="contact")
    return {"batch": batch.pk, "line": batch.lines.get().pk}
