"""The timetable: what runs by itself, and the list of what is checked each night.

A job reads the clock, says for which council it acts, and calls one thing below.
"""

from collections.abc import Iterator
from datetime import date

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from rooftree.cases import checks as case_checks
from rooftree.cases import handover_jobs
from rooftree.cases import jobs as case_jobs
from rooftree.contact import checks as contact_checks
from rooftree.correspondence import checks as message_checks
from rooftree.foundations import calendar_table, dates, files, idempotency, nightly, search, tries
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.information_rights import checks as rights_checks
from rooftree.journeys import paying_jobs, portal_jobs, replies_jobs, reversals_jobs, telling_jobs
from rooftree.ledger import checks as ledger_checks
from rooftree.people.actions import portal as portal_accounts
from rooftree.record import find_check
from rooftree.rents import checks as rent_checks
from rooftree.rents import general_ledger_checks, paying_checks, suspense_queries

TELLS_WHO_HAS_A_CASE = telling_jobs.tell_who_has_a_case
READS_MAILBOXES = replies_jobs.read_mailboxes
SENDS_CODES = portal_jobs.send_code
WRITES_RENT_LETTERS = paying_jobs.write_rent_letters
FLAGS_APOLOGIES = reversals_jobs.flag_apologies
"""Named, so that a worker knows the job."""

NIGHT = "17 2 * * *"
"""When the nightly work is due, in UTC. A worker that starts later the same day still does it."""


def _ends_of_calendars(council: Council, on: date) -> list[str]:
    return calendar_table.ends_soon(on)


def _damaged_files(council: Council, on: date) -> Iterator[str]:
    for kept in files.damaged(council):
        yield f"The kept file {kept.filename} (number {kept.pk}) is gone or changed. Bring it back from a backup."


CHECKS = (
    nightly.Check("calendars", "the calendars of working days reach far enough", _ends_of_calendars),
    nightly.Check("files", "every kept file is there and unchanged", _damaged_files),
    nightly.Check("cover", "every case that was taken up has somebody who is here", handover_jobs.check),
    nightly.Check("cases", "every open case has somebody who can have it, or a clock", case_checks.owners),
    nightly.Check("clocks", "every running clock is late when its sum says", case_checks.clocks),
    nightly.Check("stories", "every case says what its story says", case_checks.stories),
    nightly.Check("enquiries", "every open enquiry says by when it is answered", contact_checks.enquiries),
    nightly.Check("messages", "what should have been sent was sent", message_checks.messages),
    nightly.Check("find", "Find knows what the record says", find_check.check),
    nightly.Check("books", "every kept balance is what its movements say", ledger_checks.books),
    nightly.Check("ledger", "the general ledger has what the books say", general_ledger_checks.handed_over),
    nightly.Check("rights", "requests about data are over when their cases are", rights_checks.requests),
    nightly.Check("debit_runs", "every week that has begun is charged as the roll says", rent_checks.debit_runs),
    nightly.Check("money_in", "old money in suspense has a note, and no file waits", suspense_queries.overlooked),
    nightly.Check("benefits", "benefits that pay rent come when they are expected", rent_checks.benefits),
    nightly.Check("rent_changes", "what changed of rents is put right", rent_checks.changes),
    nightly.Check("certificates", "every proof of destruction holds", rights_checks.certificates),
    nightly.Check("paying", "direct debits are asked for and posted, and card payments end", paying_checks.paying),
)
"""Everything that is checked each night, of every council."""


@app.periodic(cron=NIGHT)
@app.task(name="check every record", queueing_lock="check every record")
def check_every_record(timestamp: int) -> None:
    """Fetch new bank holidays where the settings say so; queue the nightly check of each council's record.

    Clocks that new bank holidays touch are reckoned anew. Sessions that are over are cleared away.
    """
    at = dates.now()
    if revised := calendar_table.refresh(by="job:nightly", at=at):
        case_jobs.reckon_every_council(revised, at=at)
    SessionStore.clear_expired()
    tries.sweep(at=at)
    for council in Council.objects.all():
        check_record.configure(lock=f"check record {council.pk}").defer(council_id=council.pk)


@app.task(name="check record", retry=2)
def check_record(council_id: int) -> None:
    """Make every nightly check of one council's record, and clear away what is left over."""
    council = Council.objects.get(pk=council_id)
    with acting_for([council.pk], who="job:check-record"):
        for check in CHECKS:
            at = dates.now()
            nightly.make(check, council=council, on=dates.london_day(at), at=at)
        files.sweep(council, at=dates.now())
        search.forget_unused_words()
        idempotency.forget_old_keys(at=dates.now())
        portal_accounts.forget_codes(at=dates.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="take up what was dropped", queueing_lock="take up what was dropped")
async def take_up_dropped(timestamp: int) -> None:
    """Put back in the queue what a worker had in hand when it was killed. Jobs can be done twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
