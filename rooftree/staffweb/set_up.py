"""The page on which an officer chooses a password, come to by a set-up link. Nobody is signed in yet."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from rooftree.foundations import dates
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import Form, sent, was_done
from rooftree.staff import actions
from rooftree.staff.actions.sign_ins import sign_in_of


class PasswordForm(Form):
    """A password, typed twice."""

    password = forms.CharField(strip=False, max_length=200, widget=forms.PasswordInput, label="a password")
    again = forms.CharField(strip=False, max_length=200, widget=forms.PasswordInput, label="the password again")

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        said = super().clean() or {}
        again = said.pop("again", None)
        if again is not None and "password" in said and said["password"] != again:
            self.add_error("again", "The two passwords are not the same: enter the first one again")
        return said


@login_not_required
@never_cache
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by a link that works once."""
    at = dates.now()
    try:
        sign_in = sign_in_of(token, at=at)
    except Refused as refusal:
        return render(request, "officers/set_up_over.html", {"reason": str(refusal)}, status=410)
    form = PasswordForm(sent(request))
    if was_done(form, partial(_choose, token, at=at)):
        messages.success(request, "The password is chosen. Sign in with it.")
        return redirect("account_login")
    status = 422 if form.errors else 200
    return render(request, "officers/set_up.html", {"form": form, "email": sign_in.email}, status=status)


def _choose(token: str, *, password: str, at: Any, key: str) -> None:
    """Choose the password. The link itself works once, so the form's key is not needed."""
    actions.choose_password(token, password=password, at=at)
