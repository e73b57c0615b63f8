"""Passwords that anybody who knows the service would try first."""

import re

from django.core.exceptions import ValidationError

from rooftree.foundations.models import SignIn

OWN_WORDS = (
    "rooftree", "housing", "council", "borough", "district", "tenancy", "tenant", "tenants", "repairs", "resident",
    "officer", "adviser", "manager", "administrator", "password", "welcome", "homeless", "letmein", "summer",
    "autumn", "winter", "spring", "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december", "alder", "birch",
)  # fmt: skip
"""The words of the service, of jobs in it, and of the calendar, out of which careless passwords are made."""
LEFT_AT_LEAST = 6
"""Letters that must remain besides those words."""
_AS_LETTERS = str.maketrans("013457@$!", "oleastasi")


class NotOurOwnWords:
    """Refuse a password that is made of the service's own words and figures. A validator of Django's."""

    def validate(self, password: str, user: SignIn | None = None) -> None:
        """Raise ValidationError for "Housing2026!!" and the like."""
        rest = password.lower().translate(_AS_LETTERS)
        words = [word for word in sorted(OWN_WORDS, key=len, reverse=True) if word in rest]
        for word in words:
            rest = rest.replace(word, "")
        if words and len(re.sub(r"[\W\d_]", "", rest)) < LEFT_AT_LEAST:
            raise ValidationError(
                "That password is made of words that anybody here would try first. Put three words together "
                "that have nothing to do with your work.",
                code="own_words",
            )

    def get_help_text(self) -> str:
        """Return what to tell somebody who chooses a password."""
        return "Your password cannot be made of the service's own words."
