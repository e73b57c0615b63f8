"""Registers the foundations: what every part of the house stands on."""

from django.apps import AppConfig


class FoundationsConfig(AppConfig):
    name = "rooftree.foundations"
    label = "foundations"
