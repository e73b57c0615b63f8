"""Other systems: the tokens and clients they come in with, and the webhooks by which they hear of cases."""

from django.apps import AppConfig


class MachinesConfig(AppConfig):
    name = "rooftree.machines"
    label = "machines"
