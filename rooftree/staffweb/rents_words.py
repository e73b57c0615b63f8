"""The words of a rent account's page: how it stands and why, and who is to pay what and when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rooftree.foundations.dates import long_date, short_date
from rooftree.foundations.money import in_words, to_the_penny
from rooftree.foundations.periods import DAY, Period
from rooftree.ledger.movements import Line
from rooftree.pages.labels import Labels
from rooftree.record.account import AccountPage, BenefitFacts, ChargeFacts, LookedAfter
from rooftree.rents import owing, standing, universal_credit
from rooftree.rents.owing import DEBIT_DAY, GRACE_WEEKS, Collectable, Moved, Paid, Why
from rooftree.rents.rent_year import Year, debit_day_of, shortfall
from rooftree.rents.standing import Status
from rooftree.rents.statements import stands
from rooftree.rents.statements_explained import Ground, Reckoning
from rooftree.rents.universal_credit import Benefit, Technical

TIMES_A_WEEK = {"week": Decimal(1), "month": Decimal(12) / 52, "night": Decimal(7)}
EVERY_DAYS = {"weekly": 7, "fortnightly": 14, "four_weekly": 28}
CODES = "rents.transaction_codes"
EXPECTED = {
    frozenset({"hb"}): "Housing Benefit",
    frozenset({"uc"}): "Universal Credit",
    frozenset({"uc_managed"}): "Universal Credit",
}
"""What a sum calls benefit of one kind that is on its way; of several it says no more than benefit."""


@dataclass(frozen=True)
class Sum:
    """How an account stands and why: sentences, and what of it is only a matter of time."""

    heading: str
    sentences: list[str]
    technical: Technical
    collectable: Collectable
    weekly: Decimal
    """What is charged in a week now, all lines together."""

    @property
    def behind(self) -> Decimal:
        """Rent arrears less benefit on its way and this week's rent: what may be collected, and talked about."""
        return self.collectable.pounds

    @property
    def weeks_behind(self) -> Decimal | None:
        """How many weeks' charges it is behind; None where nothing is charged or nothing is behind."""
        return weeks_of(self.behind, self.weekly)


def weeks_of(pounds: Decimal, weekly: Decimal) -> Decimal | None:
    """Return how many weeks of charges a sum is, to one place."""
    if pounds <= 0 or weekly <= 0:
        return None
    return (pounds / weekly).quantize(Decimal("0.1"))


def status_of(page: AccountPage) -> Status:
    """Return what the account is on the day of its page."""
    return standing.status(
        Period(page.account.from_on, page.account.until_on),
        tenure=page.account.tenure or "",
        balance=page.balance,
        suspended=[Period(each.from_on, each.until_on) for each in page.suspensions],
        on=page.on,
    )


def sum_of(page: AccountPage, labels: Labels) -> Sum:
    """Return how an account stands and why."""
    weekly = weekly_of(page.charges_now)
    eligible = weekly_of([each for each in page.charges_now if is_eligible(each.code, labels)])
    technical = universal_credit.technical_arrears(
        universal_credit.AccountFacts(
            rent_arrears=page.rent_arrears,
            charged_weekly=eligible,
            charged_until=charged_until(page.account.cycle, page.account.until_on, page.year, on=page.on),
            benefits=[_benefit(each) for each in page.benefits],
        ),
        on=page.on,
    )
    found = _collectable(page, labels, technical)
    why = owing.why([_moved(line) for line in page.posted], balance=page.balance)
    sentences = [
        *_why(page, why),
        *_timing(page, technical),
        *_behind(page, found, weekly),
        *_last_payment(page.last_payment, labels),
    ]
    return Sum(stands(page.balance), sentences, technical, found, weekly)


def _collectable(page: AccountPage, labels: Labels, technical: Technical) -> Collectable:
    return owing.collectable(
        page.rent_arrears,
        gross_weekly=weekly_of([each for each in page.charges_now if is_rent(each.code, labels)]),
        paid_this_week=page.paid_since(week_from(labels, on=page.on)),
        expected=technical.amount,
        grace_weeks=grace_weeks(labels),
    )


def grace_weeks(labels: Labels) -> Decimal:
    """Return for how many weeks rent is not late yet."""
    return Decimal(labels.limit(GRACE_WEEKS.code))


def week_from(labels: Labels, *, on: dt.date) -> dt.date:
    """Return the debit day of the week of a day: what was paid since makes the grace less."""
    return debit_day_of(on, debit_day=labels.limit(DEBIT_DAY.code))


def is_rent(code: str, labels: Labels) -> bool:
    """Return whether charges of a code stand on the part of rent; also for a code that no list has."""
    return labels.flag(CODES, code, "part") in ("rent", "")


def codes_not_rent(labels: Labels) -> tuple[str, ...]:
    """Return the codes of charges that stand on another part than rent."""
    return tuple(code for code, _label in labels.choices(CODES) if not is_rent(code, labels))


def weekly_of(charges: list[ChargeFacts]) -> Decimal:
    """Return what lines come to in a week, in pounds."""
    return to_the_penny(sum((each.amount * TIMES_A_WEEK[each.per] for each in charges), Decimal()))


def is_eligible(code: str, labels: Labels) -> bool:
    """Return whether benefits can pay for charges of a code; also for a code that no list has."""
    return labels.flag(CODES, code, "eligible") is not False


def _benefit(facts: BenefitFacts) -> Benefit:
    return Benefit(facts.kind, facts.amount, facts.claimed_on, facts.next_on, EVERY_DAYS.get(facts.every))


