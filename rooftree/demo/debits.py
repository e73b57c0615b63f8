"""The demo's direct debits: taken over from the old system or set up here, collected, returned and cancelled.

As it really goes: a notice before anything is collected, a file to the bank three working days before the day,
the receipts on the day, and what banks answer in the files that Bacs sends.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax.saxutils import quoteattr

from django.db import transaction

from rooftree.demo.payers import Account, tenants_of
from rooftree.demo.profile import profile
from rooftree.foundations import calendar_table
from rooftree.foundations.all_groups import all_groups_of
from rooftree.foundations.dates import LONDON
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import Council
from rooftree.journeys import paying
from rooftree.people.models import Person
from rooftree.rents import direct_debits as rules
from rooftree.rents import paying_queries, sealing
from rooftree.rents.actions import direct_debits, files, mandates
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.models import Collection, DirectDebitNotice, Mandate, MandateEvent, RentAccount, Submission
from rooftree.staff.models import Officer

LEAD = 3
"""Working days between a file to the bank and the day on which it collects."""
ANSWERED_AFTER = 2
"""Working days after which a bank has sent back what it does not pay."""
ENDED_AFTER = timedelta(days=9)
"""After the first week: then a payer has told her bank to end it."""
DAYS_OF_MONTH = (1, 8, 15, 22)
WEDNESDAY = 3
SORT_CODE = "00-00-01"
"""Of no bank."""


@dataclass(frozen=True)
class Debits:
    """The direct debits of one council."""

    council: Council
    accounts: Sequence[Account]
    officer: Officer
    first: date
    """The first day that is charged here."""
    at: datetime

    def _by(self, what: str, at: datetime) -> dict[str, Any]:
        return {"by": self.officer, "at": at, "key": f"demo debits: {what}"}

    def _moment(self, day: date, hour: int = 10) -> datetime:
        return min(datetime.combine(day, time(hour), LONDON), self.at)

    # --- Before the first week -------------------------------------------------------------------

    def set_up(self) -> None:
        """Take over the instructions that the old system collected by, and set up some new ones here."""
        with all_groups_of(self.council.pk):
            payers = [each for each in self.accounts if each.way == "direct_debit" and each.own_pence > 0]
            people = tenants_of(payers)
            payers = [each for each in payers if each.id in people]
            here = self._set_up_here(payers, people)
            if not Mandate.objects.filter(council=self.council, signed_at__lt=self._first_moment).exists():
                self._take_over([each for each in payers if each.id not in here], people)

    @property
    def _first_moment(self) -> datetime:
        return self._moment(self.first, 9)

    def _set_up_here(self, payers: Sequence[Account], people: dict[int, Person]) -> set[int]:
        """Let some payers ask for a direct debit each week; return their accounts. The banks are none."""
        new = [each for each in payers if people[each.id].restricted_to == OPEN_TO_ALL]
        new = new[: min(profile()["accounts"]["new_debits"], len(payers) // 3)]
        for number, each in enumerate(new):
            paying.set_up_direct_debit(
                RentAccount.objects.get(pk=each.id),
                _bank_of(people[each.id], 4711 + number),
                person=people[each.id],
                every="week",
                day=WEDNESDAY,
                **self._by(f"set up {each.id}", self._first_moment),
            )
        return {each.id for each in new}

    @transaction.atomic
    def _take_over(self, payers: Sequence[Account], people: dict[int, Person]) -> None:
        """Keep the instructions of the old system as they stand: in force, their payers told of the amount then.

        No letter goes out: nothing changes for payers, since the council keeps its number with Bacs.
        """
        signed_at = self._first_moment - timedelta(weeks=52)
        accounts = RentAccount.objects.in_bulk([each.id for each in payers])
        due = {
            each.id: paying_queries.amount_now(accounts[each.id], every="month", on=self.first) for each in payers
        }
        made = Mandate.objects.bulk_create(
            (
                self._taken_over(each, people[each.id], number, signed_at)
                for number, each in enumerate(payers)
                if due[each.id].amount
            ),
            batch_size=1000,
        )
        MandateEvent.objects.bulk_create(
            (_event(mandate, "Taken over from the old system.", signed_at) for mandate in made), batch_size=1000
        )
        DirectDebitNotice.objects.bulk_create(
            (
                DirectDebitNotice(
                    council=self.council,
                    restricted_to=mandate.restricted_to,
                    mandate=mandate,
                    amount=due[mandate.rent_account_id].amount,
                    because=due[mandate.rent_account_id].because,
                    first_on=self.first - timedelta(weeks=26),
                    told_at=self._first_moment - timedelta(weeks=30),
                )
                for mandate in made
            ),
            batch_size=1000,
        )

    def _taken_over(self, account: Account, person: Person, number: int, signed_at: datetime) -> Mandate:
        bank = rules.checked(_bank_of(person, 10_000 + number))
        return Mandate(
            council=self.council,
            rent_account_id=account.id,
            person=person,
            restricted_to=person.restricted_to,
            reference=rules.reference_of(account.reference, before=0),
            account_name=bank.account_name,
            sealed=sealing.seal(bank.sort_code, bank.account_number),
            last_four=bank.account_number[-4:],
            every="month",
            day=DAYS_OF_MONTH[number % len(DAYS_OF_MONTH)],
            status=Mandate.Status.ACTIVE,
            signed_at=signed_at,
            lodged_at=signed_at,
            active_at=signed_at + timedelta(weeks=1),
        )

    # --- Each working day --------------------------------------------------------------------------

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield the working days of banks from a day to a day."""
        calendar = calendar_table.in_force("EW")
        day = first
        while day <= last:
            if calendar.is_working(day):
                yield day
            day += timedelta(days=1)

    def on(self, day: date) -> None:
        """Do what a working day needs: heed what banks hold, send the file of a later day, post this day's."""
        calendar = calendar_table.in_force("EW")
        at = self._moment(day)
        with all_groups_of(self.council.pk):
            mandates.take_up(self.council, on=day, at=at)
            collects_on = calendar.nth(calendar.count(day) + LEAD)
            direct_debits.make_submission(
                self.council, collects_on=collects_on, **self._by(f"file {collects_on}", at)
            )
            direct_debits.post_collections(self.council, on=day, at=at, who="demo")
            answered = calendar.nth(calendar.count(day) - ANSWERED_AFTER)
            self._send_back(Submission.objects.filter(council=self.council, collects_on=answered).first(), day)
            if day >= self.first + ENDED_AFTER:
                self._end_one(day)

    def _send_back(self, submission: Submission | None, day: date) -> None:
        """Take in the report of what banks do not pay of a file: some, and of the first file at least one."""
        if submission is None or not submission.items:
            return
        collected = submission.collections.select_related("mandate").order_by("pk")
        often = round(profile()["accounts"]["debit_fails"] * 1000)
        failed = [each for each in collected if each.mandate_id * 37 % 1000 < often]
        if not failed and not Collection.objects.filter(council=self.council, status="unpaid").exists():
            failed = list(collected.filter(restricted_to=OPEN_TO_ALL)[:1] or collected[:1])
        if failed:
            self._take("arudd", unpaid_report(self.council, failed, made_on=day), day)

    def _end_one(self, day: date) -> None:
        """Take in the news that one payer has told her bank to end her instruction, once, and tell her so."""
        taken_over = Mandate.objects.filter(council=self.council, signed_at__lt=self._first_moment, every="month")
        mandate = taken_over.order_by("restricted_to", "-pk").first()
        told = MandateEvent.objects.filter(council=self.council, mandate__in=taken_over, what="cancelled")
        if mandate is None or told.exists():
            return
        self._take("advices", news_report(self.council, mandate, made_on=day), day)
        paying.tell_it_ended(mandate, at=self._moment(day, 12))

    def _take(self, kind: str, content: bytes, day: date) -> None:
        """Take in a report of Bacs, and heed it as each morning does."""
        at = self._moment(day, 11)
        name = f"{kind}-{day:%Y%m%d}.xml"
        files.take_file(io.BytesIO(content), kind=kind, name=name, council=self.council, **self._by(name, at))
        paying.heed_files(self.council, at=at)


