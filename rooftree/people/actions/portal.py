"""Opens and closes residents' accounts, and keeps the one-time codes that let them in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.people import permissions, portal_codes, rules
from rooftree.people.actions.locking import lock_person, of
from rooftree.people.models import ContactPoint, Person, PortalAccount, PortalCode
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def ask_for_code(
    council_id: int,
    *,
    purpose: str,
    people: Collection[int],
    value: str,
    question: str,
    language: str,
    at: datetime,
) -> PortalCode:
    """Keep that a browser asked for a code, and let no older one to the same question hold any longer.

    `people` are whom it may be for, often nobody: the row is written all the same. `question` is the
    digest of what was typed. Two statements, whoever asks.
    """
    PortalCode.objects.filter(
        council_id=council_id, asked_with=question, used_at__isnull=True, replaced_at__isnull=True
    ).update(replaced_at=at)
    return PortalCode.objects.create(
        council_id=council_id,
        purpose=purpose,
        people=list(people),
        value=value,
        asked_with=question,
        seed=portal_codes.new_seed(),
        language=language,
        asked_at=at,
        ends_at=at + portal_codes.LASTS,
    )


def use_code(code: PortalCode, *, typed: str, at: datetime) -> PortalCode:
    """Use a code, once. Raises Refused for a wrong one, and for one that holds no longer.

    A wrong try is kept, and the code to a question that led to nobody is always wrong. Whoever calls
    this must hold the session that asked for the code.
    """
    with transaction.atomic():
        code = PortalCode.objects.select_for_update().get(pk=code.pk)
        holds = portal_codes.still_holds(code, at=at)
        right = portal_codes.is_right(code, typed) and bool(code.people)
        if holds and right:
            code.used_at = at
            code.save(update_fields=["used_at"])
            return code
        code.tries += holds
        code.save(update_fields=["tries"])
    _refuse_code(code, at=at)
    raise AssertionError("A code that is not right is refused.")


def _refuse_code(code: PortalCode, *, at: datetime) -> None:
    if not portal_codes.still_holds(code, at=at):
        raise Refused(_("This code can no longer be used: it is over, or was tried too often. Ask for a new one."))
    raise Refused(_("That is not the newest code that we sent. Check it, and type its six figures."))


@transaction.atomic
def open_account(person: Person, point: ContactPoint, *, language: str, at: datetime) -> PortalAccount:
    """Open a person's own account, and confirm the number or address that the code reached.

    Whoever has one already gets that. Raises Refused for a record that was merged, or of one who died.
    """
    person = lock_person(person)
    if person.deceased_on:
        raise Refused(_("We cannot open an account with what you told us. Phone us, or come to the office."))
    ContactPoint.objects.filter(pk=point.pk, verified_on__isnull=True).update(verified_on=london_day(at))
    standing = PortalAccount.objects.filter(person=person, closed_at__isnull=True).first()
    return standing or PortalAccount.objects.create(**of(person), language=language, opened_at=at)


def note_sign_in(account: PortalAccount, *, at: datetime) -> None:
    """Keep when somebody last signed in."""
    PortalAccount.objects.filter(pk=account.pk).update(signed_in_at=at)


def sign_out_everywhere(account_id: int, *, at: datetime) -> None:
    """Let no session of this account from before this moment go on."""
    PortalAccount.objects.filter(pk=account_id).update(signed_out_at=at)


def choose_language(account_id: int, language: str) -> None:
    """Remember in which language somebody wants the pages. Raises Refused for one that there is not."""
    if language not in portal_codes.LANGUAGES:
        raise Refused(_("These pages are in English and in Welsh. Choose one of them."))
    PortalAccount.objects.filter(pk=account_id).update(language=language)


@transaction.atomic
def close_account(account: PortalAccount, *, reason: str, by: Officer, at: datetime, key: str) -> PortalAccount:
    """Close an account: its sessions are over at once. Raises Refused without a reason, or if it is closed.

    The person can open another. To keep somebody out, end what the code is sent to.
    """
    require(permissions.may_close_portal_accounts(by, account))
    account = PortalAccount.objects.select_for_update().get(pk=account.pk)
    if once(key, "people.close_portal_account", council_id=by.council_id, at=at).before:
        return account
    if account.closed_at:
        raise Refused("This account is closed already.")
    account.closed_at, account.closed_by = at, by
    account.closed_reason = rules.check_reason(reason)
    account.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    return account


def forget_codes(*, at: datetime) -> int:
    """Forget the codes that are over, for the councils we act for. Returns how many. For the nightly job."""
    forgotten, _of_each = PortalCode.objects.filter(ends_at__lt=at).delete()
    return forgotten
