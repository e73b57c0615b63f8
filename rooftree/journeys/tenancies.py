"""Starts, ends and corrects a tenancy together with its rent account, in one transaction."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.places.models import Place
from rooftree.rents.actions import accounts
from rooftree.staff.models import Officer
from rooftree.tenancies import actions as tenancies
from rooftree.tenancies.actions.parties import Joining
from rooftree.tenancies.actions.tenancies import Terms
from rooftree.tenancies.models import Tenancy


@transaction.atomic
def start_tenancy(
    place: Place, terms: Terms, joining: Iterable[Joining], *, by: Officer, at: datetime, key: str
) -> Tenancy:
    """Record an agreement about a place, and open its rent account where such agreements are charged.

    Weeks that were run since it began are charged by the next run. Raises Refused where the tenancy cannot be,
    or where its payment reference is another account's: then neither is kept.
    """
    tenancy = tenancies.start_tenancy(place, terms, joining, by=by, at=at, key=key)
    if accounts.is_charged(tenancy, on=london_day(at)):
        accounts.open_account(tenancy, by=by, at=at, key=f"{key}:account")
    return tenancy


@transaction.atomic
def end_tenancy(tenancy: Tenancy, *, until_on: date, reason: str, by: Officer, at: datetime, key: str) -> Tenancy:
    """Say from which day a tenancy is over, and charge its account until then.

    What was charged for later days is put right by the next run; what is paid later is the payer's, and shows
    as credit. Raises Refused where the tenancy cannot end so.
    """
    tenancy = tenancies.end_tenancy(tenancy, until_on=until_on, reason=reason, by=by, at=at, key=key)
    accounts.follow_tenancy(tenancy, by=by, at=at, key=f"{key}:account")
    return tenancy


@transaction.atomic
def correct_tenancy(
    tenancy: Tenancy,
    terms: Terms,
    *,
    until_on: date | None,
    end_reason: str = "",
    introductory_until_on: date | None = None,
    by: Officer,
    at: datetime,
    key: str,
) -> Tenancy:
    """Set a tenancy's terms and its end to these, and let its account follow; open one where it had none.

    An agreement that turns out to be of another kind takes its account to the rent group of that kind, and the
    income of its charges with it. Raises Refused where the tenancy cannot be so.
    """
    was_tenure = Tenancy.objects.values_list("tenure", flat=True).get(pk=tenancy.pk)
    tenancy = tenancies.correct_tenancy(
        tenancy,
        terms,
        until_on=until_on,
        end_reason=end_reason,
        introductory_until_on=introductory_until_on,
        by=by,
        at=at,
        key=key,
    )
    account = accounts.follow_tenancy(tenancy, was_tenure=was_tenure, by=by, at=at, key=f"{key}:account")
    if account is None and accounts.is_charged(tenancy, on=london_day(at)):
        accounts.open_account(tenancy, by=by, at=at, key=f"{key}:opened")
    return tenancy
