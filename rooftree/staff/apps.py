"""Registers who acts: offices, teams, officers, roles, absence and cover."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "rooftree.staff"
    label = "staff"
