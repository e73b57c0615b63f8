"""What an officer says to prepare a journal: one form a kind."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms

from rooftree.foundations.dates import short_date
from rooftree.foundations.money import in_words
from rooftree.journeys import reversals
from rooftree.ledger import movements
from rooftree.ledger.models import Movement
from rooftree.ledger.movements import Line
from rooftree.pages.forms import DateField
from rooftree.people.models import Person
from rooftree.rents.actions import journals, write_offs
from rooftree.rents.actions.journals import Agreement
from rooftree.rents.codes import all_codes
from rooftree.rents.models import Journal, RentAccount
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.rent_accounting_accounts import PARTS, AccountForm, ReferenceField, part_for
from rooftree.staffweb.rent_accounting_frame import Books
from rooftree.tenancies.models import TenancyParty
from rooftree.tenancies.rules import HOLDERS

PUT_RIGHT_OTHERWISE = (Movement.Kind.REVERSAL, Movement.Kind.CHARGE)
"""What is not taken back: a reversal stays, and a charge of a run is put right by correcting what is charged."""
A_YEAR = timedelta(days=366)
"""How far back a reversal offers postings to choose from."""


class MoneyField(django_forms.DecimalField):
    """Pounds and pence, above nought."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **kwargs)


class JournalForm(AccountForm):
    """Why a journal is prepared. Each kind adds what it needs."""

    reasons = ""
    reason = django_forms.ChoiceField(label="the reason")
    why = django_forms.CharField(max_length=2000, widget=django_forms.Textarea, label="why")

    def __init__(self, *args: Any, account: RentAccount, books: Books, **kwargs: Any) -> None:
        super().__init__(*args, books=books, **kwargs)
        self.account = account
        offer(self, reason=[("", "Choose one"), *books.labels.choices(self.reasons)])
        self.fill()

    def fill(self) -> None:
        """Offer what else can be chosen."""

    def send(self, acting: dict[str, Any], key: str) -> Journal:
        """Prepare it, whoever acts, under the form's key."""
        raise AssertionError("say which action it is sent to")

    @property
    def facts(self) -> dict[str, Any]:
        """What every action is given of it."""
        return {name: self.cleaned_data[name] for name in ("reason", "why")}


class ReversalForm(JournalForm):
    """Which postings are taken back, and where they should have gone."""

    reasons = "rents.reversal_reasons"
    movements = django_forms.MultipleChoiceField(label="at least one posting")
    instead = ReferenceField(required=False)
    instead_part = django_forms.ChoiceField(choices=PARTS, required=False, initial="rent")

    def fill(self) -> None:
        """Offer the postings of the account that can be taken back, the latest first."""
        codes = all_codes(on=self.books.on, council=self.books.council_id)
        lines = reversible(self.account, since=self.books.on - A_YEAR)
        offer(self, movements=[(str(line.movement_id), in_a_line(line, codes)) for line in lines])
        self.fields["movements"].required = bool(lines)  # Without any the action says so: no box is shown.

    def send(self, acting: dict[str, Any], key: str) -> Journal:
        """Prepare it."""
        said = self.cleaned_data
        instead = said["instead"] and part_for(said["instead"], said["instead_part"] or "rent", on=self.books.on)
        chosen = [int(each) for each in said["movements"]]
        return reversals.prepare_reversal(chosen, instead=instead or None, key=key, **self.facts, **acting)


