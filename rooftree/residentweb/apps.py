"""The residents' pages."""

from django.apps import AppConfig


class ResidentWebConfig(AppConfig):
    name = "rooftree.residentweb"
    label = "residentweb"
