"""Keep every case with its council and its groups, and what is always true of cases true."""

from django.db import migrations

from rooftree.cases.protection import GROUPS, of_case
from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read

WHO = {
    "cases_case": ["owner_id", "closed_by_id"],
    "cases_caselink": ["by_id"],
    "cases_casefile": ["by_id", "taken_off_by_id"],
    "cases_clock": ["stopped_by_id"],
    "cases_clockextension": ["decided_by_id"],
    "cases_clockpause": ["by_id"],
    "cases_task": ["owner_id", "added_by_id", "ended_by_id"],
    "cases_hold": ["by_id", "ended_by_id"],
    "cases_teamrequest": ["asked_by_id", "answered_by_id"],
    "cases_event": ["by_id"],
    "cases_assignment": ["officer_id", "by_id"],
    "cases_handover": ["officer_id", "made_by_id"],
    "cases_handoverpiece": ["offered_to_id", "offered_by_id", "covered_by_id"],
    "cases_alarm": ["officer_id", "closed_by_id"],
    "cases_caseweight": ["by_id"],
    "cases_weightchallenge": ["by_id", "answered_by_id"],
}
"""The columns that name an officer."""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("foundations", "0006_restricted_cases"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("staff", "0006_protect_absences"),
        ("tenancies", "0005_search_words"),
    ]

    operations = [
        Protect(
            "cases_case",
            root=True,
            restricted=True,
            restricted_also="person_restricted_to",
            case="id",
            pointed_at=True,
        ),
        BelongsTo("cases_case", "person_id", "people_person", restricted="person_restricted_to"),
        BelongsTo("cases_case", "place_id", "places_place"),
        BelongsTo("cases_case", "tenancy_id", "tenancies_tenancy"),
        BelongsTo("cases_case", "team_id", "staff_team"),
        Protect(
            "cases_caselink",
            restricted=True,
            restricted_also=("person_restricted_to", "other_restricted_to", "other_person_restricted_to"),
        ),
        BelongsTo("cases_caselink", "case_id", "cases_case", restricted=GROUPS, groups=GROUPS),
        BelongsTo(
            "cases_caselink",
            "other_id",
            "cases_case",
            restricted=("other_restricted_to", "other_person_restricted_to"),
            groups=GROUPS,
        ),
        *of_case("cases_casefile"),
        BelongsTo("cases_casefile", "file_id", "foundations_keptfile"),
        Protect("cases_caseaccess", root=True, append_only=True),
        *of_case("cases_task", pointed_at=True),
        *of_case("cases_clock", pointed_at=True),
        BelongsTo("cases_clock", "task_id", "cases_task"),
        *of_case("cases_clockextension", append_only=True),
        BelongsTo("cases_clockextension", "clock_id", "cases_clock"),
        *of_case("cases_clockpause"),
        BelongsTo("cases_clockpause", "clock_id", "cases_clock"),
        *of_case("cases_hold"),
        *of_case("cases_teamrequest"),
        BelongsTo("cases_teamrequest", "from_team_id", "staff_team"),
        BelongsTo("cases_teamrequest", "to_team_id", "staff_team"),
        *of_case("cases_event", append_only=True),
        *of_case("cases_assignment", append_only=True),
        BelongsTo("cases_assignment", "team_id", "staff_team"),
        Protect("cases_handover", pointed_at=True),
        BelongsTo("cases_handover", "absence_id", "staff_absence"),
        *of_case("cases_handoverpiece"),
        BelongsTo("cases_handoverpiece", "handover_id", "cases_handover"),
        Protect("cases_alarm", root=True),
        BelongsTo("cases_alarm", "team_id", "staff_team"),
        *of_case("cases_caseweight", append_only=True),
        *of_case("cases_weightchallenge"),
        *(BelongsTo(table, column, "staff_officer") for table, columns in WHO.items() for column in columns),
        migrations.RunSQL(read("0002_invariants", beside=__file__), read("0002_invariants_undo", beside=__file__)),
    ]
