"""How pages write money, dates and numbers. Templates choose the words; these set the figures."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import phonenumbers

from rooftree.foundations import dates, money

NO_BREAK = "\N{NO-BREAK SPACE}"


def pounds(amount: Decimal | int) -> str:
    """Write an amount in pounds: "£1,204.50", "−£3.00"."""
    assert not isinstance(amount, float), "Money is Decimal: a float has lost pennies already."
    return money.in_words(Decimal(amount))


def long_date(when: date | datetime) -> str:
    """Write a day in full: "Monday 2 March 2026"."""
    return dates.long_date(_day(when))


def short_date(when: date | datetime) -> str:
    """Write a day in little room, on one line: "Mon 2 Mar 2026"."""
    return dates.short_date(_day(when)).replace(" ", NO_BREAK)


def clock_time(moment: datetime) -> str:
    """Write a time of day in London: "14:05"."""
    return dates.clock_time(moment)


def machine_date(day: date | datetime) -> str:
    """Write a day or a moment for the `datetime` of a `time` element."""
    return day.isoformat()


def due(late_from: datetime, now: datetime) -> str:
    """Say when something is due, given the moment from which it is late.

    A promise that runs to the end of a day is late from the midnight after it, so it is due on the
    day before that midnight.
    """
    last_day = _last_day(late_from)
    days = (last_day - dates.london_day(now)).days
    if now >= late_from:
        return f"{plural(-days, 'day')} late" if days < 0 else f"late since {clock_time(late_from)} today"
    words = {0: "today", 1: "tomorrow"}.get(days) or short_date(last_day)
    hour = "" if late_from == dates.midnight_of(dates.london_day(late_from)) else f" by {clock_time(late_from)}"
    return f"due {words}{hour}"


def due_state(late_from: datetime, now: datetime) -> str:
    """Return "late", "soon" (today or tomorrow) or "ahead"."""
    if now >= late_from:
        return "late"
    return "soon" if (_last_day(late_from) - dates.london_day(now)).days <= 1 else "ahead"


def _last_day(late_from: datetime) -> date:
    return dates.london_day(late_from - timedelta(microseconds=1))


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: "1 home", "2,400 homes", "3 people"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def phone(value: str) -> str:
    """Write a number as it is dialled here, "07700 900123", and anything else as it is."""
    if not value.startswith("+"):
        return value
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    home = phonenumbers.PhoneNumberFormat.NATIONAL
    abroad = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, home if number.country_code == 44 else abroad)


def _day(when: date | datetime) -> date:
    return dates.london_day(when) if isinstance(when, datetime) else when


FILTERS = {
    "pounds": pounds,
    "long_date": long_date,
    "short_date": short_date,
    "clock_time": clock_time,
    "machine_date": machine_date,
    "due": due,
    "due_state": due_state,
    "plural": plural,
    "phone": phone,
}
