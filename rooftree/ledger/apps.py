"""The ledger's place among Django's apps."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Accounts and movements."""

    name = "rooftree.ledger"
