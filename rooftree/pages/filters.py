"""How pages write money, dates and numbers, in the language of the page. Templates choose the words; these
set the figures."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import phonenumbers
from babel.dates import format_date
from django.utils.translation import get_language, gettext, ngettext

from rooftree.foundations import dates, marks, money

NO_BREAK = "\N{NO-BREAK SPACE}"


def pounds(amount: Decimal | int) -> str:
    """Write an amount in pounds: "£1,204.50", "−£3.00"."""
    assert not isinstance(amount, float), "Money is Decimal: a float has lost pennies already."
    return money.in_words(Decimal(amount))


def long_date(when: date | datetime) -> str:
    """Write a day in full: "Monday 2 March 2026", "Dydd Llun 2 Mawrth 2026"."""
    return _written(_day(when), dates.long_date, "EEEE d MMMM y")


def short_date(when: date | datetime) -> str:
    """Write a day in little room, on one line: "Mon 2 Mar 2026"."""
    return _written(_day(when), dates.short_date, "EEE d MMM y").replace(" ", NO_BREAK)


def _written(day: date, in_english: Callable[[date], str], pattern: str) -> str:
    """Write a day in our own English, or in another language of our pages by its own pattern."""
    language = (get_language() or "en").split("-")[0]
    return in_english(day) if language == "en" else format_date(day, pattern, locale=language)


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
    time = clock_time(late_from)
    if now >= late_from:
        if days < 0:
            return ngettext("%(num)s day late", "%(num)s days late", -days) % {"num": f"{-days:,}"}
        return gettext("late since %(time)s today") % {"time": time}
    whole_day = late_from == dates.midnight_of(dates.london_day(late_from))
    if days == 0:
        return gettext("due today") if whole_day else gettext("due today by %(time)s") % {"time": time}
    if days == 1:
        return gettext("due tomorrow") if whole_day else gettext("due tomorrow by %(time)s") % {"time": time}
    said = {"day": short_date(last_day), "time": time}
    return (gettext("due %(day)s") if whole_day else gettext("due %(day)s by %(time)s")) % said


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
    "blocks": marks.blocks,
}
