"""Turns on, for one table, everything that keeps a council's data its own.

`Protect` is a migration operation. It gives the table its row-security policy, the grants that the
app's log-in needs and no more, the audit triggers, and the key that other tables' composite foreign
keys point at. `BelongsTo` adds such a composite key. `tests/test_protection.py` fails for any table,
view or partition that went without.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

from rooftree.foundations.isolation import OPEN_TO_ALL

APP = "rooftree_app"
COUNCIL_POLICY = "council_id = ANY ((SELECT acting_for())::int[])"


def policy(groups: tuple[str, ...] = (), person: str = "", case: str = "") -> str:
    """Return the condition that a row of a protected table must meet to be seen or written.

    `groups` are the columns with restricted groups, all of which must be open to the asker; `person`
    names the column with the person's id, and `case` that with the case's, so that one restricted
    person or case can be opened by exception.
    """
    opened = f" OR {person} = ANY ((SELECT opened_people())::bigint[])" if person else ""
    opened += f" OR {case} = ANY ((SELECT opened_cases())::bigint[])" if case else ""
    tests = [f"({group} = ANY ((SELECT may_open())::int[]){opened})" for group in groups]
    return " AND ".join([COUNCIL_POLICY, *tests])


class _TableOperation(Operation):
    """SQL about one table, run by the owner, forwards and back."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change: protection lives in the database."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(schema_editor, self.forwards())

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._run(schema_editor, self.backwards())

    def _run(self, schema_editor: Any, statements: list[str]) -> None:
        if schema_editor.connection.alias != "owner":
            return
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def forwards(self) -> list[str]:
        raise AssertionError("say what the operation does")

    def backwards(self) -> list[str]:
        raise AssertionError("say how the operation is undone")


