"""Reads about the council's own directory: which groups give which roles, and who is tied to it."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from rooftree.staff.models import DirectoryRole, Officer
from rooftree.staff.queries import here


def group_roles(councils: Collection[int], *, on: dt.date) -> QuerySet[DirectoryRole]:
    """Return what groups give, gave or will, by directory and group, with how many `hold` it by that on a day."""
    holding = Count("given", filter=here("given__role_held__", on) & Q(given__isnull=False))
    return (
        DirectoryRole.objects.filter(council__in=councils)
        .select_related("council", "team", "made_by", "ended_by")
        .annotate(hold=holding)
        .order_by("directory", "group", "role", "-from_on", "pk")
    )


def group_role(pk: int) -> DirectoryRole:
    """Return what one group gives. Raises DirectoryRole.DoesNotExist."""
    return DirectoryRole.objects.select_related("council", "team").get(pk=pk)


def issuers_of(officer: Officer) -> list[str]:
    """Return the directories at which an officer has an account that their sign-in is tied to."""
    if officer.sign_in is None:
        return []
    return list(officer.sign_in.directory_accounts.order_by("issuer").values_list("issuer", flat=True))
