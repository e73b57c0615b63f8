"""Which log-in does what: only the owner migrates; everything else is the app's."""


class OwnerMigrates:
    """Send schema changes to the owner's log-in, and nothing else."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"

    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        return True