def _bank_of(person: Person, number: int) -> BankDetails:
    return BankDetails(rules.bank_text(person.full_name) or "RENT PAYER", SORT_CODE, f"{number:08}")


def _event(mandate: Mandate, words: str, at: datetime) -> MandateEvent:
    return MandateEvent(
        council_id=mandate.council_id,
        restricted_to=mandate.restricted_to,
        mandate=mandate,
        what=MandateEvent.What.SET_UP,
        words=words,
        at=at,
    )


# --- What Bacs sends ------------------------------------------------------------------------------------


def unpaid_report(council: Council, unpaid: Sequence[Collection], *, made_on: date) -> bytes:
    """Return an ARUDD report of collections that come back, all of them referred to the payer."""
    user = direct_debits.service_user(council)
    items = "".join(
        f'<ReturnedDebitItem ref={quoteattr(each.mandate.reference)} transCode="17" returnCode="0128" '
        f'returnDescription="REFER TO PAYER" originalProcessingDate="{each.due_on}" valueOf="{each.amount}" '
        f'currency="GBP"><PayerAccount ref={quoteattr(each.mandate.reference)} '
        f"name={quoteattr(each.mandate.account_name)}/></ReturnedDebitItem>"
        for each in unpaid
    )
    total = sum(each.amount for each in unpaid)
    return _document(
        f'<ARUDD><Header reportType="REFT1019" adviceNumber="000" currentProcessingDate="{made_on}"/>'
        f"<ServiceLicenseInformation userName={quoteattr(user.name)} userNumber={quoteattr(user.number)}/>"
        "<Advice><OriginatingAccountRecords><OriginatingAccountRecord>"
        f"<OriginatingAccount name={quoteattr(user.name)} number={quoteattr(user.account_number)} "
        f"sortCode={quoteattr(user.sort_code)}/>{items}"
        f'<Totals numberOf="{len(unpaid)}" valueOf="{total}" currency="GBP"/>'
        "</OriginatingAccountRecord></OriginatingAccountRecords></Advice></ARUDD>"
    )


def news_report(council: Council, mandate: Mandate, *, made_on: date) -> bytes:
    """Return an ADDACS report: a payer has told her bank to end an instruction (reason 1)."""
    user = direct_debits.service_user(council)
    return _document(
        f'<MessagingAdvices user-number={quoteattr(user.number)} envelope-sequence-number="1">'
        f'<MessagingHeader user-number={quoteattr(user.number)} advice-type="ADDACS" '
        f'report-generation-date="{made_on}"/>'
        f'<MessagingAdvice user-number={quoteattr(user.number)} record-type="A" reason-code="1" '
        f'effective-date="{made_on}" reference={quoteattr(mandate.reference)} '
        f"payer-name={quoteattr(mandate.account_name)}/></MessagingAdvices>"
    )


def _document(data: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<BACSDocument><Data>{data}</Data></BACSDocument>\n'.encode()
