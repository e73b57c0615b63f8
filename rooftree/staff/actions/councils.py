"""What a council is called, and its colour."""

from datetime import datetime

from django.db import transaction

from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.staff import permissions, rules
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def change_council(*, name: str, accent: str, by: Officer, at: datetime, key: str) -> Council:
    """Change the name and the colour of the council that `by` acts for. The audit keeps what they were.

    Raises Refused for a colour that cannot be read on our pages (WCAG 2.2, 1.4.3).
    """
    require(permissions.may_change_council(by))
    council = Council.objects.select_for_update().get(pk=by.council_id)
    if once(key, "staff.change_council", council_id=council.pk, at=at).before:
        return council
    rules.check_said(name, "A council needs a name: it stands at the top of every page.")
    rules.check_accent(accent)
    council.name, council.accent = name.strip(), accent.lower()
    council.save(update_fields=["name", "accent"])
    return council
