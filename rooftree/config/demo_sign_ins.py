"""The demonstration's sign-ins, whose password everybody knows, let nobody into a council's own Rooftree."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError

from rooftree.demo import who
from rooftree.foundations.models import SignIn


def refuse_demo_sign_ins() -> None:
    """Raise ImproperlyConfigured where production would let somebody in with the demonstration's password.

    Called once as the server starts, when there is a database to ask.
    """
    if not settings.PRODUCTION:
        return
    known = SignIn.objects.filter(email__in=[officer.email for officer in who.OFFICERS], is_active=True)
    open_to_all = sorted(sign_in.email for sign_in in known if sign_in.check_password(who.PASSWORD))
    if open_to_all:
        raise ImproperlyConfigured(
            "Rooftree will not start in production: these sign-ins have the demonstration's password: "
            f"{', '.join(open_to_all)}. Close them, or give them passwords of their own."
        )


class NotTheDemonstrations:
    """Refuse the demonstration's password to anybody who chooses one. A validator of Django's."""

    def validate(self, password: str, user: SignIn | None = None) -> None:
        """Raise ValidationError for the demonstration's password."""
        if password == who.PASSWORD:
            raise ValidationError(
                "Everybody knows that password: it is the demonstration's.", code="demonstration"
            )

    def get_help_text(self) -> str:
        """Return what to tell somebody who chooses a password."""
        return "Your password cannot be the demonstration's."
