"""Registers the foundations: what every part of the house stands on."""

from django.apps import AppConfig


class FoundationsConfig(AppConfig):
    name = "rooftree.foundations"
    label = "foundations"

    def ready(self) -> None:
        """Read and check the rule book: a mistake in it stops the start."""
        from rooftree.foundations import rulebook

        rulebook.load()
