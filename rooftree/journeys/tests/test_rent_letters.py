"""Each tenant is told of a new rent once, in time, also when the job is killed and begun again."""

import datetime as dt
import os
import signal
import subprocess
import sys
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from rooftree.correspondence.models import Message, Run
from rooftree.correspondence.tests.letterbox import who_speaks
from rooftree.foundations.refusals import Refused
from rooftree.journeys import paying_jobs, rent_letters
from rooftree.rents import increase_queries
from rooftree.rents.actions import increases
from rooftree.rents.models import Charge, RentIncrease
from rooftree.rents.service_increases import ServiceChange
from rooftree.rents.tests.aprils import (
    IN_JANUARY,
    NEW_YEAR,
    a_let_home,
    a_value,
    accountant,
    acts,
    approved,
    rehearsed,
    years,
)
from rooftree.tenancies.models import TenancyParty
from tests.builders import a_home, a_person, a_tenancy, an_officer, the_council
from tests.rent_builders import a_charge, an_account

pytestmark = [pytest.mark.usefixtures("acting"), pytest.mark.django_db]

TOO_LATE = dt.datetime(2027, 3, 9, 9, 0, tzinfo=dt.UTC)


def letters(increase: RentIncrease) -> list[Message]:
    return list(Message.objects.filter(code="rents.increase", subject_of=f"increase {increase.pk}").order_by("pk"))


def test_each_joint_tenant_gets_a_letter_of_their_own():
    years()
    home = a_home("12 Elm Walk", "ZZ1 1AA")
    account = an_account(a_tenancy(home, a_person("Grace", "Okafor"), a_person("Sam", "Okafor")))
    a_charge(home, "100.00")
    a_charge(home, "7.90", code="DSC")
    a_charge(home, "3.00", code="DCB")
    a_charge(account, "2.50", code="DGA")
    cleaning = ServiceChange("DCB", amount=Decimal("3.10"), source="the budget of 2027")
    increase = approved(rehearsed(services=[cleaning]))

    standing = rent_letters.write_letters(increase, at=IN_JANUARY)

    grace, sam = letters(increase)
    assert (standing.wanted, standing.written) == (2, 2)
    assert [grace.person.known_as, sam.person.known_as] == ["Grace Okafor", "Sam Okafor"]
    assert grace.channel == "letter"
    assert "From Monday 5 April 2027 you pay £117.50 each week for 12 Elm Walk, ZZ1 1AA." in grace.body
    assert "* Rent: £100.00 each week now, £104.00 from Monday 5 April 2027\n" in grace.body
    assert "* Cleaning of your block: £3.00 each week now, £3.10 from Monday 5 April 2027\n" in grace.body
    assert "* Service charge: £7.90 each week, as now\n" in grace.body
    assert "* Garage rent: £2.50 each week, as now\n" in grace.body
    assert "* Together: £113.40 each week now, £117.50 each week from Monday 5 April 2027" in grace.body
    assert "Cleaning of your block: it costs £3.10 a week from then on, by the budget of 2027." in grace.body
    assert "It takes all weeks of this rent year into account." in grace.body
    assert "rises by 4% (CPI of 3% and 1%) to £104.00." in grace.body
    assert account.payment_reference in grace.body
    increase.refresh_from_db()
    assert increase.told_at == IN_JANUARY


def test_written_again_nobody_hears_twice():
    years()
    a_let_home()
    increase = approved()
    rent_letters.write_letters(increase, at=IN_JANUARY)

    rent_letters.write_letters(increase, at=IN_JANUARY + dt.timedelta(hours=1))

    assert len(letters(increase)) == 1


