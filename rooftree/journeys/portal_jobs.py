"""Sends the one-time codes that were asked for: whom one is about is looked up here, not while somebody waits."""

from datetime import datetime

from procrastinate.contrib.django import app

from rooftree.correspondence import actions as correspondence
from rooftree.foundations import dates
from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import acting_for
from rooftree.people import portal_codes, portal_reach
from rooftree.people.models import PortalCode

WHO = "job:portal-code"


def have_sent(code: PortalCode) -> None:
    """Queue the sending of a code. The queue holds ids only."""
    send_code.defer(council_id=code.council_id, code_id=code.pk)


@app.task(name="send portal code", retry=3)
def send_code(council_id: int, code_id: int) -> None:
    """Send a code, if the question led to anybody. Done twice, one message goes out."""
    with acting_for([council_id], who=WHO):
        code = PortalCode.objects.filter(pk=code_id).first()
        if code is None or not code.people:
            return
        opened = portal_reach.records_of_these(code.people)
    with acting_for([council_id], opened=opened, who=WHO):
        send(code, at=dates.now())


def send(code: PortalCode, *, at: datetime) -> None:
    """Send a code to the point that it may go to; several people who share one get one message."""
    if not portal_codes.still_holds(code, at=at):
        return
    for reach in portal_reach.reach_of(code, on=london_day(at))[:1]:
        correspondence.send_to_point(
            "portal.code",
            point=reach.point,
            facts={"code": portal_codes.code_of(code), "minutes": int(portal_codes.LASTS.total_seconds() // 60)},
            at=at,
            key=f"portal.code:{code.pk}",
            secret=True,
        )
