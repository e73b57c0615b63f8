"""Registers places: the tree from estate to home, and the patches that look after them."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "rooftree.places"
    label = "places"
