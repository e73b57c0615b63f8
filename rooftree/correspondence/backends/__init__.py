"""By what messages go: a folder of files, a mail server, or GOV.UK Notify, each channel as the settings say.

A backend hands one message over and says what came of it; those that can be asked say also whether a
message has reached them already. None of them touches the database.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from django.conf import settings

from rooftree.correspondence.backends.base import Answer, Backend, Envelope, Unavailable
from rooftree.correspondence.rules import Channel

NONE = "none"
CHOICES: Mapping[Channel, Mapping[str, str]] = MappingProxyType(
    {
        Channel.EMAIL: {"folder": "folder.Folder", "smtp": "smtp.Smtp", "notify": "notify.Notify"},
        Channel.TEXT: {"folder": "folder.Folder", "notify": "notify.Notify"},
        Channel.LETTER: {"folder": "folder.Folder", "notify": "notify.Notify"},
    }
)
"""What each channel may go by, beside nothing."""

__all__ = ["Answer", "Backend", "Envelope", "Unavailable", "channels", "for_channel"]


def channels() -> frozenset[Channel]:
    """Return the channels that this Rooftree can send by."""
    return frozenset(channel for channel in Channel if settings.MESSAGES_BY[channel] != NONE)


def for_channel(channel: Channel) -> Backend:
    """Return a fresh backend for a channel. Whoever asks closes it."""
    module, _, name = CHOICES[channel][settings.MESSAGES_BY[channel]].partition(".")
    made: Backend = getattr(import_module(f"{__name__}.{module}"), name)()
    return made
