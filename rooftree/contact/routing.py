"""Says where a matter goes, and by what rule: as an enquiry is opened, and on the page before it is."""

from dataclasses import replace
from datetime import date

from rooftree.cases.routing import Routed, route
from rooftree.contact import rules
from rooftree.places.models import Place
from rooftree.staff.models import Team


def where_it_goes(*, council_id: int, reason: str, place: Place | None, on: date) -> Routed:
    """Return the patch's officer or the team that a reason leads to on a day, and say how. At most seven queries.

    `reason` is a code of contact.reasons. Raises Refused if no team answers for what it is about.
    """
    reasons = rules.REASONS.version(on=on, council=council_id)
    functions = rules.FUNCTIONS.version(on=on, council=council_id)
    wanted, purpose = str(reasons.flag(reason, "function")), str(reasons.flag(reason, "purpose"))
    teams = Team.objects.filter(council_id=council_id).exclude(function="")
    way = rules.way_to(
        wanted,
        {item.code: str(item.flags["else_to"]) for item in functions},
        set(teams.values_list("function", flat=True)),
    )
    routed = route(council_id=council_id, function=way[-1], purpose=purpose, place=place, on=on)
    asked = f"“{reasons.label_of(reason)}” goes to {functions.label_of(wanted)}."
    lacking = f" No team answers for that, so {functions.label_of(way[-1])} takes it." if len(way) > 1 else ""
    return replace(routed, because=f"{asked}{lacking} {routed.because}")
