"""Headers that Django does not send by itself."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOT_NEEDED = ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
POLICY = ", ".join(f"{feature}=()" for feature in NOT_NEEDED)


class PermissionsPolicy:
    """Tell the browser which of its powers our pages never use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", POLICY)
        return answer
