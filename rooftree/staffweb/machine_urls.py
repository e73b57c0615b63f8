"""The addresses of the pages about other systems, and of one's own tokens."""

from django.urls import path

from rooftree.staffweb import machines, tokens

urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/make/", tokens.make, name="make_token"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("council/systems/", machines.systems, name="systems"),
    path("council/systems/add/", machines.let_in, name="let_in"),
    path("council/systems/tokens/<int:pk>/revoke/", machines.revoke_token_of, name="revoke_token_of"),
    path("council/systems/<int:pk>/", machines.system, name="system"),
    path("council/systems/<int:pk>/secret/", machines.change_secret, name="change_secret"),
    path("council/systems/<int:pk>/end/", machines.end_system, name="end_system"),
    path("council/systems/<int:pk>/webhooks/add/", machines.add_endpoint, name="add_endpoint"),
    path("council/systems/webhooks/<int:pk>/", machines.endpoint, name="endpoint"),
    path(
        "council/systems/webhooks/<int:pk>/secret/", machines.change_signing_secret, name="change_signing_secret"
    ),
    path("council/systems/webhooks/<int:pk>/on/", machines.switch_on, name="switch_on"),
    path("council/systems/webhooks/<int:pk>/end/", machines.end_endpoint, name="end_endpoint"),
    path("council/systems/deliveries/<int:pk>/again/", machines.tell_again, name="tell_again"),
]
