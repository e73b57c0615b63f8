"""What people may ask of what we hold on them."""

from django.apps import AppConfig


class InformationRightsConfig(AppConfig):
    name = "rooftree.information_rights"
    label = "information_rights"