def test_a_tenant_in_large_print_is_written_to_in_large_print():
    from rooftree.people.models import Adjustment

    years()
    person = a_person()
    account = an_account(a_tenancy(a_home(), person))
    a_charge(account.place, "100.00")
    Adjustment.objects.create(
        council=the_council(),
        person=person,
        code="large_print",
        from_on=dt.date(2026, 1, 1),
        reviewed_on=dt.date(2026, 1, 1),
    )
    increase = approved()

    rent_letters.write_letters(increase, at=IN_JANUARY)

    assert letters(increase)[0].format == "large_print"


def test_a_tenant_who_reads_welsh_is_told_all_of_it_in_welsh():
    years(free=2)
    person = a_person()
    account = an_account(a_tenancy(a_home(), person))
    a_charge(account.place, "104.80")
    a_charge(account.place, "3.00", code="DCB")
    a_value(account.place)
    who_speaks(person, "cym")
    increase = approved(rehearsed(services_by=Decimal("4")))

    rent_letters.write_letters(increase, at=IN_JANUARY)

    [letter] = letters(increase)
    assert letter.language == "cy"
    assert "* Rhent: £104.80 bob wythnos nawr, £114.38 o 5 Ebrill 2027\n" in letter.body
    assert "* Glanhau eich bloc: £3.00 bob wythnos nawr, £3.24 o 5 Ebrill 2027\n" in letter.body
    assert "yn codi o 4% (CPI o 3% a 1%) i £108.99, ac o £1.00 yn fwy tuag at ei rent fformiwla" in letter.body
    assert "mae 2 ohonynt yn rhad ac am ddim" in letter.body


def test_a_letter_to_somebody_who_died_is_caught():
    years()
    a_let_home_of = an_account(a_tenancy(a_home(), a_person(deceased_on=dt.date(2026, 12, 1))))
    a_charge(a_let_home_of.place, "100.00")
    increase = approved()

    rent_letters.write_letters(increase, at=IN_JANUARY)

    assert [each.status for each in letters(increase)] == ["cannot"]


def test_a_year_of_53_weeks_says_what_universal_credit_leaves_to_pay():
    years(weeks=53, free=2)
    a_let_home("100.00")
    increase = approved()

    rent_letters.write_letters(increase, at=IN_JANUARY)

    body = letters(increase)[0].body
    assert "The new rent year has 53 weeks; 2 of them are free." in body
    assert "it leaves £108.16 for you to pay" in body  # One week's charge: 104 × 52 ÷ 50.


def test_a_home_without_a_rent_is_told_of_its_services_alone():
    years()
    account = an_account()
    a_charge(account.place, "3.00", code="DCB")
    increase = approved(rehearsed(services_by=Decimal("4")))

    rent_letters.write_letters(increase, at=IN_JANUARY)

    [letter] = letters(increase)
    assert "# What changes\n\n* Cleaning of your block: £3.00 each week now, £3.12" in letter.body
    assert "£0.00" not in letter.body


def test_a_home_whose_charges_stay_gets_no_letter():
    years()
    account = an_account()
    a_charge(account.place, "100.00", per="night")
    increase = approved()

    rent_letters.write_letters(increase, at=IN_JANUARY)

    assert letters(increase) == []


def test_letters_are_written_for_what_is_approved():
    years()
    a_let_home()

    with pytest.raises(Refused, match="for an approved increase"):
        rent_letters.write_letters(rehearsed(), at=IN_JANUARY)


def test_letters_are_written_in_time_or_not_at_all():
    years()
    a_let_home()
    increase = approved()

    with pytest.raises(Refused, match="had to be told by Monday 8 March 2027"):
        rent_letters.write_letters(increase, at=TOO_LATE)
    assert letters(increase) == []


def test_letters_are_asked_for_by_those_who_charge_rents():
    years()
    a_let_home()

    with pytest.raises(PermissionDenied):
        rent_letters.have_letters_written(approved(), **acts(an_officer("income_officer")))


