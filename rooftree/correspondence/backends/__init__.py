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
PRINT = "print"
"""Letters wait until somebody gathers them for a printer of our own (`actions.print_runs`)."""
CHOICES: Mapping[Channel, Mapping[str, str]] = MappingProxyType(
    {
        Channel.EMAIL: {"folder": "folder.Folder", "smtp": "smtp.Smtp", "notify": "notify.Notify"},
        Channel.TEXT: {"folder": "folder.Folder", "notify": "notify.Notify"},
        Channel.LETTER: {"folder": "folder.Folder", "notify": "notify.Notify"},
    }
)
"""What each channel may go by, beside nothing."""

__all__ = ["Answer", "Backend", "Envelope", "Unavailable", "channels", "for_channel", "handed_over"]


def channels() -> frozenset[Channel]:
    """Return the channels that this Rooftree can send by."""
    return frozenset(channel for channel in Channel if settings.MESSAGES_BY[channel] != NONE)


def handed_over() -> frozenset[Channel]:
    """Return the channels on which messages go by themselves. What is printed waits for a person."""
    return frozenset(channel for channel in channels() if settings.MESSAGES_BY[channel] != PRINT)


def for_channel(channel: Channel) -> Backend:
    """Return a fresh backend for a channel. Whoever asks closes it."""
    module, _, name = CHOICES[channel][settings.MESSAGES_BY[channel]].partition(".")
    made: Backend = getattr(import_module(f"{__name__}.{module}"), name)()
    return made
