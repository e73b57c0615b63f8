"""The addresses by which residents get in and out."""

from django.urls import path

from rooftree.residentweb import acting, choosing, opening_account, signing_in, statements

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/code/", signing_in.code, name="code"),
    path("sign-in/who/", signing_in.who, name="who"),
    path("sign-in/again/", signing_in.again, name="again"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("sign-out/everywhere/", signing_in.sign_out_everywhere, name="sign_out_everywhere"),
    path("typed/", signing_in.typed, name="typed"),
    path("open-account/", opening_account.open_account, name="open_account"),
    path("for-whom/", acting.for_whom, name="for_whom"),
    path("council/", choosing.council, name="council"),
    path("language/", choosing.language, name="language"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
]
