"""What is refused of what residents do in their own accounts, in words that they read in their own language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooftree.contact.rules import LONGEST_WORDS, MOVES, Status
from rooftree.foundations.refusals import Refused


def check_words(words: str) -> str:
    """Return what a resident writes, without spaces at its ends; raise Refused for nothing, or for too much."""
    given = words.strip()
    if not given:
        raise Refused(_("Write what you want to tell us."))
    if len(given) > LONGEST_WORDS:
        raise Refused(
            _("This is %(length)s characters long. Write %(most)s at most.")
            % {"length": f"{len(given):,}", "most": f"{LONGEST_WORDS:,}"}
        )
    return given


def check_sent_today(sent: int, most: int) -> None:
    """Raise Refused for a request more than a resident can send in a day."""
    if sent >= most:
        raise Refused(
            ngettext(
                "You have sent us %(count)s request today, which is as many as can be sent here in a day. "
                "If it cannot wait until tomorrow, phone us.",
                "You have sent us %(count)s requests today, which is as many as can be sent here in a day. "
                "If it cannot wait until tomorrow, phone us.",
                sent,
            )
            % {"count": sent}
        )


def check_added_today(added: int, most: int) -> None:
    """Raise Refused for adding to requests more often than a resident can in a day."""
    if added >= most:
        raise Refused(
            _(
                "You have added to your requests %(count)s times today, which is as often as can be done here "
                "in a day. If it cannot wait until tomorrow, phone us."
            )
            % {"count": added}
        )


def check_can_be_asked(*, for_residents: bool) -> None:
    """Raise Refused for a reason that residents cannot choose in their own pages."""
    if not for_residents:
        raise Refused(_("This cannot be asked here. Phone us, and we sort it out with you."))


def check_can_answer(*, can_reach: bool) -> None:
    """Raise Refused for a way of answering by which we cannot safely reach the person."""
    if not can_reach:
        raise Refused(
            _(
                "We have no number or address by which we can answer you safely like this. Choose another way, "
                "or add one to your details first."
            )
        )


def check_may_add(closed_at: object, reference: str) -> None:
    """Raise Refused for adding to a request that is closed."""
    if closed_at is not None:
        raise Refused(
            _(
                "%(reference)s is closed. If it is not settled, say so on its page and we answer it again. "
                "For something new, ask us something new."
            )
            % {"reference": reference}
        )


def check_move(before: str, after: Status) -> None:
    """Raise Refused unless a resident may say this of her request as it now is."""
    if after not in MOVES[Status(before)]:
        raise Refused(
            {
                Status.SETTLED: _("There is no answer yet, or this is closed already. Look at its page again."),
                Status.RECEIVED: _("This is being answered now. Write us more about it instead."),
                Status.WITHDRAWN: _("This is closed already. Look at its page again."),
            }[after]
        )


def check_promises_kept(left: str) -> None:
    """Raise Refused while something that she was told of is left to do: nothing, or what it is."""
    if left:
        raise Refused(
            _(
                "We have not done yet what we promised: “%(promise)s”. Your request stays open until then, so "
                "that nobody forgets it. If it need not be done any more, write that to us."
            )
            % {"promise": left}
        )


def refused_file(name: str) -> Refused:
    """Return the refusal of a file of a kind that cannot be kept, or that is not what its name says."""
    return Refused(
        _(
            "“%(name)s” cannot be kept here. Send a JPEG, PNG or WebP picture, a PDF, a Word or OpenDocument "
            "text, or a plain text file, and see that its name ends as such files do."
        )
        % {"name": name}
    )


def too_large(name: str, megabytes: object) -> Refused:
    """Return the refusal of a file that is too large."""
    return Refused(
        _("“%(name)s” is larger than %(most)s MB, the most that is kept. Make it smaller, or send it in parts.")
        % {"name": name, "most": megabytes}
    )


def damaged_picture() -> Refused:
    """Return the refusal of a picture that cannot be read."""
    return Refused(_("This picture is damaged. Take it again, or save it again, and send that."))