class TransferForm(JournalForm):
    """How much moves from this account to which, and who agreed where it pays another debt."""

    reasons = "rents.transfer_reasons"
    pounds = MoneyField(label="how much")
    part = django_forms.ChoiceField(choices=PARTS, initial="rent", label="the part it leaves")
    to_account = ReferenceField(label="the payment reference of the other account")
    to_part = django_forms.ChoiceField(choices=PARTS, initial="rent", label="the part it reaches")
    effective_on = DateField(label="the day it is for")
    agreed_by: Any = django_forms.ModelChoiceField(None, required=False, label="who agreed")
    agreed_on = DateField(required=False, label="the day on which they agreed")
    agreed_how = django_forms.CharField(required=False, max_length=300)

    def fill(self) -> None:
        """Offer the tenants of the account that the money leaves."""
        holders = TenancyParty.objects.filter(tenancy=self.account.tenancy_id, role__in=HOLDERS)
        offer(self, agreed_by=Person.objects.filter(pk__in=holders.values("person")))

    def send(self, acting: dict[str, Any], key: str) -> Journal:
        """Prepare it."""
        said, on = self.cleaned_data, self.books.on
        agreement = None
        if said["agreed_by"]:
            agreement = Agreement(said["agreed_by"], said["agreed_on"] or on, said["agreed_how"])
        return journals.prepare_transfer(
            part_for(self.account, said["part"], on=on),
            part_for(said["to_account"], said["to_part"], on=on),
            said["pounds"],
            agreement=agreement,
            effective_on=said["effective_on"],
            key=key,
            **self.facts,
            **acting,
        )


WAYS = [("debit", "Add to what is owed"), ("credit", "Take from what is owed")]


class PoundsForm(JournalForm):
    """How much of which part of the account. Each kind names its action."""

    part = django_forms.ChoiceField(choices=PARTS, initial="rent", label="the part of the account")
    pounds = MoneyField(label="how much")

    action: Callable[..., Journal]

    def send(self, acting: dict[str, Any], key: str) -> Journal:
        """Prepare it."""
        said = self.cleaned_data
        part = part_for(self.account, said["part"], on=self.books.on)
        pounds = -said["pounds"] if said.get("way") == "credit" else said["pounds"]
        more = {name: said[name] for name in ("effective_on", "code", "decision") if name in said}
        return type(self).action(part, pounds, key=key, **more, **self.facts, **acting)


class WriteOffForm(PoundsForm):
    """How much of a debt is no longer collected, and the decision that a large one rests on."""

    reasons = "rents.write_off_reasons"
    action = staticmethod(write_offs.propose_write_off)
    decision = django_forms.CharField(required=False, max_length=200)


class WriteOnForm(PoundsForm):
    """How much of a written-off debt is owed again, or of an old credit is taken to income."""

    reasons = "rents.write_on_reasons"
    action = staticmethod(write_offs.propose_write_on)


class DatedForm(PoundsForm):
    """How much, for which day."""

    effective_on = DateField(label="the day it is for")


class AdjustmentForm(DatedForm):
    """What is added to an account, or taken from it, under which code."""

    reasons = "rents.adjustment_reasons"
    action = staticmethod(journals.prepare_adjustment)
    way = django_forms.ChoiceField(choices=WAYS, label="whether it adds or takes")
    code = django_forms.ChoiceField(label="what it is")

    def fill(self) -> None:
        """Offer the codes of the rule book."""
        codes = all_codes(on=self.books.on, council=self.books.council_id)
        offer(self, code=[("", "Choose one"), *((code, f"{code} {each.label}") for code, each in codes.items())])


class WaiverForm(DatedForm):
    """How much rent is not asked for."""

    reasons = "rents.waiver_reasons"
    action = staticmethod(journals.prepare_waiver)


class OpeningForm(DatedForm):
    """What was owed in an old system, or paid too much."""

    reasons = "rents.opening_reasons"
    action = staticmethod(journals.prepare_opening)
    way = django_forms.ChoiceField(choices=WAYS, label="whether it was owed or paid too much")


def reversible(account: RentAccount, *, since: date) -> list[Line]:
    """Return the postings of an account since a day that can be taken back, the latest first. Two queries."""
    parts = account.parts.values_list("ledger_account_id", flat=True)
    found = movements.of(parts, from_on=since)
    may = [each for each in found if not each.reversed_by_id and not each.run_id]
    return [each for each in reversed(may) if each.kind not in PUT_RIGHT_OTHERWISE]


def in_a_line(line: Line, codes: dict[str, Any]) -> str:
    """Say what a posting is, for a choice."""
    label = codes[line.code].label if line.code in codes else line.code
    side = "added" if line.amount > 0 else "taken off"
    named = ", ".join(filter(None, (line.narrative, line.reference)))
    said = f"{short_date(line.posted_on)}, {label}, {in_words(abs(line.amount))} {side}"
    return f"{said}, {named}" if named else said
