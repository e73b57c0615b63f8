"""The place of rents among Django's apps."""

from django.apps import AppConfig


class RentsConfig(AppConfig):
    """Rent accounts and what is posted to them."""

    name = "rooftree.rents"
