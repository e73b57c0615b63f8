"""Writes the landlord's file of staff-safety markers."""

from rooftree.demo.making import Making
from rooftree.demo.mess import Turns
from rooftree.demo.places import Dwelling
from rooftree.demo.profile import chance, mix, profile
from rooftree.demo.sheets import Row, Sheet
from rooftree.demo.staff import Roster
from rooftree.demo.tenancy_files import Tenancy

WHAT = {
    "CV": ("Threw a chair during a visit on {}.", "Visit in pairs."),
    "CI": ("Followed an officer to the car park on {}.", "Screened room, second officer."),
    "VA": ("Shouted and swore at an officer on {},\nand would not stop.", "End the call or visit if it recurs."),
    "PA": ("Pushed an operative on {}. Police reference held.", "Visit in pairs, by appointment."),
    "SA": ("Advice of the named officer needed since {}.", "Ring the tenancy officer first."),
    "OI": ("Letter of complaint about staff on {}, found untrue.", "Keep full notes."),
    "DA": ("Two large dogs loose in the garden on {}.", "Ring ahead: dogs to be shut in."),
    "UE": ("Needles found in the stairwell on {}.", "Boots and gloves."),
    "CX": ("Structural survey of {} found the floor unsafe.", "Do not enter. Ask the surveyor."),
}  # fmt: skip


class MarkerWriter:
    """Writes markers about people and addresses, most of them current and some run out."""

    def __init__(self, work: Making, sheet: Sheet, made: Roster) -> None:
        self._sheet = sheet
        self._leaders = [one for one in made.with_shared_dice if "team_leader" in one.roles]
        self._truth = work.truth
        self._rng = work.rng
        self._as_at = work.as_at
        self._person_codes = mix("person_markers")
        self._place_codes = mix("place_markers")
        rates = profile()["registers"]
        falls = {"person": rates["person_marker"], "place": rates["place_marker"]}
        self._turns = Turns(falls, rng=work.rng, part=0, parts=1)

    def home(self, home: Dwelling, tenancy: Tenancy | None) -> None:
        """Perhaps write a marker about a home, or about whoever holds it now."""
        here = tenancy is not None and not tenancy.end and tenancy.sensitive != "protected"
        kind = self._turns.next(lambda kind: kind == "place" or here)
        if kind == "place":
            self._marker({"place_ref": home.place.ref}, self._place_codes.pick(self._rng))
        elif kind == "person" and tenancy is not None:
            self._marker({"person_ref": tenancy.parties[0].person.ref}, self._person_codes.pick(self._rng))
            self._truth.facts["people_with_markers"] += 1

    def _marker(self, about: Row, code: str) -> int:
        rng, date_of = self._rng, self._sheet.style.date
        start = self._as_at - rng.randrange(10, 500)
        run_out = chance(rng, "marker_run_out")
        reason, measure = WHAT[code]
        return self._sheet.add(
            {
                **about,
                "code": code,
                "reason": reason.format(date_of(start)),
                "control_measure": measure,
                "approved_by": rng.choice(self._leaders).name,
                "start_on": date_of(start),
                "review_on": date_of(start + 180),
                "end_on": date_of(start + 364) if run_out or chance(rng, "marker_has_end") else "",
            }
        )

    def add_mess(self) -> None:
        """Write rows that no loader may take."""
        truth = self._sheet.truth
        unknown = {"CV": ("person_unknown", "person_ref", {"person_ref": "P999999"})}
        for code, (kind, column, about) in unknown.items():
            truth.reject(self._marker(about, code), kind, column, about[column])
        truth.reject(self._marker({}, "VA"), "about_nobody", "person_ref", "")
        number = self._sheet.add(
            {"place_ref": "99999999", "code": "DA", "reason": "Dog", "control_measure": "Ring ahead"}
        )
        truth.reject(number, "place_unknown", "place_ref", "99999999")
