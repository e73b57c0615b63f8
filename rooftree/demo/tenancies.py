"""Makes who has lived in a home since the 1970s, and on what terms."""

from datetime import date

from rooftree.demo.households import Household, HouseholdMaker, Turn
from rooftree.demo.making import Making
from rooftree.demo.movers import Mover, Movers
from rooftree.demo.people import YEAR, PeopleMaker, Person
from rooftree.demo.people_file import PeopleWriter
from rooftree.demo.places import Dwelling, Place
from rooftree.demo.profile import chance, mix, profile, span_mix
from rooftree.demo.tenancy_files import Party, Tenancy, payment_ref

SECURE_AFTER_DAYS = 365
FIRST_INTRODUCTORY = date(1997, 2, 1).toordinal()
FIRST_FLEXIBLE = date(2012, 4, 1).toordinal()
FIRST_YEARS_DAYS = 2500
"""A tenancy older than the first known is said to have begun within so many days of then."""
SHELTERED_FROM_AGE = 55


class TenancyMaker:
    """Makes the tenancies of one home after another, newest first, and returns them oldest first."""

    def __init__(
        self, work: Making, people: PeopleMaker, writer: PeopleWriter, households: HouseholdMaker
    ) -> None:
        self._as_at = work.as_at
        self._earliest = profile()["earliest"].toordinal()
        self._rng = work.rng
        self._people = people
        self._writer = writer
        self._households = households
        self._movers = Movers()
        self._introductory_beyond_share = 0
        self._tenures = mix("tenures")
        self._leases = mix("leases")
        self._end_reasons = mix("end_reasons")
        self._households_by_bedrooms = {int(beds): mix("households", beds) for beds in profile()["households"]}
        self._ages = {kind: span_mix("ages", kind) for kind in profile()["ages"]}
        self._years = profile()["tenancy_years"]
        self._rent = profile()["rent"]
        self._payments = work.council["payments_from"]
        self._form = work.council["tenancy_refs"]

    # --- A home's whole story --------------------------------------------------------------------

    def of_home(self, home: Dwelling, *, void_since: int = 0) -> list[Tenancy]:
        """Return all tenancies of a home, oldest first, with their people already written."""
        if home.hold != "rented":
            return self._numbered(home.place, [self._lease(home)])
        tenancies = []
        if void_since:
            before = void_since
        else:
            tenancies.append(self._current(home))
            before = tenancies[0].start - self._void_days()
        began = max(self._earliest, date(home.place.built, 6, 1).toordinal())
        while before > began + FIRST_YEARS_DAYS:
            tenancy = self._former(home, last_day=before, began=began)
            tenancies.append(tenancy)
            before = tenancy.start - self._void_days()
        if not tenancies:
            tenancies.append(self._former(home, last_day=before, began=min(began, before - 60)))
        tenancies.reverse()
        return self._numbered(home.place, tenancies)

    def _numbered(self, place: Place, tenancies: list[Tenancy]) -> list[Tenancy]:
        for number, tenancy in enumerate(tenancies, start=1):
            tenancy.ref = self._form.format(place.ref, number)
            self._payments += 1
            tenancy.payment_ref = payment_ref(self._payments)
        return tenancies

    def _void_days(self) -> int:
        """Return how long a home stood empty: some weeks, and longer after major works."""
        voids = profile()["voids"]
        if self._rng.random() < voids["major_share"]:
            return 1 + int(self._rng.gauss(voids["major_days"], 30)) % 300
        return 1 + abs(int(self._rng.gauss(voids["usual_days"], voids["usual_spread"])))

    # --- The tenancy of today --------------------------------------------------------------------

    def _current(self, home: Dwelling) -> Tenancy:
        rng = self._rng
        kind = self._households_by_bedrooms[min(home.bedrooms, 4)].pick(rng)
        turn = self._households.turn(kind)
        kind = turn.kind or kind
        age = turn.age or self._age(kind)
        tenure, start = self._tenure_and_start(home.place, age)
        mover = None
        if tenure == "SEC" and not turn.what:
            mover = self._movers.take(start, lambda mover: self._fits(mover, kind, start))
            start = mover.left_on + rng.randrange(1, 8) if mover else start
        household = self._households.make(
            kind, turn, age=age, start=start, tenants=mover.tenants if mover else None
        )
        tenancy = Tenancy("", home.place.ref, tenure, start, sensitive=turn.what)
        self._set_rent(tenancy, home)
        if tenure == "INT":
            tenancy.introductory_end = start + SECURE_AFTER_DAYS - 1
        self._add_household(tenancy, household)
        return tenancy

    def _add_household(self, tenancy: Tenancy, household: Household) -> None:
        """Put a household into its tenancy."""
        first, *others = household.tenants
        tenancy.parties.append(Party(first, "tenant", tenancy.start))
        for other in others:
            tenancy.parties.append(Party(other, "joint_tenant", tenancy.start, relationship="partner"))
        for person, relationship in household.occupants:
            from_on = max(tenancy.start, person.born or tenancy.start)
            tenancy.parties.append(Party(person, "occupant", from_on, relationship=relationship))
        if household.contact:
            since = max(tenancy.start, self._as_at - self._rng.randrange(1, 1500))
            tenancy.parties.append(
                Party(household.contact, "authorised_contact", since, relationship=household.contact_is)
            )

    def _age(self, kind: str) -> float:
        """Return the age of a household's first tenant, in years."""
        first, last = self._ages[kind].pick(self._rng)
        spread = self._rng.random() ** (1.7 if last > 90 else 1.0)
        return first + (last - first) * spread

    def _fits(self, mover: Mover, kind: str, around: int) -> bool:
        """Say whether tenants who moved could be the household that lives here now."""
        born = mover.tenants[0].born
        age_now = (self._as_at - born) / YEAR
        couple = kind in ("couple", "couple_with_children")
        spans = self._ages[kind].things
        return (len(mover.tenants) == 2) == couple and spans[0][0] <= age_now < min(spans[-1][1], 92)

    def _tenure_and_start(self, place: Place, age: float) -> tuple[str, int]:
        rng, tenure = self._rng, self._tenures.pick(self._rng)
        if tenure == "INT" and self._introductory_beyond_share:
            self._introductory_beyond_share -= 1
            tenure = "SEC"
        if tenure == "SPT" and age < SHELTERED_FROM_AGE:
            tenure = "SEC"
        began = date(place.built, 6, 1).toordinal()
        eldest = self._as_at - int((age - 17.9) * YEAR) if age > 18.2 else self._as_at - 200
        if self._as_at - max(began, eldest) <= SECURE_AFTER_DAYS + 60:
            self._introductory_beyond_share += tenure != "INT"
            return "INT", self._as_at - rng.randrange(5, 170)
        days = {
            "INT": (3, SECURE_AFTER_DAYS), "FLX": (60, 1825), "DEM": (60, 360), "NON": (30, 1400),
            "LTA": (10, 700), "DEC": (10, 300), "MPA": (10, 200), "SPT": (200, 5500),
        }  # fmt: skip
        if tenure in days:
            return tenure, max(self._as_at - rng.randrange(*days[tenure]), began, eldest)
        return "SEC", self._secure_start(max(began, eldest, self._earliest))

    def _secure_start(self, bound: int) -> int:
        """Return when a secure tenancy began: at any time since it could, and rather long ago than lately."""
        longest = self._as_at - bound - SECURE_AFTER_DAYS
        part = self._rng.betavariate(self._years["current_lean"], 1.0)
        return self._as_at - SECURE_AFTER_DAYS - int(longest * part)

    def _set_rent(self, tenancy: Tenancy, home: Dwelling) -> None:
        rng, rent = self._rng, self._rent
        pounds = profile()["weekly_rent"][str(home.bedrooms)] * rng.uniform(0.92, 1.08)
        if rng.random() < rent["affordable"]:
            pounds *= rent["affordable_times"]
        tenancy.rent_pence = round(pounds * 100)
        if rng.random() < rent["service_charge_share"]:
            tenancy.service_pence = 150 + round(rng.expovariate(1 / (rent["service_charge_mean"] - 1.5)) * 100)

    # --- Those before ----------------------------------------------------------------------------

    def _former(self, home: Dwelling, *, last_day: int, began: int) -> Tenancy:
        """Return a tenancy that ended on this day. `began` is the first day that anything is known of the home."""
        rng = self._rng
        years = 0.3 + rng.expovariate(1 / self._years["mean"])
        start = last_day - max(14, int(years * YEAR))
        reason = self._end_reasons.pick(rng)
        mover = None
        if start < began:
            start = self._first_start(began, last_day)
        elif reason != "death":
            mover = self._movers.take(start, lambda mover: began <= mover.left_on < last_day - 60)
            start = mover.left_on + rng.randrange(1, 8) if mover else start
        tenancy = Tenancy("", home.place.ref, self._former_tenure(start, last_day), start, last_day, reason)
        tenants = mover.tenants if mover else self._former_tenants(tenancy)
        tenancy.parties = [
            Party(person, "joint_tenant" if at else "tenant", start, last_day) for at, person in enumerate(tenants)
        ]
        if reason == "transfer" and not mover:
            self._movers.put(tenants, last_day)
        return tenancy

    def _former_tenure(self, start: int, last_day: int) -> str:
        if last_day - start < 300:
            return "INT" if start > FIRST_INTRODUCTORY else "SEC"
        return "FLX" if start > FIRST_FLEXIBLE and chance(self._rng, "former_tenancy_flexible") else "SEC"

    def _first_start(self, began: int, last_day: int) -> int:
        """Return when the first tenancy known of a home began: when it was built, or in the first years known."""
        if began > self._earliest:
            return began
        return began + self._rng.randrange(FIRST_YEARS_DAYS)

    def _former_tenants(self, tenancy: Tenancy) -> list[Person]:
        rng = self._rng
        start_age = 19 + rng.betavariate(1.2, 3.0) * 60
        if tenancy.end_reason == "death":
            born = tenancy.end - int(rng.triangular(58, 99, 82) * YEAR)
            born = min(born, tenancy.start - int(18.5 * YEAR))
        else:
            born = tenancy.start - int(start_age * YEAR)
        first = self._give_details(tenancy, self._people.adult(born=born))
        if tenancy.end_reason == "death" and chance(rng, "death_is_recorded"):
            first.died = tenancy.end - rng.randrange(0, min(40, tenancy.end - tenancy.start))
        tenants = [first]
        if chance(rng, "former_tenancy_joint"):
            tenants.append(self._give_details(tenancy, self._former_partner(first, born)))
        return [self._writer.write(person, tenant_now=False) for person in tenants]

    def _former_partner(self, first: Person, born: int) -> Person:
        rng = self._rng
        sex = "m" if first.sex == "f" else "f"
        surname = first.surname if chance(rng, "partner_has_same_surname") else ""
        return self._people.adult(
            born=born + rng.randrange(-2000, 2000), family=first.family, sex=sex, surname=surname, married=True
        )

    def _give_details(self, tenancy: Tenancy, person: Person) -> Person:
        """Give a former tenant's details: those who moved within the council are tenants still."""
        if tenancy.end_reason == "transfer":
            return self._people.give_tenants_details(person)
        return self._people.give_former_details(person)

    # --- Leases and garages ----------------------------------------------------------------------

    def _lease(self, home: Dwelling) -> Tenancy:
        rng = self._rng
        lives_elsewhere = chance(rng, "leaseholder_lives_elsewhere")
        kind = "single" if lives_elsewhere else self._households_by_bedrooms[min(home.bedrooms, 4)].pick(rng)
        age = max(27.0, self._age(kind))
        began = max(date(1981, 1, 1).toordinal(), date(home.place.built, 6, 1).toordinal())
        began = max(began, self._as_at - int((age - 21) * YEAR))
        turn = Turn("lives_elsewhere") if lives_elsewhere else Turn()
        household = self._households.make(kind, turn, age=age, start=began, tenants=None)
        tenure = "SHO" if home.hold == "shared_ownership" else self._leases.pick(rng)
        tenancy = Tenancy("", home.place.ref, tenure, rng.randrange(began, self._as_at - 20))
        self._add_household(tenancy, household)
        return tenancy

    def of_garage(self, garage: Place, near: list[Person]) -> list[Tenancy]:
        """Return the letting of a garage to somebody who lives near, or none."""
        rng = self._rng
        if rng.random() < profile()["stock"]["void_garages"] or not near:
            return []
        private = chance(rng, "garage_let_privately")
        tenant = self._private_person() if private else rng.choice(near)
        start = max(self._as_at - rng.randrange(30, 3000), (tenant.born or 1) + int(19 * YEAR))
        tenancy = Tenancy("", garage.ref, "PVG" if private else "GAR", start)
        tenancy.rent_pence = round(self._rent["garage"] * 100)
        tenancy.parties = [Party(tenant, "tenant", tenancy.start)]
        return self._numbered(garage, [tenancy])

    def _private_person(self) -> Person:
        """Return somebody who rents a garage and no home."""
        born = self._as_at - self._rng.randrange(10_000, 27_000)
        person = self._people.give_former_details(self._people.adult(born=born))
        person.correspondence_address = self._people.address_elsewhere()
        return self._writer.write(person, tenant_now=True)
