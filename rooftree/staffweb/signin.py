"""Staff sign in: password, passkey, second factor, recovery codes, and changing them.

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
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormMixin
from django_htmx.middleware import HtmxDetails

from rooftree.foundations.models import Council, SignIn
from rooftree.pages.forms import say_what_to_do
from rooftree.staff.permissions import may_have_calendar_feeds
from rooftree.staffweb import single_sign_on
from rooftree.staffweb.adapters import check_own_way_in, keep_under_present_key


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
        ways = {"served": Council.objects.all(), "directories": settings.DIRECTORIES}
        return super().get_context_data(**given) | ways | {"next": get_next_redirect_url(self.request) or ""}


class AuthenticateView(mfa.AuthenticateView):
    """Ask for the second factor: a code, a recovery code or a passkey."""

    def get_context_data(self, **given: object) -> dict[str, object]:
        return super().get_context_data(**given) | {"kinds": _kinds(self.stage.login.user)}

    def form_valid(self, form: AuthenticateForm) -> HttpResponse:
        keep_under_present_key(form.user)
        return super().form_valid(form)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


class PasswordView(_SaysWhatWasWrong, account.PasswordChangeView):
    """Change the password, given the present one."""


class _BeginsAnew(FormMixin):
    """Whoever has proved again who they are goes on under a new key: the old one may have been seen."""

    request: HttpRequest

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)
        self.request.session.cycle_key()
        return answer


class ConfirmPasswordView(_SaysWhatWasWrong, _BeginsAnew, account.ReauthenticateView):
    """Ask for the password again before a second factor is changed."""


class ConfirmCodeView(_SaysWhatWasWrong, _BeginsAnew, mfa.ReauthenticateView):
    """Ask for a code again before a second factor is changed."""


@method_decorator(login_not_required, name="dispatch")
class PasskeySignInView(passkeys.LoginWebAuthnView):
    """Sign in with a passkey alone: what it asks of its owner is the second factor."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        sign_in = form.cleaned_data["credential"].user
        try:
            check_own_way_in(sign_in.email)
        except ValidationError as refusal:
            messages.error(self.request, refusal.message)
            return redirect("account_login")
        return super().form_valid(form)


class ConfirmPasskeyView(_BeginsAnew, passkeys.ReauthenticateWebAuthnView):
    """Ask for a passkey again before a second factor is changed."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AddPasskeyView(_SaysWhatWasWrong, passkeys.AddWebAuthnView):
    """Add a passkey. Proving it the first time counts as the second factor."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="webauthn")
        return answer


class NamePasskeyView(_SaysWhatWasWrong, passkeys.EditWebAuthnView):
    """Give a passkey another name."""


class RemovePasskeyView(passkeys.RemoveWebAuthnView):
    """Let go of a passkey. The session proves another factor after it."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)
        forget_second_factor(self.request)
        return answer


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
        forget_second_factor(self.request)
        return answer


class NewRecoveryCodesView(_SaysWhatWasWrong, recovery_codes.GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop working."""


class AccountView(mfa.IndexView):
    """Show how somebody signs in."""

    def get_context_data(self, **given: object) -> dict[str, object]:
        accounts = self.request.user.directory_accounts.all()
        names = {directory.issuer: directory.name for directory in settings.DIRECTORIES}
        tied = [names.get(account.issuer, account.issuer) for account in accounts]
        acting = getattr(self.request, "officer", None)
        officers = acting.officers.values() if acting else ()
        may_feed = any(may_have_calendar_feeds(officer) for officer in officers)
        return super().get_context_data(**given) | {"tied": tied, "may_feed": may_feed}


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether this session has proved a second factor. Asks the session only."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, _sign_in(request)))


def forget_second_factor(request: HttpRequest) -> None:
    """Let the session prove a second factor anew; what the council's directory has seen still holds."""
    records = get_authentication_records(request, _sign_in(request))
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record["method"] != "mfa" or record.get("type") == "directory"
    ]


def page_of_second_factor(request: HttpRequest) -> str:
    """Return the name of the page on which somebody proves a second factor, or sets the first one up."""
    sign_in = _sign_in(request)
    kinds = _kinds(sign_in) if sign_in else set()
    if Authenticator.Type.TOTP in kinds:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "mfa_activate_totp"


def _kinds(sign_in: SignIn) -> set[str]:
    """Return which kinds of second factor somebody has."""
    return set(Authenticator.objects.filter(user=sign_in).values_list("type", flat=True))


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
    path("sign-in/passkey/", PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("sign-in/directory/<slug:code>/", single_sign_on.begin, name="directory_sign_in"),
    path("sign-in/directory/<slug:code>/back/", single_sign_on.come_back, name="directory_return"),
    path("sign-out/", account.LogoutView.as_view(), name="account_logout"),
    path("account/", AccountView.as_view(), name="mfa_index"),
    path("account/password/", PasswordView.as_view(), name="account_change_password"),
    path("account/confirm/", ConfirmPasswordView.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", ConfirmCodeView.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", ConfirmPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/", passkeys.ListWebAuthnView.as_view(), name="mfa_list_webauthn"),
    path("account/passkeys/add/", AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name/", NamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("account/authenticator/", SetUpAuthenticatorView.as_view(), name="mfa_activate_totp"),
    path("account/authenticator/remove/", RemoveAuthenticatorView.as_view(), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/", recovery_codes.ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"
    ),
    path("account/recovery-codes/new/", NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
]
