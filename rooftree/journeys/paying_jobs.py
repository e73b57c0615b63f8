"""What the timetable and the queue run for rents: the letters of an increase, direct debits, card payments."""

from procrastinate.contrib.django import app

from rooftree.correspondence import runs
from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.journeys import paying, rent_letters
from rooftree.rents.actions import benefits_came, card_payments, card_settlements
from rooftree.rents.models import RentIncrease

EACH_MORNING = "43 5 * * *"
"""In UTC: before offices open, in summer and in winter."""
BEFORE_THE_NIGHTLY_CHECK = "7 2 * * *"
"""In UTC: the check then finds what has really not come."""
EVERY_FIVE_MINUTES = "1-59/5 * * * *"


@app.task(name=rent_letters.JOB, retry=3, queueing_lock=rent_letters.JOB)
def write_rent_letters(council_id: int, increase_id: int) -> None:
    """Write the letters of an increase that are not written yet. Killed, it is taken up and goes on."""
    council = Council.objects.get(pk=council_id)
    at = dates.now()
    with acting_for_all_of(council, who="job:rent-letters"):
        rent_letters.write_letters(RentIncrease.objects.get(pk=increase_id), at=at)
        runs.ended(rent_letters.RUN.name, council_id=council.pk, started_at=at, at=dates.now())


@app.periodic(cron=EACH_MORNING)
@app.task(name="look after direct debits", queueing_lock="look after direct debits")
def look_after_direct_debits(timestamp: int) -> None:
    """Post what is collected today, heed what banks said, and tell payers and new tenants of what changes."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:direct-debits"):
            paying.each_morning(council, at=at)
            rent_letters.write_to_newcomers(council, at=at)


@app.periodic(cron=BEFORE_THE_NIGHTLY_CHECK)
@app.task(name="note benefits that came", queueing_lock="note benefits that came")
def note_benefits_that_came(timestamp: int) -> None:
    """Move on when each benefit comes next, where a payment of it has come."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:benefits"):
            benefits_came.move_on(council.pk, on=dates.london_day(at))


@app.periodic(cron=EACH_MORNING)
@app.task(name="ask what cards brought to the bank", queueing_lock="ask what cards brought to the bank")
def ask_what_cards_brought(timestamp: int) -> None:
    """Ask GOV.UK Pay which card payments it paid out to our bank account, and what its provider kept."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:card-payments"):
            card_settlements.take_in(council, at=at)


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name="ask about card payments", queueing_lock="ask about card payments")
def ask_about_card_payments(timestamp: int) -> None:
    """Ask GOV.UK Pay about payments that nobody came back from, and of which no webhook told."""
    at = dates.now()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:card-payments"):
            card_payments.settle_open_payments(council, at=at)
