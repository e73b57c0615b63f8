"""Registers people: who they are, how to reach them, and what we must do differently for them."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rooftree.people"
    label = "people"
