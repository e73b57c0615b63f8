"""Draws contacts for a second look, and keeps what the second person says."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from rooftree.contact import noting_rules, permissions, rules
from rooftree.contact.models import DemandReview
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.idempotency import once
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

_DRAW = """
    INSERT INTO contact_demandreview (
        council_id, contact_id, restricted_to, case_restricted_to, case_person_restricted_to, sampled_for,
        first_demand, first_cause, first_by_id, demand, failure_cause, note
    )
    SELECT council_id, id, restricted_to, case_restricted_to, case_person_restricted_to, %(week)s,
           demand, failure_cause, handler_id, '', '', ''
    FROM contact_contact
    WHERE council_id = %(council)s AND started_at >= %(from_at)s AND started_at < %(until_at)s
      AND source_system = '' AND NOT is_automatic AND handler_id IS NOT NULL
      AND (restricted_to, case_restricted_to, case_person_restricted_to) = (0, 0, 0)
    ORDER BY md5(id::text || %(week)s::text) LIMIT %(most)s
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def draw_sample(council_id: int, *, week: date, at: datetime) -> int:
    """Draw, by lot, contacts of the week that begins on this Monday, for a second look. Returns how many.

    As many as the rule book says (contact.review_sample). Drawn again for one week, nothing changes.
    Restricted contacts are left out: a second person may not open them; and those that a resident wrote in
    her own account: no officer judged them, so there is no first look to compare with.
    """
    assert week.weekday() == 0, "A week begins on its Monday."
    if once(f"contact.draw_sample/{week}", "contact.draw_sample", council_id=council_id, at=at).before:
        return 0
    most = rules.REVIEW_SAMPLE.version(on=week, council=council_id).value
    drawn: dict[str, int | date] = {
        "week": week,
        "council": council_id,
        "from_at": midnight_of(week),
        "until_at": midnight_of(week + timedelta(days=7)),
        "most": int(most),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, drawn)
        return cursor.rowcount


@transaction.atomic
def review_demand(
    review: DemandReview,
    *,
    demand: str,
    by: Officer,
    at: datetime,
    key: str,
    failure_cause: str = "",
    note: str = "",
) -> DemandReview:
    """Keep what a second person says of a contact: value or failure, and of a failure, what we failed to do.

    The contact itself stays as it was logged. Raises Refused for whoever logged it, a second time, or a
    failure without its cause.
    """
    require(permissions.may_review_demand(by, review))
    review = DemandReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if once(key, "contact.review_demand", council_id=review.council_id, at=at).before:
        return review
    rules.check_not_reviewed(review.demand)
    rules.check_second_person(by.pk, review.first_by_id)
    demand = noting_rules.demand_of(demand, rules.EITHER)
    noting_rules.check_cause(demand, failure_cause, has_promise=False)
    if failure_cause:
        choose(rules.FAILURE_CAUSES, failure_cause, on=london_day(at), council=review.council_id)
    review.demand, review.failure_cause, review.note = demand, failure_cause, note.strip()
    review.reviewed_by, review.reviewed_at = by, at
    review.save()
    return review
