"""Writes what the landlord's old system remembers of those who rent: contacts, and cases, mess and all.

It has dice of its own, so that the other files do not change with it.
"""

from datetime import date
from random import Random

from rooftree.demo.making import Making
from rooftree.demo.mess import Turns
from rooftree.demo.places import Dwelling
from rooftree.demo.profile import Mix, mix, numbered_mix, profile, rate
from rooftree.demo.sheets import Row, Sheet, iso, serial
from rooftree.demo.staff import Officer, Roster
from rooftree.demo.tenancy_files import Tenancy
from rooftree.demo.truth import FileTruth

TEAM_OF = {
    "repairs": "repairs",
    "rent": "income",
    "options": "register",
    "tenancy": "tenancy",
    "other": "contact",
}
"""The team that has what the adviser does not answer."""

NOTES = {
    "repairs": (
        "Boiler out again, no hot water since the morning. Told four hours.",
        "Asked when the operative comes. Nobody told them that it was moved to the week after.",
        "Kitchen tap drips. Booked.",
        "Ceiling in the bathroom stained since the flat above was flooded.",
        "Mould behind the wardrobe in the children's room.",
    ),
    "rent": (
        "Wanted to know the balance. Told it, and how to see it.",
        "Has a letter about arrears and says it was paid on the Friday.",
        "New claim for Universal Credit, first payment in five weeks.",
        "Asked to move the direct debit to the first of the month.",
    ),
    "options": (
        "Where on the list? Explained the band and what was let lately.",
        "Sent the proof of income a second time.",
        "Daughter asked to leave by the end of the month.",
        "Help with bidding, has no computer.",
    ),
    "tenancy": (
        "Music until two in the morning, third night.",
        "Would like a dog. Sent the form.",
        "Bulky rubbish by the bin store again.",
        "New mobile number and a new baby.",
    ),
    "other": (
        "Wrong number, wanted council tax.",
        "Unhappy with how a call was taken on Monday.",
        "Asked when the office is open.",
    ),
}
SHORT_NOTES = ("tnt called re rep", "adv", "see prev", "t/c chasing", "msg left", "NFA")

SUMMARIES = {
    "Damp & mould": "Mould in {}, survey asked for.",
    "Complaint Stage 1": "Repair reported several times, appointment missed. Wants it done and an apology.",
    "Complaint Stage 2": "Not content with the answer at stage one.",
    "ASB": "Noise and shouting, mostly at night. Diary sheets given.",
    "Mutual exchange": "Asks to exchange with a tenant of another landlord.",
    "Succession": "Tenant died, partner asks to stay.",
    "Disrepair claim": "Letter of claim from solicitors.",
    "Tenancy fraud": "Report that somebody else lives there.",
}
ROOMS = ("the bathroom", "the back bedroom", "the kitchen", "both bedrooms")
CASE_TEAMS = {
    "Damp & mould": "surveyors",
    "Complaint Stage 1": "complaints",
    "Complaint Stage 2": "complaints",
    "Disrepair claim": "surveyors",
}
"""The teams of cases; the others are the tenancy officers'."""

CLOCKS = {"clock_twice": "26/10/2025 01:30", "clock_skipped": "29/03/2026 01:30"}
"""Times in the night that the clocks showed twice, or left out."""


