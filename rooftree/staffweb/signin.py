"""Staff sign in: password, second factor, recovery codes, and changing them.

The views are django-allauth's, with our pages, and 422 where something typed was wrong. Only the
addresses below exist; nothing else of allauth's is routed. Their names are allauth's own, because it
looks them up.
"""

from allauth.account import views as account
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.base import views as mfa
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormMixin
from django_htmx.middleware import HtmxDetails

from rooftree.foundations.models import Council, SignIn
from rooftree.pages.forms import say_what_to_do
from rooftree.staffweb.adapters import keep_under_present_key


class _SaysWhatWasWrong(FormMixin):
    """A form sent with something wrong in it is shown again with status 422, and says what to do."""

    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        form = super().get_form(form_class)
        say_what_to_do(form)
        return form

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


@method_decorator(login_not_required, name="dispatch")
class SignInView(_SaysWhatWasWrong, account.LoginView):
    """Ask for the email address and the password."""

    def get_context_data(self, **given: object) -> dict[str, object]:
        return super().get_context_data(**given) | {"served": Council.objects.all()}


class AuthenticateView(mfa.AuthenticateView):
    """Ask for the code of the second factor, or a recovery code."""

    def form_valid(self, form: AuthenticateForm) -> HttpResponse:
        keep_under_present_key(form.user)
        return super().form_valid(form)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


class PasswordView(_SaysWhatWasWrong, account.PasswordChangeView):
    """Change the password, given the present one."""


class ConfirmPasswordView(_SaysWhatWasWrong, account.ReauthenticateView):
    """Ask for the password again before a second factor is changed."""


class ConfirmCodeView(_SaysWhatWasWrong, mfa.ReauthenticateView):
    """Ask for a code again before a second factor is changed."""


class SetUpAuthenticatorView(_SaysWhatWasWrong, totp.ActivateTOTPView):
    """Tie an authenticator app to the sign-in. Proving its first code counts as the second factor."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return answer


class RemoveAuthenticatorView(_SaysWhatWasWrong, totp.DeactivateTOTPView):
    """Let go of an authenticator app, to set up another. The session loses its second factor with it."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)
        records = get_authentication_records(self.request, self.request.user)
        self.request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            record for record in records if record["method"] != "mfa"
        ]
        return answer


class NewRecoveryCodesView(_SaysWhatWasWrong, recovery_codes.GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop working."""


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether this session has proved a second factor. Asks the session only."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, _sign_in(request)))


def _sign_in(request: HttpRequest) -> SignIn | None:
    return request.user if request.user.is_authenticated else None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in and come back. A part of a page sends the whole page there."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        back_to = HtmxDetails(request).current_url_abs_path or "/staff/"
        answer["HX-Redirect"] = redirect_to_login(back_to)["Location"]
        return answer
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/staff/")


urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-in/code/", login_not_required(AuthenticateView.as_view()), name="mfa_authenticate"),
    path("sign-out/", account.LogoutView.as_view(), name="account_logout"),
    path("account/", mfa.IndexView.as_view(), name="mfa_index"),
    path("account/password/", PasswordView.as_view(), name="account_change_password"),
    path("account/confirm/", ConfirmPasswordView.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", ConfirmCodeView.as_view(), name="mfa_reauthenticate"),
    path("account/authenticator/", SetUpAuthenticatorView.as_view(), name="mfa_activate_totp"),
    path("account/authenticator/remove/", RemoveAuthenticatorView.as_view(), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/", recovery_codes.ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"
    ),
    path("account/recovery-codes/new/", NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
]