def _moved(line: Line) -> Moved:
    return Moved(line.posted_on, line.effective_on, line.code, line.kind, line.amount)


def charged_until(cycle: str, ends_on: dt.date | None, year: Year | None, *, on: dt.date) -> dt.date:
    """Return the first day that is not charged yet: the week, month or night of a day is, ahead."""
    reckoning = Reckoning(grounds=(), charged_days=(), cycle=cycle, years=[year] if year else [])
    until = reckoning.period_of(on).until
    return min(filter(None, (until, ends_on)))


def _why(page: AccountPage, why: Why) -> Iterator[str]:
    if page.account.is_void:
        yield "Nobody owes this: it is what the home would have been charged while nobody had it."
        return
    if why.since is None:
        yield (
            "Nothing was posted to it in the last year."
            if page.balance
            else "Nothing is owed, and nothing is in credit."
        )
        return
    before = why.since - DAY
    stood = stands(why.before)
    yield (
        f"At the end of {long_date(before)}: {stood[:1].lower() if not why.before else stood[:1]}{stood[1:]}. "
        f"Since then {in_words(why.charged)} was charged and {in_words(why.paid)} paid."
    )
    if why.is_latest_only and why.latest:
        yield f"What is owed is the charge of {long_date(why.latest.posted_on)}, or what is left of it."
    for each in why.returned:
        yield f"The bank sent {in_words(each.pounds)} back on {long_date(each.posted_on)}."
    if why.taken_back:
        yield f"{in_words(why.taken_back)} of Housing Benefit was taken back."


def _timing(page: AccountPage, technical: Technical) -> Iterator[str]:
    if page.rent_arrears > 0 and page.benefits:
        yield technical.because


def _behind(page: AccountPage, found: Collectable, weekly: Decimal) -> Iterator[str]:
    """Say how much is behind and how that comes about; nothing where nothing is owed or charged any more."""
    if page.account.is_void or not found.arrears or not (found.expected or weekly):
        return
    less = [*_grace(found), *_expected(page, found)]
    if less:
        yield f"{in_words(found.arrears)} of rent is owed, {', '.join(less)}."
    if found.pounds:
        weeks = weeks_of(found.pounds, weekly)
        yield f"So {in_words(found.pounds)} is behind{f', {weeks} weeks of charges' if weeks else ''}."
    else:
        yield "So nothing is behind: there is nothing to chase."


def _grace(found: Collectable) -> Iterator[str]:
    paid = f"{in_words(found.paid_this_week)} was paid this week" if found.paid_this_week else ""
    if found.grace:
        besides = f" ({paid} already)" if paid else ""
        yield f"less {in_words(found.grace)} of this week’s rent that is not late yet{besides}"
    elif paid:
        yield f"and {paid}, so no rent of this week is left that is not late yet"


def _expected(page: AccountPage, found: Collectable) -> Iterator[str]:
    if found.expected:
        kinds = {each.kind for each in page.benefits} - {universal_credit.DEDUCTION}
        yield f"less {in_words(found.expected)} of expected {EXPECTED.get(frozenset(kinds), 'benefit')}"


def _last_payment(last: Paid | None, labels: Labels) -> Iterator[str]:
    if last is None:
        yield "Nothing was ever paid."
        return
    yield f"Last paid: {in_words(last.pounds)} on {long_date(last.paid_on)} ({labels.of(CODES, last.code)})."


def looked_after(by: LookedAfter | None) -> str:
    """Say who looks after an account: whose patch it is in, and who has it today."""
    if by is None:
        return "nobody: in no income patch"
    patch = f"patch {by.patch}"
    named = f"{by.officer}, {patch}" if by.officer else f"{patch}, which nobody has"
    if by.today and by.today != by.officer:
        return f"{named}; today {by.today}"
    return named if by.today or not by.officer else f"{named}; away, and nobody covers"


# --- What is expected, and the year of 53 weeks -----------------------------------------------------


def shortfalls(page: AccountPage, labels: Labels) -> list[str]:
    """Return a sentence for each rent year of 53 weeks, now or to come: Universal Credit does not pay it whole."""
    if not any(each.kind in ("uc", "uc_managed") for each in page.benefits):
        return []
    found = []
    for year in page.years:
        if year.until_on <= page.on:
            continue
        day = max(year.starts_on, page.on)
        lines = [each for each in page.charges if each.holds(day) and is_eligible(each.code, labels)]
        if words := shortfall(weekly_of(lines), year).in_words():
            found.append(
                f"{words} It begins on {long_date(year.starts_on)}." if year.starts_on > page.on else words
            )
    return found


def comes_next(benefit: BenefitFacts, on: dt.date) -> str:
    """Say when a benefit should come next, or that it did not come on its day.

    Of what is paid to the tenant only the day is known, never whether it came.
    """
    due = universal_credit.due_on(_benefit(benefit))
    if due is None:
        return "not known"
    if benefit.amount and due < on and benefit.kind != universal_credit.TO_TENANT:
        return f"expected on {short_date(due)}, not come"
    return short_date(due)


# --- Charges explained ----------------------------------------------------------------------------


def reckoning_of(page: AccountPage) -> Reckoning:
    """Return what the charges of an account are reckoned from."""
    return Reckoning(
        grounds=[Ground(each.code, each.amount, each.period, each.why) for each in page.charges],
        charged_days=page.charged_days,
        cycle=page.account.cycle,
        years=page.years,
    )
