"""Raises an alarm for an urgent enquiry that waits in a queue, and closes it when somebody has taken it up."""

from datetime import datetime

from rooftree.cases.alarms import close_by_facts, raise_alarm
from rooftree.cases.models import Alarm, Case
from rooftree.contact import rules
from rooftree.contact.models import Enquiry
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council


def watch_urgent(council: Council, *, at: datetime) -> int:
    """Raise an alarm for each urgent enquiry of a council that nobody has, and close those that are over.

    For every group to be seen, the job acts for them all. Returns how many wait.
    """
    listed = rules.REASONS.version(on=london_day(at), council=council.pk)
    urgent = [item.code for item in listed if item.flags["urgent"]]
    waiting = Enquiry.objects.filter(
        council=council, reason__in=urgent, case__closed_at__isnull=True, case__owner__isnull=True
    )
    about = {raise_for(enquiry.case, at=at).about for enquiry in waiting.select_related("case__team__manager")}
    raised = Alarm.objects.filter(council=council, code=rules.URGENT_WAITING, closed_at__isnull=True)
    for over in raised.exclude(about__in=about):
        closing = "Somebody has taken it up, or it is over."
        close_by_facts(over.code, over.about, council_id=council.pk, closing=closing, at=at)
    return len(about)


def raise_for(case: Case, *, at: datetime) -> Alarm:
    """Tell the team's manager, or where there is none the head of service, that an urgent enquiry waits.

    Raised again for a case that was restricted meanwhile, the alarm no longer says which it is.
    """
    manager = case.team.manager
    is_restricted = bool(case.restricted_to or case.person_restricted_to)
    sentence = rules.urgent_sentence(case.reference, case.team.name, is_restricted=is_restricted)
    alarm = raise_alarm(
        rules.URGENT_WAITING,
        f"case {case.pk}",
        sentence,
        council_id=case.council_id,
        level=Alarm.Level.TEAM if manager else Alarm.Level.HEAD,
        team=case.team,
        officer=manager,
        at=at,
    )
    if alarm.sentence != sentence:
        alarm.sentence = sentence
        alarm.save(update_fields=["sentence"])
    return alarm
