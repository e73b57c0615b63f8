"""What pages about one rent account share: the account, who asks, and when."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.labels import Labels
from rooftree.rents.models import AccountPart, RentAccount
from rooftree.rents.statements import StatementWords
from rooftree.staff.permissions import Permission, require
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import Subject

CODES = "rents.transaction_codes"
PARTS = dict(AccountPart.Part.choices)


@dataclass(frozen=True, kw_only=True)
class AccountSubject(Subject):
    """The account that a page is about, with its place."""

    account: RentAccount

    @property
    def called(self) -> str:
        """What a link back to it says."""
        return f"the rent account of {self.name}"


def about_account(request: StaffRequest, pk: int, permission: Permission) -> AccountSubject:
    """Return the account of a page, if this officer may see and do this: else 404, or 403 with the reason."""
    account = get_object_or_404(RentAccount.objects.select_related("place"), pk=pk)
    officer = request.officer.at(account.council_id)
    require(permission(officer, account))
    at = dates.now()
    return AccountSubject(
        account=account,
        name=str(account.place) or account.payment_reference,
        reference=account.payment_reference,
        address=reverse("staff:rent_account", args=[pk]),
        officer=officer,
        at=at,
        labels=Labels(on=dates.london_day(at), council_id=officer.council_id),
    )


def statement_words(labels: Labels) -> StatementWords:
    """Return what codes and parts of an account are called where the payer reads them too."""
    return StatementWords(
        code=lambda code: str(labels.flag(CODES, code, "words")) or labels.of(CODES, code),
        part=lambda part: PARTS.get(part, part),
    )