def test_the_job_writes_them_and_says_that_it_has_run(monkeypatch):
    years()
    a_let_home()
    increase = approved()
    monkeypatch.setattr(paying_jobs.dates, "now", lambda: IN_JANUARY)

    paying_jobs.write_rent_letters(council_id=increase.council_id, increase_id=increase.pk)

    assert len(letters(increase)) == 1
    assert Run.objects.get(name="rents.increase_letters").sent == 1


def test_a_tenant_sees_what_is_coming_once_everybody_is_told():
    years()
    home = a_let_home("100.00")
    account = home.rent_accounts.get()
    increase = approved()
    before = increase_queries.coming_change(account, on=IN_JANUARY.date())

    rent_letters.write_letters(increase, at=IN_JANUARY)

    coming = increase_queries.coming_change(account, on=IN_JANUARY.date())
    assert before is None
    assert (coming.together(after=False), coming.together(after=True)) == ({"week": 100}, {"week": 104})
    assert coming.starts_on == NEW_YEAR
    assert increase_queries.coming_change(account, on=NEW_YEAR) is None


def test_who_became_a_tenant_after_the_letters_is_told_too_once():
    years()
    home = a_let_home("100.00")
    increase = approved()
    rent_letters.write_letters(increase, at=IN_JANUARY)
    tenancy = home.tenancies.get()
    newcomer = a_person("Nia", "Rees")
    TenancyParty.objects.create(
        council_id=home.council_id,
        tenancy=tenancy,
        person=newcomer,
        role="joint_tenant",
        from_on=dt.date(2027, 3, 1),
    )
    in_march = dt.datetime(2027, 3, 15, 9, 0, tzinfo=dt.UTC)

    told = [rent_letters.write_to_newcomers(the_council(), at=in_march) for _ in range(2)]

    assert told == [1, 0]
    assert letters(increase)[-1].person == newcomer
    assert rent_letters.write_to_newcomers(the_council(), at=dt.datetime(2027, 4, 5, 9, tzinfo=dt.UTC)) == 0


# --- Killed ------------------------------------------------------------------------------------------------


def kill(what: str, increase: RentIncrease, database_url: str) -> None:
    """Run the letters or the charging in a process of its own, and kill it when it stands in the middle."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
    }
    command = [sys.executable, "-m", "rooftree.journeys.tests.raising", what, str(increase.pk)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    said = process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert said == f"standing in the middle of: {what}\n"


def wait_until_let_go(increase: RentIncrease) -> None:
    """Wait until the database has noticed that the process is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SELECT FROM rents_rentincrease WHERE id = %s FOR UPDATE", [increase.pk])
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
@pytest.mark.faults
def test_letters_killed_in_the_middle_go_on_where_they_were(database_url, monkeypatch):
    years()
    for _ in range(5):
        a_let_home()
    increase = approved()

    kill("letters", increase, database_url)
    wait_until_let_go(increase)
    written = letters(increase)
    assert len(written) == 2  # Two batches of one; the third was undone.
    assert RentIncrease.objects.get(pk=increase.pk).told_at is None

    rent_letters.write_letters(increase, at=IN_JANUARY)

    assert len({each.person_id for each in letters(increase)}) == len(letters(increase)) == 5
    assert [each.pk for each in letters(increase)[:2]] == [each.pk for each in written]


@pytest.mark.django_db(transaction=True)
@pytest.mark.faults
def test_charging_killed_in_the_middle_leaves_nothing_and_is_done_once_afterwards(database_url):
    years()
    for _ in range(5):
        a_let_home("100.00")
    increase = approved()
    rent_letters.write_letters(increase, at=IN_JANUARY)

    kill("charging", increase, database_url)
    wait_until_let_go(increase)
    assert Charge.objects.filter(until_on__isnull=False).count() == 0

    increases.apply(increase, **acts(accountant()))
    increases.apply(increase, **acts(accountant()))

    assert Charge.objects.filter(from_on=NEW_YEAR).count() == 5
    assert Charge.objects.filter(until_on=NEW_YEAR).count() == 5
