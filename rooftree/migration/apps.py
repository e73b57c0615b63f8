"""Registers migration: takes the files of the systems being replaced."""

from django.apps import AppConfig


class MigrationConfig(AppConfig):
    name = "rooftree.migration"
    label = "migration"
