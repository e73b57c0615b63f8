"""The case kernel: what officers promise and do, who has it, and by when."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "rooftree.cases"
    label = "cases"
