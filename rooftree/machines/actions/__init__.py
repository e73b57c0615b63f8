"""What can be done about other systems: one function for each thing. The only code that writes these tables."""

from rooftree.machines.actions.clients import (
    change_secret,
    end_client,
    give_access,
    make_client,
)
from rooftree.machines.actions.tokens import Made, make_token, revoke_token, revoke_token_of
from rooftree.machines.actions.webhooks import (
    add_endpoint,
    change_signing_secret,
    end_endpoint,
    switch_on,
    tell_again,
)

__all__ = [
    "Made",
    "add_endpoint",
    "change_secret",
    "change_signing_secret",
    "end_client",
    "end_endpoint",
    "give_access",
    "make_client",
    "make_token",
    "revoke_token",
    "revoke_token_of",
    "switch_on",
    "tell_again",
]