class HistoryWriter:
    """Writes the contacts and the past cases of each tenancy of the last years."""

    def __init__(self, work: Making, sheets: dict[str, Sheet], made: Roster) -> None:
        self._contacts = sheets["contacts"]
        self._cases = sheets["cases"]
        self._made = made
        self._council = work.council
        self._as_at = work.as_at
        self._truth = work.truth
        self._rng = Random(f"{work.seed}:{work.council['code']}:history")
        self._turns = {
            name: Turns(profile()["mess"][name], rng=self._rng, part=work.part, parts=work.parts)
            for name in ("contacts", "cases")
        }
        self._owed = {"contacts": 0.0, "cases": 0.0}
        self._channels, self._reasons, self._kinds = (
            mix("contact_channels"),
            mix("contact_reasons"),
            mix("case_kinds"),
        )
        self._codes: dict[str, Mix[str]] = {group: mix("contact_codes", group) for group in TEAM_OF}
        self._weekdays, self._hours = profile()["contact_weekdays"], numbered_mix("contact_hours")
        self._busiest = max(self._weekdays.values())
        self._teams = {team["code"]: team["name"] for team in profile()["team"]}

    def tenancy(self, home: Dwelling, tenancy: Tenancy) -> None:
        """Write what is remembered of a tenancy: of one that no loader takes, nothing."""
        if tenancy.refused or tenancy.parties[0].person.refused:
            return
        for day in self._days(tenancy, "contacts"):
            self._contact(home, tenancy, day)
        for day in self._days(tenancy, "cases"):
            self._case(home, tenancy, day)

    def _days(self, tenancy: Tenancy, what: str) -> list[int]:
        """Return the days on which something of a tenancy is remembered, as often as the profile says."""
        singular = what.removesuffix("s")
        first = max(tenancy.start, self._as_at - int(rate("history", f"{singular}_days")))
        last = min(tenancy.end or self._as_at, self._as_at)
        if last <= first:
            return []
        self._owed[what] += rate("history", f"{what}_a_year") * (last - first) / 365
        count, self._owed[what] = int(self._owed[what]), self._owed[what] % 1
        return sorted(self._rng.randrange(first, last) for _ in range(count))

    def _chance(self, name: str) -> bool:
        return self._rng.random() < rate("history", name)

    def _about(self, home: Dwelling, tenancy: Tenancy) -> Row:
        """Return whom and what a row is about: old systems leave much of it out."""
        row: Row = {}
        if self._chance("names_the_person"):
            row["person_ref"] = tenancy.parties[0].person.ref
        if self._chance("names_the_place") or not row:
            row["place_ref"] = home.place.ref
        if self._chance("names_the_tenancy"):
            row["tenancy_ref"] = tenancy.ref
        return row

    def _officer(self, team: str) -> Officer:
        return self._rng.choice(self._made.of_team(team))

    # --- Contacts ---------------------------------------------------------------------------------

    def _contact(self, home: Dwelling, tenancy: Tenancy, day: int) -> None:
        rng = self._rng
        group = self._reasons.pick(rng)
        day = self._busy_day(day)
        row: Row = {
            "contact_ref": f"{self._council['contact_refs']}{self._contacts.rows + 1:06}",
            "at": self._at(day),
            "channel": self._channels.pick(rng),
            "reason_code": self._codes[group].pick(rng),
            "officer_email": self._officer("contact" if rng.random() < 0.65 else TEAM_OF[group]).email,
            "note": rng.choice(SHORT_NOTES if self._chance("short_note") else NOTES[group]),
        }
        if home.place.parent and self._chance("communal"):
            row |= {"place_ref": home.place.parent, "reason_code": "REP-COM", "note": "Light out on the landing."}
        else:
            row |= self._about(home, tenancy)
        kind = self._turns["contacts"].next()
        if kind:
            self._contact_mess(kind, row, day)
        self._contacts.add(row)
        self._truth.facts["contacts"] += 1
        if kind in ("same_row_twice", "same_reference_other_facts"):
            self._again(self._contacts, kind, row, "contact_ref", {**row, "note": "Entered twice, see other."})

    def _busy_day(self, day: int) -> int:
        """Return the day, or one soon before it on which more people ring."""
        for earlier in range(7):
            weekday = str(date.fromordinal(day - earlier).isoweekday())
            if self._rng.random() < self._weekdays[weekday] / self._busiest:
                return day - earlier
        return day

    def _at(self, day: int) -> str:
        clock = f"{self._hours.pick(self._rng):02}:{self._rng.randrange(60):02}"
        return f"{self._contacts.style.date(day)} {clock}"

    def _contact_mess(self, kind: str, row: Row, day: int) -> None:
        truth, number = self._contacts.truth, self._contacts.rows + 1
        refused = {
            "person_unknown": ("person_ref", "P888887"),
            "place_unknown": ("place_ref", "99999995"),
            "at_missing": ("at", ""),
            "at_impossible": ("at", "31/02/2026 10:00"),
        }
        warned = {
            "officer_initials": ("officer_email", "JSM"),
            "officer_unknown": ("officer_email", f"agency.three@{self._council['domain']}"),
            "reason_unknown": ("reason_code", "MISC"),
            "channel_unknown": ("channel", "fax"),
            **{clock: ("at", at) for clock, at in CLOCKS.items()},
        }
        tidy = {
            "serial_at": ("at", f"{serial(day)}.5", f"{iso(day)} 12:00"),
            "iso_at": ("at", f"{iso(day)} 09:15:00", f"{iso(day)} 09:15"),
            "day_only": ("at", self._contacts.style.date(day), iso(day)),
            "trailing_spaces": ("contact_ref", f"{row['contact_ref']}  ", row["contact_ref"]),
            "newline_in_note": ("note", "Rang twice.\nSays that nobody rang back.", None),
            "keyed_late": ("note", f"Paper form, keyed {self._contacts.style.date(day + 40)}.", None),
        }
        _spoil(row, truth, number, kind, refused, warned, tidy)

    # --- Cases ------------------------------------------------------------------------------------

    def _case(self, home: Dwelling, tenancy: Tenancy, opened: int) -> None:
        rng, style = self._rng, self._cases.style
        kind_of_case = self._kinds.pick(rng)
        team = CASE_TEAMS.get(kind_of_case, "tenancy")
        closed = opened + 4 + int(rng.lognormvariate(3.4, 0.8))
        is_open = closed >= self._as_at or self._chance("still_open")
        number = self._cases.rows + 1
        row: Row = {
            "case_ref": f"{self._council['case_refs']}/{date.fromordinal(opened).year % 100}/{number:05}",
            "kind": kind_of_case,
            "opened_on": style.date(opened),
            "closed_on": "" if is_open else style.date(closed),
            "status": "Open" if is_open else "Closed",
            "team": self._teams[team],
            "officer_email": self._officer(team).email,
            "summary": SUMMARIES[kind_of_case].format(rng.choice(ROOMS)),
            **self._about(home, tenancy),
        }
        kind = self._turns["cases"].next()
        if kind:
            self._case_mess(kind, row, opened, number)
        self._cases.add(row)
        self._truth.facts["cases"] += 1
        if kind in ("same_row_twice", "same_reference_other_facts"):
            self._again(self._cases, kind, row, "case_ref", {**row, "status": "Reopened"})

    def _case_mess(self, kind: str, row: Row, opened: int, number: int) -> None:
        truth, date_of = self._cases.truth, self._cases.style.date
        refused = {
            "person_unknown": ("person_ref", "P888886"),
            "tenancy_unknown": ("tenancy_ref", "00000000/98"),
            "opened_missing": ("opened_on", ""),
            "closes_before_opening": ("closed_on", date_of(opened - 30)),
        }
        warned = {
            "officer_unknown": ("officer_email", f"agency.four@{self._council['domain']}"),
            "closed_impossible": ("closed_on", "31/06/2026"),
        }
        tidy = {
            "closed_2099": ("closed_on", "31/12/2099", ""),
            "newline_in_summary": ("summary", f"{row['summary']}\nSee the blue file.", None),
        }
        _spoil(row, truth, number, kind, refused, warned, tidy)

    def _again(self, sheet: Sheet, kind: str, row: Row, own: str, other: Row) -> None:
        """Write a row again after itself, or the same reference with other facts."""
        if kind == "same_row_twice":
            sheet.truth.repeat(sheet.add(row))
        else:
            sheet.truth.reject(sheet.add(other), kind, own, str(row[own]))


Cells = dict[str, tuple[str, str]]
"""What each kind of mess writes: the column, and the cell."""


def _spoil(
    row: Row,
    truth: FileTruth,
    number: int,
    kind: str,
    refused: Cells,
    warned: Cells,
    tidy: dict[str, tuple[str, str, str | None]],
) -> None:
    """Write a kind of mess into a row that will have this number, and note what a loader must make of it."""
    if kind in tidy:
        column, row[column], means = tidy[kind]
        truth.tidy(number, kind, column, row[column], means)
    elif kind in refused:
        column, row[column] = refused[kind]
        truth.reject(number, kind, column, row[column])
    elif kind in warned:
        column, row[column] = warned[kind]
        truth.warn(number, kind, column, row[column])
