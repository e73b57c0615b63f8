"""What stands before every staff page: signing in, the second factor, and for whom we act."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from rooftree.foundations import dates
from rooftree.foundations.isolation import Acting, acting_for
from rooftree.record.opening import opened_by
from rooftree.staff import queries as staff
from rooftree.staffweb import signin
from rooftree.staffweb.requests import StaffRequest

Respond = Callable[[HttpRequest], HttpResponseBase]
STAFF = "/staff/"
WITHOUT_SECOND_FACTOR = ("/staff/account/", "/staff/sign-out/")
"""Where an officer may go before proving a second factor: to set one up, or to leave."""


class SignInFirst(LoginRequiredMiddleware):
    """Every staff page needs somebody signed in, unless its view says `login_not_required`."""

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        return super().process_view(request, *view) if request.path.startswith(STAFF) else None

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> Any:
        return signin.to_sign_in(request)


class SecondFactor:
    """Outside the demo, an officer without a second factor sets one up before anything else."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._is_wanted(request) and not signin.has_second_factor(request):
            return redirect(signin.page_of_second_factor(request))
        return self.get_response(request)

    def _is_wanted(self, request: HttpRequest) -> bool:
        if settings.DEMO or not request.path.startswith(STAFF):
            return False
        return not request.path.startswith(WITHOUT_SECOND_FACTOR) and request.user.is_authenticated


class ActAsOfficer:
    """Act for the councils of the signed-in officer until the answer is sent, and no longer.

    Sets `request.officer` (who is signed in, to each of their councils) and `request.councils`.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        someone = cast(Any, request)
        someone.officer = None
        someone.councils = ()
        if not request.path.startswith(STAFF) or not request.user.is_authenticated:
            return self.get_response(request)
        answer = self._answer(cast(StaffRequest, request))
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer

    def _answer(self, request: StaffRequest) -> HttpResponseBase:
        now = dates.now()
        today = dates.london_day(now)
        standing = staff.standing(request.user, on=today)
        if not standing.councils:
            return self._answer_nobody(request)
        opened = opened_by(request.user, at=now)
        with acting_for(
            standing.councils,
            groups=standing.groups,
            opened=opened.people,
            cases=opened.cases,
            who=f"sign-in:{request.user.pk}",
            where=get_adapter().get_client_ip(request),
        ) as acting:
            request.officer = staff.signed_in(request.user, on=today)
            request.councils = tuple(officer.council for officer in request.officer.officers.values())
            answer = self.get_response(request)
        if isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = _acting_while(acting, cast(Iterable[bytes], answer.streaming_content))
        return answer

    def _answer_nobody(self, request: HttpRequest) -> HttpResponseBase:
        """Somebody who has left, or not begun, may sign out, and see nothing."""
        if request.path.startswith(WITHOUT_SECOND_FACTOR):
            return self.get_response(request)
        return render(request, "account/no_standing.html", status=403)


def _acting_while(acting: Acting, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Give the parts of a streamed answer, acting as the request did while each is made."""
    with acting_for(
        acting.councils,
        groups=acting.groups,
        opened=acting.opened,
        cases=acting.cases,
        who=acting.who,
        where=acting.where,
        why=acting.why,
    ):
        yield from parts