class Protect(_TableOperation):
    """Protect one council-owned table.

    A `root` table's council is checked by a key of its own; the others' by the row they belong to.
    `restricted` tables carry `restricted_to` and hide rows from those outside that group, and
    `restricted_also` names further such columns; `person` is their column with a person's id, and
    `case` that with a case's.
    `pointed_at` gives the keys that other tables' composite keys need. `append_only` tables can be
    read and added to, nothing else, not even by the owner; only the groups of `regrouped` ones follow
    the record that they belong to. `key` is the primary key's column, which
    the audit records; `audited` is off only for what can be rebuilt from other tables.
    """

    def __init__(
        self,
        table: str,
        *,
        root: bool = False,
        restricted: bool = False,
        restricted_also: str | tuple[str, ...] = (),
        person: str = "",
        case: str = "",
        pointed_at: bool = False,
        append_only: bool = False,
        regrouped: bool = False,
        audited: bool = True,
        key: str = "id",
    ) -> None:
        self.table = table
        self.root = root
        self.restricted = restricted
        also = (restricted_also,) if isinstance(restricted_also, str) else restricted_also
        self.groups = (*(("restricted_to",) if restricted else ()), *also)
        self.person = person
        self.case = case
        self.pointed_at = pointed_at
        self.append_only = append_only
        self.regrouped = regrouped
        self.audited = audited
        self.key = key

    def describe(self) -> str:
        return f"Protect {self.table}"

    def forwards(self) -> list[str]:
        grants = "SELECT, INSERT" if self.append_only else "SELECT, INSERT, UPDATE, DELETE"
        condition = policy(self.groups, self.person, self.case)
        return [
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY own_council ON {self.table} USING ({condition})",
            f"REVOKE ALL ON {self.table} FROM PUBLIC, {APP}",
            f"GRANT {grants} ON {self.table} TO {APP}",
            *(self._root_key() if self.root else []),
            *(self._keys_to_point_at() if self.pointed_at else []),
            *(self._append_only_triggers() if self.append_only else []),
            *(self._audit_triggers() if self.audited else []),
        ]

    def backwards(self) -> list[str]:
        triggers = [f"{self.table}_{event}" for event in ("insert", "update", "delete")]
        return [
            f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.table}_council",
            *(f"DROP TRIGGER IF EXISTS {trigger} ON {self.table}" for trigger in triggers),
            f"DROP TRIGGER IF EXISTS {self.table}_append_only ON {self.table}",
            f"DROP TRIGGER IF EXISTS {self.table}_facts_stay ON {self.table}",
            f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.table}_of_council",
            f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.table}_of_group",
            f"DROP POLICY own_council ON {self.table}",
            f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY",
        ]

    def _root_key(self) -> list[str]:
        return [
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_council "
            "FOREIGN KEY (council_id) REFERENCES foundations_council (id)"
        ]

    def _keys_to_point_at(self) -> list[str]:
        keys = {"of_council": f"council_id, {self.key}"}
        if self.restricted:
            keys["of_group"] = ", ".join(("council_id", self.key, *self.groups))
        return [
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_{name} UNIQUE ({columns})"
            for name, columns in keys.items()
        ]

    def _append_only_triggers(self) -> list[str]:
        if not self.regrouped:
            return [
                f"CREATE TRIGGER {self.table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {self.table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            ]
        groups = ", ".join(f"'{group}'" for group in self.groups)
        return [
            f"CREATE TRIGGER {self.table}_append_only BEFORE DELETE OR TRUNCATE ON {self.table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {self.table}_facts_stay AFTER UPDATE ON {self.table} "
            "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_facts({groups})",
        ]

    def _audit_triggers(self) -> list[str]:
        # The audit of a row has one group: the first that is not everybody.
        nullable = ", ".join(f"nullif({group}, {OPEN_TO_ALL})" for group in self.groups)
        one = self.groups == ("restricted_to",)
        restricted = (
            "restricted_to" if one else f"coalesce({nullable}, {OPEN_TO_ALL})" if nullable else str(OPEN_TO_ALL)
        )
        arguments = f"'{self.key}', '{restricted}'"
        rows = {
            "insert": "NEW TABLE AS new_rows",
            "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "delete": "OLD TABLE AS old_rows",
        }
        return [
            f"CREATE TRIGGER {self.table}_{event} AFTER {event.upper()} ON {self.table} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION audit_{event}({arguments})"
            for event, tables in rows.items()
        ]


class BelongsTo(_TableOperation):
    """Tie a row to a row of the same council, and, where both are restricted, of the same group.

    `restricted` is the column with the group of the row pointed at, or, where that has several, the
    columns in the order in which its `Protect` names them (`groups`): when they change there, the
    database changes them here.
    """

    def __init__(
        self,
        table: str,
        column: str,
        to: str,
        *,
        to_key: str = "id",
        restricted: str | tuple[str, ...] = (),
        groups: tuple[str, ...] = ("restricted_to",),
    ) -> None:
        self.table = table
        self.column = column
        self.to = to
        self.to_key = to_key
        self.restricted = (restricted,) if isinstance(restricted, str) else restricted
        self.groups = groups

    def describe(self) -> str:
        return f"Tie {self.table}.{self.column} to {self.to} of the same council"

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_same_council"

    def forwards(self) -> list[str]:
        here, there = f"council_id, {self.column}", f"council_id, {self.to_key}"
        cascade = ""
        if self.restricted:
            here, there = ", ".join((here, *self.restricted)), ", ".join((there, *self.groups))
            cascade = " ON UPDATE CASCADE"
        return [
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} FOREIGN KEY ({here}) "
            f"REFERENCES {self.to} ({there}){cascade} DEFERRABLE INITIALLY IMMEDIATE"
        ]

    def backwards(self) -> list[str]:
        return [f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}"]


class Share(_TableOperation):
    """Grant the app's log-in named rights on a table that holds no council's data."""

    def __init__(self, table: str, *, rights: str = "SELECT") -> None:
        self.table = table
        self.rights = rights

    def describe(self) -> str:
        return f"Let the app {self.rights.lower()} {self.table}"

    def forwards(self) -> list[str]:
        return [f"REVOKE ALL ON {self.table} FROM {APP}", f"GRANT {self.rights} ON {self.table} TO {APP}"]

    def backwards(self) -> list[str]:
        return [f"REVOKE ALL ON {self.table} FROM {APP}"]
