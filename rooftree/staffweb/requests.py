"""What a view of the staff site is given."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from rooftree.foundations.models import Council, SignIn
from rooftree.staff.queries import SignedIn


class StaffRequest(HttpRequest):
    """A request of somebody signed in, as `middleware.ActAsOfficer` hands it on. For annotations."""

    user: SignIn
    officer: SignedIn
    councils: tuple[Council, ...]
    htmx: HtmxDetails
