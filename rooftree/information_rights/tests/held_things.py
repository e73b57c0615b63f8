"""Requests to see what is held, as far as a test needs them: taken in, gathered, looked through."""

import datetime as dt
from typing import Any

from rooftree.information_rights import actions
from rooftree.information_rights.actions import Asked
from rooftree.information_rights.held import Everything, Held
from rooftree.information_rights.models import Gathering, HeldThing, RightsRequest
from rooftree.information_rights.rules import Decision, Right
from rooftree.people.models import Person
from tests.builders import NOON, a_person, a_team, by

LEFT_OUT = (("Search words", "Made of what is given here"),)


def handling(at: dt.datetime = NOON, **facts: Any) -> dict[str, Any]:
    return by("records_officer", at=at, **facts)


def a_thing(number: int = 1, **facts: Any) -> Held:
    said = facts.pop("said", (("value", f"Fact {number}"),))
    return Held("people_othername", number, facts.pop("kind", "Other name"), tuple(said), **facts)


def a_request(
    person: Person | None = None, *, right: Right = Right.ACCESS, at: dt.datetime = NOON
) -> RightsRequest:
    a_team("information_rights", name="Records")
    asked = Asked(right, "Everything you have on me", "letter", at)
    return actions.take_request(person or a_person(), asked, **by("adviser", at=at))


def gathered(*things: Held, request: RightsRequest | None = None, **facts: Any) -> tuple[RightsRequest, Gathering]:
    """A request with these things gathered for it."""
    request = request or a_request()
    found = Everything(things or (a_thing(),), LEFT_OUT)
    gathering = actions.keep_gathered(request, found, **(facts or handling()))
    return RightsRequest.objects.select_related("case__person").get(pk=request.pk), gathering


def thing(gathering: Gathering, number: int = 1) -> HeldThing:
    return HeldThing.objects.get(gathering=gathering, row_id=number)


def decided(request: RightsRequest, gathering: Gathering, number: int = 1, **facts: Any) -> int:
    """Decide of one thing: by itself that it is held back, because it is about somebody else."""
    return actions.decide(
        HeldThing.objects.filter(gathering=gathering, row_id=number),
        request=request,
        **{
            "decision": Decision.WITHHOLD,
            "reason": "third_party",
            "why": "It is her neighbour's",
            **handling(),
            **facts,
        },
    )
