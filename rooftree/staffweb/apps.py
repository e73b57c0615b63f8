"""Registers the staff's pages."""

from django.apps import AppConfig


class StaffwebConfig(AppConfig):
    name = "rooftree.staffweb"
    label = "staffweb"
