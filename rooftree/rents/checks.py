"""What is checked of rents each night: that every period was charged, and that every run agrees with the roll."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F

from rooftree.foundations.dates import long_date, midnight_of
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.rents import benefit_queries, codes
from rooftree.rents.actions import runs
from rooftree.rents.models import ChangedSince, DebitRun, RentAccount, RentYear
from rooftree.tenancies.models import Tenancy

SHOWN = 10
"""Days of expected benefits that are told one by one; more are counted."""
LATE = timedelta(days=2)
"""What changed is put right in the night after; longer ago than this it was missed."""


def debit_runs(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for each group of which a period that has begun is not charged, and for each run amiss."""
    groups = codes.GROUPS.version(on=on, council=council)
    run_before = runs.run_before(council.pk)
    for group, cycle in run_before:
        if missing := _missing(council, group, cycle, on):
            yield f"“{groups.label_of(group)}”: {missing}"
    weekly = {group for group, cycle in run_before if cycle == runs.WEEKLY}
    for group in sorted(_begun_groups(council, on) - weekly):
        yield (
            f"“{groups.label_of(group)}”: its rent year has begun, and no week of it was ever charged. Rehearse "
            "the first debit run, and make it."
        )
    yield from _amiss(council)


def _missing(council: Council, group: str, cycle: str, on: date) -> str:
    """Return why a group's last run does not reach today, or nothing where it does."""
    done = DebitRun.objects.filter(council=council, group=group, cycle=cycle, status=DebitRun.Status.POSTED)
    last = done.order_by("-period_from_on").first()
    if last is not None and last.period_until_on > on:
        return ""
    try:
        runs.next_debit(council.pk, group=group, cycle=cycle)
    except Refused as refusal:
        return str(refusal)
    if last is None:
        return "a debit run was begun and did not end. Run it again: it goes on where it stopped."
    return f"what is due from {long_date(last.period_until_on)} on is not charged. Is a worker running?"


def _begun_groups(council: Council, on: date) -> set[str]:
    """Return the groups of which a rent year has begun and somebody is charged each week."""
    years = RentYear.objects.filter(council=council, starts_on__lte=on).values_list("group", flat=True)
    accounts = RentAccount.objects.filter(council=council, cycle=runs.WEEKLY, tenancy__isnull=False)
    return set(years) & set(accounts.values_list("group", flat=True).distinct())


def _amiss(council: Council) -> Iterator[str]:
    """Yield a sentence for each run that charged more or less than its roll."""
    posted = DebitRun.objects.filter(council=council, status=DebitRun.Status.POSTED).exclude(cycle=runs.CATCH_UP)
    for run in posted.exclude(expected=F("charged") + F("void")):
        difference = in_words(run.expected - run.charged - run.void)
        yield (
            f"The debit run of {long_date(run.period_from_on)} ({run.group}) differs from the roll by "
            f"{difference}. Look at its report, code by code."
        )


def benefits(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence for each day on which benefits were expected that have not come, the oldest first."""
    found = benefit_queries.late(council.pk, on=on)
    for each in found[:SHOWN]:
        yield _not_come(each, str(codes.BENEFITS.version(on=on, council=council).label_of(each.kind)))
    if more := found[SHOWN:]:
        accounts = sum(each.accounts for each in more)
        yield f"On {accounts:,} more accounts a benefit has not come. Rent accounting lists them under Benefits."


def _not_come(late: benefit_queries.Late, benefit: str) -> str:
    """Return what has not come, and what to do: ask for the schedule, or ask why somebody is not in it."""
    one = late.accounts == 1
    whose = f"account {late.references[0]}" if one else f"{late.accounts:,} accounts"
    when = long_date(late.expected_on)
    what = f"{benefit} of {in_words(late.pounds)}, expected on {when} for {whose}, has not come"
    if not late.came_for_others:
        return f"{what}, and no payment of its kind has come since. Ask for the schedule, and take it in."
    named = (
        "" if one else f" ({', '.join(late.references)}{', …' if late.accounts > len(late.references) else ''})"
    )
    return f"{what}{named}, though it has come for others. Ask why it stopped, and whether the tenant knows."


def changes(council: Council, on: date) -> Iterator[str]:
    """Yield a sentence where what changed was not put right in time, or tenancies have no account."""
    before = midnight_of(on) - LATE
    waiting = ChangedSince.objects.filter(council=council, done_in__isnull=True, at__lt=before).count()
    if waiting and runs.run_before(council.pk):
        yield f"{waiting:,} changes of dates or charges are not put right yet. Is a worker running?"
    if without := _without_account(council, on):
        yield f"{without:,} tenancies are charged and have no rent account. The next run of the night opens them."


def _without_account(council: Council, on: date) -> int:
    if not runs.run_before(council.pk):
        return 0
    groups = codes.GROUPS.version(on=on, council=council)
    charged = [tenure for item in groups for tenure in str(item.flags["tenures"]).split()]
    tenancies = Tenancy.objects.filter(council=council, tenure__in=charged, rent_account__isnull=True)
    return tenancies.filter(created_at__lt=midnight_of(on) - LATE).count()
