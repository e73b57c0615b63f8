"""Reconciliations are prepared, explained and reviewed; a period closes when all are, and stays closed."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from rooftree.foundations.dates import LONDON, midnight
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents.actions import journals, periods, reconciling, write_offs
from rooftree.rents.models import AccountingPeriod, Explanation, Reconciliation
from rooftree.rents.reconciliations import RECONCILIATIONS
from rooftree.rents.tests.books import a_rent_account, balance, posted, rent_of
from tests.builders import NOON, a_home, a_person, a_tenancy, by

pytestmark = pytest.mark.usefixtures("acting")

YEAR = Period(date(2026, 4, 6), date(2027, 4, 5))
AFTER_APRIL = midnight(2026, 5, 4)


def an_accountant(**facts):
    return by("rent_accounting_officer", **facts)


def the_periods(pattern="445"):
    return periods.lay_out_year(YEAR, pattern=pattern, **an_accountant())


def april():
    return the_periods()[0]


def test_a_year_is_laid_out_in_periods():
    made = the_periods()

    assert [(each.number, each.from_on) for each in made[:3]] == [
        (1, date(2026, 4, 6)),
        (2, date(2026, 5, 4)),
        (3, date(2026, 6, 1)),
    ]
    assert (len(made), made[-1].until_on) == (12, YEAR.until)


def test_a_year_that_is_laid_out_is_not_laid_out_again():
    the_periods()

    with pytest.raises(Refused, match="The period from Monday 6 April 2026"):
        the_periods("monthly")


def a_difference(period):
    """A write-off that was taken back at once: ten pounds to explain."""
    account = a_rent_account(a_tenancy(a_home(), a_person(), until_on=date(2026, 4, 6)))
    posted(account, "10.00", "DBR", on=date(2026, 4, 6))
    at = {"at": datetime(2026, 4, 20, 12, tzinfo=LONDON)}
    off = write_offs.propose_write_off(
        rent_of(account), D("10.00"), reason="uneconomic", why="Small.", **by("income_officer") | at
    )
    journals.approve(off, **by("team_leader") | at)
    journals.prepare_reversal(
        [off.lines.get().posting.movement], reason="duplicate", why="Twice.", **an_accountant() | at
    )
    return reconciling.prepare(period, "write_offs", **an_accountant())


def test_a_reconciliation_keeps_both_sums_and_their_parts():
    made = a_difference(april())

    assert (made.expected, made.posted, made.difference) == (D("10.00"), D(0), D("10.00"))
    assert made.parts == [
        ["expected", "authorised:uneconomic", "10.00", "1"],
        ["posted", "code:WOF", "10.00", "1"],
        ["posted", "reversed", "-10.00", "1"],
    ]


def test_a_difference_is_explained_to_the_penny_before_it_is_reviewed():
    made = a_difference(april())
    reconciling.explain(made, D("9.99"), "Posted twice.", **an_accountant())

    with pytest.raises(Refused, match=r"£0\.01 of the difference is not explained"):
        reconciling.review(made, **an_accountant())
    reconciling.explain(made, D("0.01"), "Rounding of the old system.", **an_accountant())

    assert reconciling.review(made, **an_accountant()).status == "reviewed"


def test_the_database_reviews_no_difference_that_is_not_explained():
    made = a_difference(april())

    with pytest.raises(IntegrityError, match=r"Of the difference of 10\.00, 0 is explained"), transaction.atomic():
        Reconciliation.objects.filter(pk=made.pk).update(
            status="reviewed", reviewed_by=an_accountant()["by"], reviewed_at=NOON
        )


@pytest.mark.parametrize(
    ("amount", "words", "said"), [("0", "Why", "how much"), ("1.00", " ", "what the difference comes from")]
)
def test_an_explanation_says_how_much_and_why(amount, words, said):
    made = a_difference(april())

    with pytest.raises(Refused, match=said):
        reconciling.explain(made, D(amount), words, **an_accountant())


def test_where_there_is_no_difference_there_is_nothing_to_explain():
    made = reconciling.prepare(april(), "cash", **an_accountant())

    with pytest.raises(Refused, match="nothing to explain"):
        reconciling.explain(made, D("1.00"), "Why", **an_accountant())


def test_nobody_reviews_what_she_prepared():
    own = an_accountant()
    made = reconciling.prepare(april(), "cash", **own)

    with pytest.raises(Refused, match="You prepared this reconciliation"):
        reconciling.review(made, **by(officer=own["by"]))


def test_what_is_sent_back_says_why_and_is_prepared_again():
    period = april()
    made = reconciling.prepare(period, "cash", **an_accountant())

    sent_back = reconciling.send_back(made, why="The file of the 9th is missing.", **an_accountant())
    again = reconciling.prepare(period, "cash", **an_accountant())

    assert (sent_back.status, again.status) == ("returned", "prepared")


def test_prepared_again_the_newer_stands():
    period = april()
    first = reconciling.prepare(period, "cash", **an_accountant())

    second = reconciling.prepare(period, "cash", **an_accountant())

    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "prepared")


def test_nothing_is_reconciled_before_the_period_begins():
    late = the_periods()[-1]

    with pytest.raises(Refused, match="has not begun"):
        reconciling.prepare(late, "cash", **an_accountant())


def test_what_was_posted_since_is_reckoned_again_before_it_is_reviewed():
    period = april()
    made = reconciling.prepare(period, "control", **an_accountant())
    posted(a_rent_account(), "-5.00", on=date(2026, 4, 20))

    with pytest.raises(Refused, match="Something was posted since"):
        reconciling.review(made, **an_accountant())


def test_an_auditor_prepares_nothing():
    with pytest.raises(PermissionDenied):
        reconciling.prepare(april(), "cash", **by("auditor"))


# --- Closing ----------------------------------------------------------------------------------------


def reviewed(period, *, explained=()):
    """Everything of a period prepared and reviewed, with these sums explained by kind."""
    reasons = dict(explained)
    for kind in [item.code for item in RECONCILIATIONS.version(on=period.from_on)]:
        made = reconciling.prepare(period, kind, **an_accountant())
        for amount in reasons.get(kind, []):
            reconciling.explain(made, D(amount), "A test posted it.", **an_accountant())
        reconciling.review(made, **an_accountant())
    return period


def test_a_period_is_closed_when_everything_is_reviewed():
    period = periods.close_period(reviewed(april()), **an_accountant())

    assert period.closed_at == NOON
    assert periods.open_period(period.council_id, on=date(2026, 4, 20)) is None


def test_a_period_is_not_closed_before_everything_is_prepared():
    with pytest.raises(Refused, match="Not prepared yet: Cash files, Card payments"):
        periods.close_period(april(), **an_accountant())


def test_a_period_is_not_closed_before_everything_is_reviewed():
    period = reviewed(april())
    reconciling.prepare(period, "cash", **an_accountant())

    with pytest.raises(Refused, match="Not reviewed yet: Cash files"):
        periods.close_period(period, **an_accountant())


def test_a_period_is_not_closed_when_the_books_moved_on_since():
    period = reviewed(april())
    posted(a_rent_account(), "-5.00", on=date(2026, 4, 20))

    with pytest.raises(Refused, match="since these were reckoned: Card payments, Accounts and their control"):
        periods.close_period(period, **an_accountant())


def test_a_period_is_closed_on_the_first_moment_after_it_and_not_before():
    period = reviewed(april())

    with pytest.raises(Refused, match="goes on until Monday 4 May 2026"):
        periods.close_period(period, **an_accountant() | {"at": AFTER_APRIL - timedelta(seconds=1)})
    closed = periods.close_period(period, **an_accountant() | {"at": AFTER_APRIL})

    assert closed.closed_at == AFTER_APRIL


def test_periods_are_closed_one_after_another():
    second = the_periods()[1]
    reviewed(second)

    with pytest.raises(Refused, match="from Monday 6 April 2026 is still open"):
        periods.close_period(second, **an_accountant())


@pytest.mark.parametrize(
    ("code", "pounds"), [("DBR", "10.00"), ("RCP", "-10.00"), ("RDN", "10.00"), ("WOF", "-10.00")]
)
def test_a_closed_period_takes_no_posting_and_the_day_after_it_does(code, pounds):
    account = a_rent_account()
    periods.close_period(reviewed(april()), **an_accountant())

    with pytest.raises(Refused, match="This period of the books is closed"), transaction.atomic():
        posted(account, pounds, code, on=date(2026, 5, 3))
    posted(account, pounds, code, on=date(2026, 5, 4), for_day=date(2026, 4, 20))

    assert balance(account) == D(pounds)


RAW = """
    INSERT INTO ledger_movement (debit_id, credit_id, council_id, reverses_id, posted_at, effective_on, posted_on,
                                 by_run, amount, kind, code, narrative)
    VALUES (%s, %s, %s, %s, now(), %s, %s, false, %s, %s, 'RBP', 'by hand')
