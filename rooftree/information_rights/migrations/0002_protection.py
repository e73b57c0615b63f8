"""Keep every row with its council and its groups; the log of who looked, equality answers, and destruction."""

from django.db import migrations

from rooftree.cases.protection import GROUPS, of_case, of_kind
from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read

HELD_GROUPS = ("held_restricted_to", "held_also_restricted_to")
BATCH_GROUPS = ("restricted_to", "also_restricted_to")

OPEN = "= ANY ((SELECT may_open())::int[])"
OPENED = "case_id = ANY ((SELECT opened_cases())::bigint[])"

# Opening the case of a request by exception does not open what is held on the person in other groups.
POLICY = f"""
    ALTER POLICY own_council ON {{table}} USING (
        council_id = ANY ((SELECT acting_for())::int[])
        AND (restricted_to {OPEN} OR {OPENED}) AND (person_restricted_to {OPEN} OR {OPENED})
        AND held_restricted_to {OPEN} AND held_also_restricted_to {OPEN}
    )
"""


def of_held(table: str, *, key: str = "id", pointed_at: bool = False, audited: bool = True) -> list:
    """Return the operations that let those see a row who see the case, and may open the thing held."""
    return [
        Protect(
            table,
            restricted=True,
            restricted_also=("person_restricted_to", *HELD_GROUPS),
            case="case_id",
            pointed_at=pointed_at,
            audited=audited,
            key=key,
        ),
        migrations.RunSQL(POLICY.format(table=table), migrations.RunSQL.noop),
        BelongsTo(table, "case_id", "cases_case", restricted=GROUPS, groups=GROUPS),
    ]


def function(name: str) -> migrations.RunSQL:
    """Return the operation that makes the functions of a file, and takes them away again."""
    return migrations.RunSQL(read(f"0002_{name}", beside=__file__), read(f"0002_{name}_undo", beside=__file__))


WHO = {
    "information_rights_rightsrequest": ["looked_through_by_id", "answered_by_id"],
    "information_rights_correction": ["by_id"],
    "information_rights_toldrecipient": ["by_id"],
    "information_rights_datacomplaint": ["answered_by_id"],
    "information_rights_gathering": ["by_id"],
    "information_rights_heldthing": ["decided_by_id"],
    "information_rights_release": ["by_id"],
    "information_rights_legalhold": ["by_id", "ended_by_id"],
    "information_rights_disposal": ["proposed_by_id", "approved_by_id"],
    "information_rights_disposalline": ["kept_by_id"],
    "information_rights_certificate": ["proposed_by_id", "approved_by_id"],
}
"""The columns that name an officer."""


KEPT = (
    "information_rights_rightsrequest",
    "information_rights_datacomplaint",
    "information_rights_gathering",
    "information_rights_heldthing",
    "information_rights_release",
    "information_rights_legalhold",
)
"""Tables from which the site's log-in deletes nothing."""


class Migration(migrations.Migration):
    dependencies = [
        ("information_rights", "0001_initial"),
        ("cases", "0009_residents"),
        ("contact", "0003_legacy_search"),
        ("foundations", "0009_destruction"),
    ]

    operations = [
        *of_kind("rights_request", "information_rights_rightsrequest"),
        *of_kind("data_complaint", "information_rights_datacomplaint"),
        *of_case("information_rights_correction", append_only=True),
        *of_case("information_rights_toldrecipient", append_only=True),
        *of_case("information_rights_gathering", pointed_at=True),
        *of_held("information_rights_heldthing", pointed_at=True),
        BelongsTo("information_rights_heldthing", "gathering_id", "information_rights_gathering"),
        *of_held("information_rights_heldcopy", key="thing_id", audited=False),
        BelongsTo("information_rights_heldcopy", "thing_id", "information_rights_heldthing"),
        BelongsTo("information_rights_heldcopy", "file_id", "foundations_keptfile"),
        *of_case("information_rights_release"),
        BelongsTo("information_rights_release", "file_id", "foundations_keptfile"),
        Protect(
            "information_rights_look",
            root=True,
            restricted=True,
            person="person_id",
            append_only=True,
            audited=False,
        ),
        Protect(
            "information_rights_legalhold",
            root=True,
            restricted_also=("person_restricted_to", "case_restricted_to", "case_person_restricted_to"),
        ),
        BelongsTo("information_rights_legalhold", "person_id", "people_person", restricted="person_restricted_to"),
        BelongsTo(
            "information_rights_legalhold",
            "case_id",
            "cases_case",
            restricted=("case_restricted_to", "case_person_restricted_to"),
            groups=GROUPS,
        ),
        Protect(
            "information_rights_disposal",
            root=True,
            restricted=True,
            restricted_also="also_restricted_to",
            pointed_at=True,
        ),
        Protect(
            "information_rights_disposalline",
            restricted=True,
            restricted_also="also_restricted_to",
            audited=False,
        ),
        BelongsTo(
            "information_rights_disposalline",
            "disposal_id",
            "information_rights_disposal",
            restricted=BATCH_GROUPS,
            groups=BATCH_GROUPS,
        ),
        Protect("information_rights_certificate", root=True, append_only=True),
        BelongsTo("information_rights_certificate", "disposal_id", "information_rights_disposal"),
        Protect("information_rights_equalitydeclaration", root=True, pointed_at=True, audited=False),
        Protect("information_rights_equalityanswer", audited=False),
        BelongsTo("information_rights_equalityanswer", "declaration_id", "information_rights_equalitydeclaration"),
        *(BelongsTo(table, column, "staff_officer") for table, columns in WHO.items() for column in columns),
        migrations.RunSQL(
            f"REVOKE DELETE ON {', '.join(KEPT)} FROM rooftree_app",
            f"GRANT DELETE ON {', '.join(KEPT)} TO rooftree_app",
        ),
        function("looks"),
        function("equality"),
        function("destruction"),
    ]
