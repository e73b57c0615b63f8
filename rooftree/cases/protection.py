"""Ties a table to the case kernel, as a migration does: rows of a case, and the table of a kind."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

from rooftree.foundations.protection import BelongsTo, Protect

GROUPS = ("restricted_to", "person_restricted_to")
"""The columns of a case, and of every row of it, that say which groups may open it."""


def of_case(
    table: str, *, append_only: bool = False, pointed_at: bool = False, case: str = "case_id", key: str = "id"
) -> list[Operation]:
    """Return the operations that let those see a row who see its case, whatever becomes of its groups."""
    return [
        Protect(
            table,
            restricted=True,
            restricted_also="person_restricted_to",
            case=case,
            append_only=append_only,
            regrouped=append_only,
            pointed_at=pointed_at,
            key=key,
        ),
        BelongsTo(table, case, "cases_case", restricted=GROUPS, groups=GROUPS),
    ]


def of_kind(kind: str, table: str) -> list[Operation]:
    """Return the operations that make `table` hold what makes a case this kind: one row a case, no more, no fewer.

    The table is a `CaseRecord` whose key is its case. A trigger checks it when a transaction commits.
    """
    return [
        *of_case(table, key="case_id", pointed_at=True),
        migrations.RunSQL(
            [
                ("INSERT INTO cases_kindtable (kind, table_name) VALUES (%s, %s)", [kind, table]),
                f"CREATE CONSTRAINT TRIGGER {table}_is_of_its_kind AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_kind_of_row()",
            ],
            [
                f"DROP TRIGGER {table}_is_of_its_kind ON {table}",
                ("DELETE FROM cases_kindtable WHERE kind = %s", [kind]),
            ],
        ),
    ]
