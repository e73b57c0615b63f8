"""Find, over a million people, as the app's log-in and through the function that the page calls.

Each kind of question is asked about people drawn at random, so common names are asked for most. A
person counts as found when among the first fifty. Where more than fifty people are just what was
meant (a hundred John Smiths), nobody could tell which: those questions are timed and not counted. The
floor is a fetch of one person by primary key in the same session.
"""

import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from benchmarks.crowd import TODAY, Crowd, Member, fill
from benchmarks.database import scratch_database
from benchmarks.report import report

PEOPLE = int(os.environ.get("BENCH_PEOPLE", 1_000_000))
QUESTIONS = 300
"""Of each kind."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"
Ask = Callable[[Member, Random], str]


def slip(word: str, rng: Random) -> str:
    """Return a word with one letter left out, put in or changed, or two changed about."""
    at = rng.randrange(len(word))
    kind = rng.randrange(4)
    if kind == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + rng.choice(LETTERS) + word[at:]
    if kind == 2 and at + 1 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(LETTERS.replace(word[at].lower(), "")) + word[at + 1 :]


def _one_slip(one: Member, rng: Random) -> str:
    if rng.random() < 0.5:
        return f"{slip(one.forename, rng)} {one.surname}"
    return f"{one.forename} {slip(one.surname, rng)}"


KINDS: dict[str, Ask] = {
    "exact name": lambda one, rng: f"{one.forename} {one.surname}",
    "name and address": lambda one, rng: f"{one.surname} {one.number} {one.street.split()[0]}",
    "typo in one word": _one_slip,
    "typo in both words": lambda one, rng: f"{slip(one.forename, rng)} {slip(one.surname, rng)}",
    "beginnings": lambda one, rng: f"{one.forename[:4]} {one.surname[:5]}",
    "phone": lambda one, rng: "0" + one.phone[3:],
    "end of a phone": lambda one, rng: one.phone[-7:],
    "postcode": lambda one, rng: one.postcode.replace(" ", rng.choice((" ", ""))).lower(),
    "old reference": lambda one, rng: f"{one.old_reference}{one.id}",
    "birth date": lambda one, rng: f"{one.surname} {one.born:%d/%m/%Y}",
}


NAMES_ONLY = ("exact name", "typo in one word", "typo in both words")


class Truth:
    """How many people a question is exactly about, before its slips: told from the crowd itself."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.named: Counter[tuple[str, str]] = Counter()
        self.beginning: Counter[tuple[str, str]] = Counter()
        self.at: Counter[str] = Counter()
        for one in members:
            self.named[one.forename, one.surname] += 1
            self.beginning[one.forename[:4], one.surname[:5]] += 1
            self.at[one.postcode] += 1

    def alike(self, kind: str, one: Member) -> int:
        """Return how many are what was asked for as much as this person is."""
        if kind == "postcode":
            return self.at[one.postcode]
        if kind == "beginnings":
            return self.beginning[one.forename[:4], one.surname[:5]]
        return self.named[one.forename, one.surname] if kind in NAMES_ONLY else 1


def main() -> None:
    """Fill a database, write the words, ask, and report."""
    with scratch_database() as scratch:
        crowd = Crowd(PEOPLE, council=scratch.council)
        members = fill(scratch.owner, crowd)
        write_words(scratch.app, scratch.owner, scratch.council)
        ask(members, scratch.council)


def write_words(app, owner, council: int) -> None:
    """Write the search words of everybody, as a load does, and report how long it took."""
    say = "SELECT set_config('rooftree.acting_for', %s, false), set_config('rooftree.may_open', '{0}', false)"
    app.execute(say, [f"{{{council}}}"])
    owner.execute("VACUUM (ANALYZE)")
    app.execute("SELECT refresh_places_words(ARRAY(SELECT id FROM places_place))")
    owner.execute("ANALYZE foundations_searchentry")
    began = time.perf_counter()
    app.execute("SELECT refresh_all_words_of_people(ARRAY(SELECT id FROM people_person))")
    took = time.perf_counter() - began
    owner.execute("CREATE TEMPORARY TABLE copied AS SELECT * FROM foundations_searchentry LIMIT 0")
    began = time.perf_counter()
    owner.execute("INSERT INTO copied SELECT * FROM foundations_searchentry WHERE person_id IS NOT NULL")
    floor = time.perf_counter() - began
    owner.execute("DROP TABLE copied")
    owner.execute("VACUUM (ANALYZE) foundations_searchentry")
    report(
        name="search.words",
        n=PEOPLE,
        value=took,
        floor=floor,
        unit="s",
        note="Floor: the finished entries copied into a table without keys or indexes.",
    )


def ask(members: list[Member], council: int) -> None:
    """Ask every kind of question, and report times against a fetch by key, and how many were found."""
    from rooftree.foundations.isolation import acting_for

    rng, truth = Random(7), Truth(members)
    everything = Asked()
    with acting_for([council], who="job:benchmark"):
        floor = fetch_by_key(members, rng)
        for kind, question in KINDS.items():
            asked = Asked()
            for one in rng.sample(members, QUESTIONS):
                asked.ask(question(one, rng), one, alike=truth.alike(kind, one))
            asked.report(f"search.{kind.replace(' ', '_')}", floor)
            everything.add(asked)
    everything.report("search", floor)


@dataclass
class Asked:
    """The answers to some questions: how long each took, and whether the right person was shown."""

    times: list[float] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    """Of the questions that fifty answers can settle."""

    def ask(self, text: str, one: Member, *, alike: int) -> None:
        """Ask about one person, and look for that person in the answer."""
        from rooftree.record import find

        began = time.perf_counter()
        answer = find.search(text, on=TODAY)
        self.times.append((time.perf_counter() - began) * 1000)
        if alike <= find.MOST:
            self.found.append(any(each.kind == "person" and each.id == one.id for each in answer.found))

    def add(self, others: "Asked") -> None:
        """Count other questions with these."""
        self.times += others.times
        self.found += others.found

    def report(self, name: str, floor: float) -> None:
        """Report the median time, the slowest percent, and the part found."""
        times = sorted(self.times)
        report(
            name=name,
            n=PEOPLE,
            value=statistics.median(times),
            floor=floor,
            unit="ms",
            note=f"{times[int(len(times) * 0.99)]:.1f} ms at the slowest percent; found "
            f"{statistics.mean(self.found):.4f} of {len(self.found)} "
            f"(the other {len(times) - len(self.found)} fit more than fifty people)",
        )


def fetch_by_key(members: list[Member], rng: Random) -> float:
    """Return the median of fetching one person by primary key, in milliseconds."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for one in rng.sample(members, 2000):
            began = time.perf_counter()
            cursor.execute("SELECT * FROM people_person WHERE id = %s", [one.id])
            cursor.fetchone()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
