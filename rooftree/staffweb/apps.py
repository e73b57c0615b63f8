"""Registers the staff's pages."""

from django.apps import AppConfig


class StaffwebConfig(AppConfig):
    name = "rooftree.staffweb"
    label = "staffweb"

    def ready(self) -> None:
        """Listen to what happens to sign-ins."""
        from rooftree.staffweb import idle, security_events  # noqa: F401
