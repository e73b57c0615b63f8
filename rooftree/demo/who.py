"""Who can sign in to the demo: as what, for which council, and with what password."""

from dataclasses import dataclass

PASSWORD = "Rooftree-demo-2026"
"""The password of everybody in the demo. A council's own Rooftree refuses to start with it."""

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
        "Priya Nair", "Customer service adviser", "contact", ("adviser",), what="answers calls: finds anybody"
    ),
    DemoOfficer("Owen Prosser", "Income officer", "income", ("income_officer",), what="an income patch"),
    DemoOfficer(
        "Grace Adeyemi", "Tenancy officer", "tenancy", ("tenancy_officer", "asb_officer"), what="a tenancy patch"
    ),
    DemoOfficer("Dean Hallam", "Repairs adviser", "repairs", ("repairs_adviser",), what="takes repairs"),
    DemoOfficer(
        "Samira Haddad", "Homelessness officer", "options", ("homelessness_officer",), what="housing options"
    ),
    DemoOfficer(
        "Colette Byrne", "Team leader, customer contact", "contact", ("team_leader", "adviser"),
        what="arranges cover; may open the records of staff who are tenants",
    ),
    DemoOfficer(
        "Martin Okafor", "Records officer", "records", ("records_officer", "administrator"), BOTH,
        what="loads files, decides matches, looks after roles and rules",
    ),
    DemoOfficer(
        "Helen Nair", "Service manager", "records", ("service_manager",), BOTH,
        what="sees everything; may open protected records",
    ),
    DemoOfficer(
        "Tomasz Zielinski", "Tenancy officer", "tenancy", ("tenancy_officer", "lettings_officer"), BOTH,
        what="patches in both councils",
    ),
    DemoOfficer("Ruth Penrose", "Auditor", "records", ("auditor",), BOTH, what="reads the audit log"),
    DemoOfficer(
        "Alan Tebbutt", "Housing adviser", "contact", ("adviser", "tenancy_officer"), ("dunmarrow",),
        what="serves the district alone",
    ),
)  # fmt: skip
"""Everybody in the table. Two of them share a surname."""


def of_council(code: str) -> list[DemoOfficer]:
    """Return those who serve a council."""
    return [officer for officer in OFFICERS if code in officer.councils]


def table() -> list[tuple[str, str, str, str]]:
    """Return the rows of the table: sign in with, password, job and councils, what they can do."""
    return [
        (
            officer.email,
            officer.password,
            f"{officer.name}, {officer.job_title} ({' and '.join(code.title() for code in officer.councils)})",
            officer.what,
        )
        for officer in OFFICERS
    ]
