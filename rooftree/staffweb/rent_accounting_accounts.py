"""How forms of rent accounting name an account: by the payment reference, as it stands on a letter or a card."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import Form
from rooftree.rents import payment_references
from rooftree.rents.actions import journal_entries
from rooftree.rents.models import AccountPart, RentAccount
from rooftree.staffweb.rent_accounting_frame import Books

PARTS = AccountPart.Part.choices


class ReferenceField(forms.CharField):
    """A payment reference. A form of these becomes the account that has it."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(max_length=40, **kwargs)  # type: ignore[arg-type]


class AccountForm(Form):
    """A form that names accounts: what was typed in each `ReferenceField` becomes an account of these books."""

    def __init__(self, *args: object, books: Books, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.books = books

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        named = [name for name, field in self.fields.items() if isinstance(field, ReferenceField)]
        for name in named:
            if typed := self.cleaned_data.get(name):
                try:
                    self.cleaned_data[name] = account_of(self.books, typed)
                except ValidationError as wrong:
                    self.add_error(name, wrong)
            elif name in self.cleaned_data:
                self.cleaned_data[name] = None


def account_of(books: Books, typed: str) -> RentAccount:
    """Return the account of these books that has a payment reference; raise ValidationError if none has."""
    try:
        reference = payment_references.check_typed(typed)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    accounts = RentAccount.objects.filter(council_id=books.council_id, payment_reference=reference)
    found = accounts.select_related("place", "tenancy").first()
    if found is None:
        raise ValidationError(
            f"No account of {books.council.name} has this payment reference: look for the home or the payer"
        )
    return found


@transaction.atomic
def part_for(account: RentAccount, part: str, *, on: date) -> AccountPart:
    """Return a part of an account, opened if this is the first time that it is needed."""
    return journal_entries.part(account, part, on=on)
