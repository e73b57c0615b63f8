"""Letters, emails and texts, and the replies to them."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "rooftree.correspondence"
    label = "correspondence"

    def ready(self) -> None:
        """Read and check the templates of every package: a mistake in one stops the start."""
        from rooftree.correspondence import catalogue

        catalogue.load()
