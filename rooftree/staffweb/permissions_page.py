"""The page that says who may do what: every permission with the roles that give it."""

from collections.abc import Iterator

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from rooftree.foundations.downloads import Cell
from rooftree.pages.labels import Labels
from rooftree.staff import directory, permissions
from rooftree.staff.permissions import Permission, all_permissions
from rooftree.staffweb.council_pages import council_of, download, offer, show
from rooftree.staffweb.officers import ROLES
from rooftree.staffweb.requests import StaffRequest


class RoleFilter(forms.Form):
    """Of which role is asked, in which council."""

    role = forms.ChoiceField(required=False)
    council = forms.ChoiceField(required=False)


@require_safe
def who_may_do_what(request: StaffRequest) -> HttpResponse:
    """List every permission with the roles that give it, and how many officers hold one today."""
    who, officer = council_of(request, permissions.may_see_staff)
    labels = Labels(on=who.on, council_id=officer.council_id)
    roles = labels.choices(ROLES)
    form = RoleFilter({"council": officer.council.code, **request.GET.dict()})
    offer(
        form,
        role=[("", "Every role"), *sorted(roles, key=lambda pair: pair[1])],
        council=[(each.code, each.name) for each in who.councils],
    )
    holders = directory.role_holders([officer.council_id], on=who.on)[officer.council_id]
    wanted = request.GET.get("role", "")
    role = wanted if wanted in dict(roles) else ""
    context = {
        "filter": form,
        "role": role,
        "role_label": dict(roles).get(role, ""),
        "council": officer.council,
        "several": len(who.councils) > 1,
        "rows": [
            (each, _labels(each, roles), len(set().union(*(holders.get(code, set()) for code in each.roles))))
            for each in _by_label()
        ],
        "query": request.GET.urlencode(),
    }
    return show(request, "permissions/permissions.html", context)


@require_safe
def permissions_download(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole matrix as a CSV file: a row a permission, a column a role."""
    who, officer = council_of(request, permissions.may_see_staff)
    roles = Labels(on=who.on, council_id=officer.council_id).choices(ROLES)

    def rows() -> Iterator[list[Cell]]:
        for each in _by_label():
            yield [each.label, each.name, *(code in each.roles for code, _ in roles)]

    heading = ["Permission", "Name in the code", *(label for _, label in roles)]
    return download(f"who may do what {officer.council.code}", heading, rows())


def _by_label() -> list[Permission]:
    return sorted(all_permissions(), key=lambda permission: permission.label)


def _labels(permission: Permission, roles: list[tuple[str, str]]) -> list[str]:
    return [label for code, label in roles if code in permission.roles]