"""


@pytest.mark.parametrize("kind", ["charge", "receipt", "journal", "opening", "reversal"])
def test_a_closed_period_takes_no_row_of_any_kind_by_raw_sql(kind):
    account = a_rent_account()
    before = posted(account, "-10.00", "RBP", on=date(2026, 4, 20))
    periods.close_period(reviewed(april(), explained={"cash": ["-10.00"]}), **an_accountant())
    sides = [before.credit_id, before.debit_id]
    reverses = before.pk if kind == "reversal" else None
    in_april, in_may = date(2026, 5, 3), date(2026, 5, 4)
    facts = [*sides, account.council_id, reverses, in_april]

    with (
        pytest.raises(IntegrityError, match="The books are closed until 2026-05-04"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(RAW, [*facts, in_april, D("10.00"), kind])
    with connection.cursor() as cursor:
        cursor.execute(RAW, [*facts, in_may, D("10.00"), kind])

    assert balance(account) == 0


def test_a_correction_of_a_closed_period_stands_in_the_open_one():
    account = a_rent_account()
    wrong = posted(account, "-10.00", on=date(2026, 4, 20))
    periods.close_period(reviewed(april(), explained={"card": ["-10.00"]}), **an_accountant())

    journal = journals.prepare_reversal([wrong.pk], reason="duplicate", why="Twice.", **an_accountant())

    back = Movement.objects.get(pk=journal.lines.get().posting.movement)
    assert (back.posted_on, back.effective_on) == (NOON.date(), date(2026, 4, 20))


def test_a_closed_period_is_not_opened_again_by_anybody():
    period = periods.close_period(reviewed(april()), **an_accountant())

    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        AccountingPeriod.objects.filter(pk=period.pk).update(closed_at=None, closed_by=None)


def test_nothing_is_prepared_or_explained_in_a_closed_period():
    period = april()
    a_difference(period)
    reviewed(period, explained={"write_offs": ["10.00"], "debits": ["-10.00"]})
    periods.close_period(period, **an_accountant())
    made = Reconciliation.objects.get(kind="write_offs", status="reviewed")

    with pytest.raises(Refused, match="stays closed"):
        reconciling.prepare(period, "cash", **an_accountant())
    with pytest.raises(Refused, match="stays closed"):
        reconciling.explain(made, D("1.00"), "More.", **an_accountant())
    with pytest.raises(IntegrityError), transaction.atomic():
        Reconciliation.objects.filter(pk=made.pk).update(status="replaced")
    assert Explanation.objects.filter(reconciliation=made).count() == 1


def test_a_close_sent_twice_closes_once():
    acting, period = an_accountant(), reviewed(april())

    first = periods.close_period(period, **acting)
    again = periods.close_period(period, **acting)

    assert first.closed_at == again.closed_at


def test_standings_say_what_is_left_to_do():
    period = april()
    reconciling.prepare(period, "control", **an_accountant())
    posted(a_rent_account(), "-5.00", on=date(2026, 4, 20))

    standing = {each.kind: each for each in periods.standings(period)}

    assert (standing["control"].is_stale, standing["control"].reconciliation.status) == (True, "prepared")
    assert standing["cash"].reconciliation is None
    assert standing["cash"].expected_label == "Totals of the files"
