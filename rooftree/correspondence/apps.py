"""Letters, emails and texts, and the replies to them."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "rooftree.correspondence"
    label = "correspondence"
