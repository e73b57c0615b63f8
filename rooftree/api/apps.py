"""The doors for other systems."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "rooftree.api"
    label = "api"
