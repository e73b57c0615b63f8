"""What the timetable and the queue run for rents: the letters of an increase, direct debits, card payments."""

from procrastinate.contrib.django import app

from rooftree.cases.jobs import acting_for_all_of
from rooftree.correspondence import runs
from rooftree.foundations import dates
from rooftree.foundations.models import Council
from rooftree.journeys import rent_letters
from rooftree.rents.models import RentIncrease


@app.task(name=rent_letters.JOB, retry=3, queueing_lock=rent_letters.JOB)
def write_rent_letters(council_id: int, increase_id: int) -> None:
    """Write the letters of an increase that are not written yet. Killed, it is taken up and goes on."""
    council = Council.objects.get(pk=council_id)
    at = dates.now()
    with acting_for_all_of(council, who="job:rent-letters"):
        rent_letters.write_letters(RentIncrease.objects.get(pk=increase_id), at=at)
        runs.ended(rent_letters.RUN.name, council_id=council.pk, started_at=at, at=dates.now())
