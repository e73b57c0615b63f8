"""Who can sign in to the demo: as what, for which council, and with what password."""

from dataclasses import dataclass

PASSWORD = "Rooftree-demo-2026"
"""The password of everybody in the demo. A council's own Rooftree refuses to start with it."""

RESIDENT, RESIDENT_OF = "resident@kelverton.test", "kelverton"
"""The address with which one resident signs in, and of which council. Of nobody else is the code shown."""

BOTH = ("kelverton", "dunmarrow")


@dataclass(frozen=True)
class DemoOfficer:
    """Somebody who can sign in to the demo."""

    name: str
    job_title: str
    team: str
    roles: tuple[str, ...]
    councils: tuple[str, ...] = ("kelverton",)
    since: str = "2014-06-02"
    what: str = ""
    groups: tuple[str, ...] = ()
    covered_by: str = ""
    asks_for_protection: bool = False

    @property
    def email(self) -> str:
        """What they sign in with. Whoever serves both councils has one address for both."""
        first, *_, last = self.name.lower().replace("'", "").split(" ")
        return f"{first}.{last}@{self.councils[0]}.test"

    @property
    def password(self) -> str:
        """What they sign in with, beside the address."""
        return PASSWORD


OFFICERS = (
    DemoOfficer(
        "Priya Nair",
        "Customer service adviser",
        "contact",
        ("adviser",),
        since="2021-09-06",
        what="Answers calls: finds anybody, corrects details",
    ),
    DemoOfficer(
        "Owen Prosser",
        "Income officer",
        "income",
        ("income_officer",),
        since="2016-03-14",
        what="Looks after an income patch",
    ),
    DemoOfficer(
        "Nadia Rahman",
        "Rent accounting officer",
        "rents",
        ("rent_accounting_officer",),
        BOTH,
        since="2015-09-14",
        what="Keeps the books of rents: runs, files, suspense, journals",
    ),
    DemoOfficer(
        "Iain Cartwright",
        "Rent accounting officer",
        "rents",
        ("rent_accounting_officer",),
        BOTH,
        since="2019-04-29",
        what="The second person of rent accounting: agrees to what a colleague prepared",
    ),
    DemoOfficer(
        "Grace Adeyemi",
        "Tenancy officer",
        "tenancy",
        ("tenancy_officer", "asb_officer"),
        since="2018-01-08",
        what="Looks after a tenancy patch, but is on leave and covered",
        covered_by="Tomasz Zielinski",
    ),
    DemoOfficer(
        "Dean Hallam", "Repairs adviser", "repairs", ("repairs_adviser",), since="2019-11-04", what="Takes repairs"
    ),
    DemoOfficer(
        "Samira Haddad",
        "Homelessness officer",
        "options",
        ("homelessness_officer",),
        since="2020-02-17",
        what="Housing options; may open protected records",
        groups=("Protected persons",),
        asks_for_protection=True,
    ),
    DemoOfficer(
        "Colette Byrne",
        "Team leader, customer contact",
        "contact",
        ("team_leader", "adviser"),
        since="2009-05-18",
        what="Arranges cover, decides matches; may open the records of staff who are tenants",
        groups=("Staff who are tenants",),
    ),
    DemoOfficer(
        "Martin Okafor",
        "Records officer",
        "records",
        ("records_officer", "administrator"),
        BOTH,
        since="2012-10-01",
        what="Loads files, decides matches, looks after staff, roles and rules",
    ),
    DemoOfficer(
        "Helen Nair",
        "Service manager",
        "records",
        ("service_manager",),
        BOTH,
        since="2007-04-02",
        what="Answers for the service; may open all restricted records",
        groups=("Staff who are tenants", "Protected persons"),
    ),
    DemoOfficer(
        "Tomasz Zielinski",
        "Tenancy officer",
        "tenancy",
        ("tenancy_officer", "lettings_officer"),
        BOTH,
        since="2017-08-21",
        what="Looks after patches of both councils, and covers for a colleague",
    ),
    DemoOfficer(
        "Ruth Penrose",
        "Auditor",
        "records",
        ("auditor",),
        BOTH,
        since="2015-01-12",
        what="Reads the audit log, and changes nothing",
    ),
    DemoOfficer(
        "Alan Tebbutt",
        "Housing adviser",
        "contact",
        ("adviser", "tenancy_officer"),
        ("dunmarrow",),
        since="2011-06-27",
        what="Serves the district alone; may open protected records",
        groups=("Protected persons",),
        asks_for_protection=True,
    ),
)
"""Everybody in the table. Two of them share a surname."""


def named(name: str) -> DemoOfficer:
    """Return the one of this name."""
    return next(officer for officer in OFFICERS if officer.name == name)


def of_council(code: str) -> list[DemoOfficer]:
    """Return those who serve a council."""
    return [officer for officer in OFFICERS if code in officer.councils]


def table() -> list[tuple[str, str, str, str]]:
    """Return the rows of the table: sign in with, password, who and for which councils, what they can do."""
    return [
        (
            officer.email,
            officer.password,
            f"{officer.name}, {officer.job_title} ({' and '.join(code.title() for code in officer.councils)})",
            officer.what,
        )
        for officer in OFFICERS
    ]
