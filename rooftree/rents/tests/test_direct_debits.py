"""Direct debits: set up and told of, collected once, never after a death, and what banks answer."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.ledger import balances
from rooftree.ledger.accounts import control
from rooftree.people.models import Person
from rooftree.rents import paying_checks, paying_queries, sealing
from rooftree.rents.actions import bank_answers, direct_debits, mandates
from rooftree.rents.files.bacs import MandateNews, NewDetails, News
from rooftree.rents.models import (
    Charge,
    Collection,
    DirectDebitNotice,
    ExpectedBenefit,
    Mandate,
    MandateEvent,
    RentAccount,
    Submission,
)
from rooftree.rents.tests.collecting import (
    BANK,
    FIRST_FEB,
    FIRST_MARCH,
    FRIDAY_15_JAN,
    MONDAY_4_JAN,
    MONTHLY,
    USERS,
    WEDNESDAY_27_JAN,
    a_mandate,
    a_payer,
    acts,
    as_resident,
    collected,
    in_force,
    noon_of,
    submitted,
    told,
)
from tests.builders import a_group, a_person, an_officer, the_council
from tests.rent_builders import owed

pytestmark = pytest.mark.usefixtures("acting", "_users")


@pytest.fixture
def _users(settings):
    settings.BACS_USERS = USERS


# --- Setting up ---------------------------------------------------------------------------------------


def test_a_direct_debit_is_set_up_on_the_payers_word():
    account, person = a_payer()

    mandate = mandates.set_up(account, BANK, person=person, every="month", day=1, **acts(as_resident(person)))

    assert (mandate.status, mandate.account_name, mandate.bank_account) == (
        "new",
        "GRACE OKAFOR",
        "account ending 9911",
    )
    assert mandate.reference == account.payment_reference
    assert RentAccount.objects.get(pk=account.pk).paying_by == "direct_debit"
    assert sealing.unseal(mandate.sealed) == ("200000", "55779911")


def test_neither_the_database_nor_its_audit_tells_the_number_of_a_bank_account():
    mandate = a_mandate()
    mandates.change(mandate, day=15, **acts())
    bank_answers.heed_news(
        the_council(),
        [MandateNews(News.ADDACS, mandate.reference, "3", FIRST_FEB, NewDetails("300000", "66778899"))],
        at=MONDAY_4_JAN,
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(m::text, ' ') FROM rents_mandate AS m")
        (rows,) = cursor.fetchone()
    audited = str(list(AuditChange.objects.filter(table_name="rents_mandate").values()))
    assert "55779911" not in rows + audited
    assert "66778899" not in rows + audited
    mandate.refresh_from_db()
    assert sealing.unseal(mandate.sealed) == ("300000", "66778899")


def test_after_a_new_secret_bank_accounts_are_sealed_anew_and_the_old_one_can_go(settings):
    mandate = a_mandate()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new secret of the site", [settings.SECRET_KEY]

    again = [mandates.seal_anew(the_council()) for _ in range(2)]

    settings.SECRET_KEY_FALLBACKS = []
    assert again == [1, 0]
    assert sealing.unseal(Mandate.objects.get(pk=mandate.pk).sealed) == ("200000", "55779911")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"day": 29}, "from 1 to 28"),
        ({"every": "week", "day": 6}, "Monday to Friday"),
        ({"more": Decimal("-1.00")}, "nought or more"),
        ({"more": Decimal("1.001")}, "pounds and pence"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(facts, words):
    with pytest.raises(Refused, match=words):
        a_mandate(**facts)


def test_an_account_has_one_direct_debit():
    payer = a_payer()
    a_mandate(payer)

    with pytest.raises(Refused, match="has a direct debit already"):
        a_mandate(payer)


def test_the_database_refuses_a_second_live_one():
    payer = a_payer()
    first = a_mandate(payer)

    with pytest.raises(IntegrityError, match="one_live_mandate_an_account"), transaction.atomic():
        Mandate.objects.create(
            **{
                "council_id": first.council_id,
                "rent_account": first.rent_account,
                "person": first.person,
                "reference": "OTHER",
                "account_name": "G",
                "sealed": "…",
                "last_four": "1234",
                "every": "month",
                "day": 1,
                "status": "new",
                "signed_at": MONDAY_4_JAN,
            }
        )


def test_nobody_sets_up_a_direct_debit_for_another_resident():
    account, person = a_payer()
    other = a_person("Sam", "Reed")

    with pytest.raises(PermissionDenied):
        mandates.set_up(account, BANK, person=person, every="month", day=1, **acts(as_resident(other)))
    acting_for_her = as_resident(person, person_id=other.pk, authority_id=7)
    with pytest.raises(PermissionDenied):
        mandates.set_up(account, BANK, person=person, every="month", day=1, **acts(acting_for_her))


def test_a_stranger_to_the_tenancy_is_not_its_payer():
    account, _ = a_payer()

    with pytest.raises(Refused, match="one of the tenants"):
        mandates.set_up(account, BANK, person=a_person("Sam", "Reed"), every="month", day=1, **acts())


def test_an_auditor_may_not_set_one_up():
    with pytest.raises(PermissionDenied):
        a_mandate(who=an_officer("auditor"))


def test_an_ended_account_is_not_collected_from():
    account, person = a_payer()
    RentAccount.objects.filter(pk=account.pk).update(until_on=dt.date(2027, 1, 4))

    with pytest.raises(Refused, match="ended on Monday 4 January 2027"):
        mandates.set_up(account, BANK, person=person, every="month", day=1, **acts())


def test_sent_twice_it_is_set_up_once():
    account, person = a_payer()
    acting = acts()

    first = mandates.set_up(account, BANK, person=person, every="month", day=1, **acting)

    assert mandates.set_up(account, BANK, person=person, every="month", day=1, **acting) == first


def test_a_restricted_payers_direct_debit_is_restricted_too():
    group = a_group()

    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        mandate = a_mandate(a_payer(person=a_person(restricted_to=group.pk)))
        told(mandate)
        assert Mandate.objects.filter(pk=mandate.pk).exists()

    assert not Mandate.objects.filter(pk=mandate.pk).exists()
    assert not MandateEvent.objects.filter(mandate=mandate.pk).exists()


def test_what_hangs_on_a_direct_debit_follows_when_its_payer_is_restricted():
    mandate, group = collected(), a_group()
    tables = ("mandate", "mandateevent", "directdebitnotice", "collection", "lodgedinstruction")

    with acting_for([mandate.council_id], groups=[group.pk], who="test"):
        a_second = submitted(FIRST_MARCH, at=noon_of(dt.date(2027, 2, 24)))
        Person.objects.filter(pk=mandate.person_id).update(restricted_to=group.pk)
        with connection.cursor() as cursor:
            counts = [count_of(cursor, table, group.pk) for table in tables]

    assert a_second.items == 1
    assert counts == [1, 1, 1, 2, 0]
    assert not Collection.objects.exists()


def count_of(cursor, table: str, group: int) -> int:
    cursor.execute(f"SELECT count(*) FROM rents_{table} WHERE restricted_to = %s", [group])
    return cursor.fetchone()[0]


# --- Changing and cancelling ------------------------------------------------------------------------------


def test_cancelled_it_is_in_the_next_file_and_nothing_is_collected():
    mandate = in_force()
    mandates.cancel(mandate, why="She pays by card", **acts())

    submission = submitted()

    assert (submission.items, submission.instructions) == (0, 1)
    assert [each.kind for each in submission.lodged.all()] == ["0C"]
    with pytest.raises(Refused, match="is cancelled"):
        mandates.cancel(mandate, why="Again", **acts())


def test_one_that_the_bank_never_had_is_cancelled_without_a_word_to_it():
    mandate = a_mandate()
    mandates.cancel(mandate, why="A mistake", **acts())

    assert submitted() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "cancelled"},
        {"status": "active", "lodged_at": None},
        {"day": 31},
        {"more": Decimal("-1.00")},
        {"last_four": "12a4"},
    ],
)
def test_the_database_refuses_a_mandate_that_cannot_be(wrong):
    mandate = a_mandate()

    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(**wrong)


# --- Notice -----------------------------------------------------------------------------------------------


def test_the_first_notice_is_of_the_first_collection_far_enough_away():
    mandate = a_mandate()

    due = mandates.notice_due(mandate, on=MONDAY_4_JAN.date())

    assert (due.amount, due.first_on, due.is_first) == (MONTHLY, FIRST_FEB, True)
    assert due.because == "£5,200.00 of rent and charges in the year, in 12 equal parts."


def test_who_was_told_is_told_nothing_more_until_something_changes():
    mandate = told(a_mandate())

    assert mandates.notice_due(mandate, on=dt.date(2027, 1, 20)) is None


def test_a_rent_that_rises_is_told_of_before_it_is_collected():
    mandate = told(a_mandate())
    Charge.objects.filter(place=mandate.rent_account.place).update(until_on=dt.date(2027, 4, 5))
    Charge.objects.create(
        council_id=mandate.council_id,
        place=mandate.rent_account.place,
        code="DBR",
        amount=Decimal("104.00"),
        per="week",
        from_on=dt.date(2027, 4, 5),
        why="Annual increase",
        created_at=MONDAY_4_JAN,
    )

    due = mandates.notice_due(mandate, on=dt.date(2027, 3, 15))

    assert (due.amount, due.first_on, due.is_first) == (Decimal("450.67"), dt.date(2027, 5, 4), False)


def test_what_goes_towards_arrears_is_told_of_too():
    mandate = told(a_mandate())

    mandates.change(mandate, more=Decimal("10.00"), **acts())

    due = mandates.notice_due(Mandate.objects.get(pk=mandate.pk), on=dt.date(2027, 1, 5))
    assert (due.amount, due.first_on) == (MONTHLY + 10, FIRST_FEB)


def test_another_day_is_told_of_though_the_amount_is_the_same():
    mandate = told(a_mandate())

    mandates.change(mandate, day=20, **acts(at=MONDAY_4_JAN + dt.timedelta(hours=1)))

    due = mandates.notice_due(Mandate.objects.get(pk=mandate.pk), on=dt.date(2027, 1, 5))
    assert (due.amount, due.first_on) == (MONTHLY, dt.date(2027, 1, 20))


def test_benefit_that_is_paid_to_us_is_not_collected():
    account, _ = a_payer()
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind="hb",
        amount=Decimal("60.00"),
        every="weekly",
        from_on=dt.date(2026, 1, 5),
    )

    assert paying_queries.amount_now(account, every="month", on=FIRST_FEB).amount == Decimal("173.34")


def test_benefit_that_comes_to_pay_it_all_is_told_of_and_nothing_more_is_collected():
    mandate = in_force()
    ExpectedBenefit.objects.create(
        council_id=mandate.council_id,
        rent_account=mandate.rent_account,
        kind="hb",
        amount=Decimal("100.00"),
        every="weekly",
        from_on=dt.date(2027, 1, 11),
    )

    due = mandates.notice_due(mandate, on=dt.date(2027, 1, 12))
    mandates.give_notice(mandate, due, at=noon_of(dt.date(2027, 1, 12)))

    assert (due.amount, due.first_on) == (0, FIRST_FEB)
    assert mandates.notice_due(mandate, on=dt.date(2027, 1, 13)) is None
    assert submitted() is None
    assert paying_queries.next_collections(mandate, on=FIRST_FEB) == []


def test_the_database_refuses_a_notice_of_less_than_nothing():
    mandate = a_mandate()

    with pytest.raises(IntegrityError, match="notice_of_no_less_than_nothing"), transaction.atomic():
        DirectDebitNotice.objects.create(
            council_id=mandate.council_id,
            mandate=mandate,
            amount=Decimal("-0.01"),
            first_on=FIRST_FEB,
            every="month",
            day=1,
            told_at=MONDAY_4_JAN,
            because="Nothing",
        )


def test_a_notice_stands_for_ever():
    told(a_mandate())

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE rents_directdebitnotice SET amount = 1")


# --- The file ---------------------------------------------------------------------------------------------


def test_the_file_asks_for_what_the_payer_was_told_and_counts_it():
    mandate = in_force()

    submission = submitted()

    assert (submission.number, submission.items, submission.total) == (1, 1, MONTHLY)
    name, written = direct_debits.file_of(submission)
    assert name == "direct-debits-000001-20270201.txt"
    lines = written.decode("ascii").splitlines()
    assert lines[1][:17] == "20000055779911001"  # The first collection has a code of its own.
    assert lines[1][35:46] == "00000043334"
    assert mandate.reference in lines[1]
    assert lines[-1].startswith("UTL10000000043334")


def test_a_day_has_one_file_and_each_amount_is_asked_for_once():
    in_force()
    submitted()

    with pytest.raises(Refused, match="is made already"):
        direct_debits.make_submission(
            the_council(), collects_on=FIRST_FEB, by=None, at=WEDNESDAY_27_JAN, key="another"
        )
    assert Collection.objects.count() == 1


def test_sent_twice_the_file_is_made_once():
    in_force()

    assert submitted() == submitted()


def test_the_database_refuses_to_ask_twice_for_one_day():
    mandate = in_force()
    submission = submitted()
    asked = Collection.objects.get()

    with pytest.raises(IntegrityError, match="one_collection_a_day"), transaction.atomic():
        Collection.objects.create(
            council_id=mandate.council_id,
            mandate=mandate,
            notice=asked.notice,
            submission=submission,
            due_on=FIRST_FEB,
            amount=1,
            status="submitted",
        )


def why_not(collects_on: dt.date = FIRST_FEB) -> list[str]:
    return [each.why_not for each in paying_queries.to_collect(the_council(), collects_on=collects_on)]


def test_nothing_is_collected_after_a_death():
    mandate = in_force()
    Person.objects.filter(pk=mandate.person_id).update(deceased_on=dt.date(2027, 1, 20))

    assert why_not() == ["The payer has died."]
    assert submitted() is None


@pytest.mark.parametrize(
    ("until_on", "collected_from"),
    [(dt.date(2027, 2, 1), 0), (dt.date(2027, 2, 2), 1)],
)
def test_nothing_is_collected_once_the_tenancy_has_ended(until_on, collected_from):
    mandate = in_force()
    RentAccount.objects.filter(pk=mandate.rent_account_id).update(until_on=until_on)

    submission = submitted()

    assert (submission.items if submission else 0) == collected_from


def test_nothing_is_collected_of_which_the_payer_was_told_too_late():
    """Ten working days before Mon 1 February is Mon 18 January."""
    mandate = a_mandate()
    due = mandates.notice_due(mandate, on=MONDAY_4_JAN.date())
    mandates.give_notice(mandate, due, at=dt.datetime(2027, 1, 19, 9, 0, tzinfo=dt.UTC))
    Mandate.objects.filter(pk=mandate.pk).update(status="active", lodged_at=MONDAY_4_JAN)

    assert why_not() == ["The payer was not told in time."]


def test_nothing_is_collected_before_the_bank_has_the_instruction():
    told(a_mandate())

    submission = submitted()

    assert why_not() == ["The bank has not taken up the instruction yet."]
    assert (submission.items, submission.instructions) == (0, 1)
    assert Mandate.objects.get().status == "lodged"


def test_an_instruction_that_is_not_sent_back_is_in_force_after_five_working_days():
    told(a_mandate())
    submitted()  # Wed 27 January.

    before = mandates.take_up(the_council(), on=dt.date(2027, 2, 2), at=noon_of(dt.date(2027, 2, 2)))
    after = mandates.take_up(the_council(), on=dt.date(2027, 2, 3), at=noon_of(dt.date(2027, 2, 3)))

    assert (before, after, Mandate.objects.get().status) == (0, 1, "active")


@pytest.mark.parametrize(
    ("collects_on", "words"),
    [(dt.date(2027, 1, 30), "no working day"), (dt.date(2027, 1, 27), "before the day")],
)
def test_a_day_on_which_banks_do_not_collect_is_refused(collects_on, words):
    in_force()

    with pytest.raises(Refused, match=words):
        submitted(collects_on)


def test_a_council_that_bacs_does_not_know_makes_no_file(settings):
    settings.BACS_USERS = {}
    in_force()

    with pytest.raises(Refused, match="ROOFTREE_BACS_USERS"):
        submitted()


def test_a_file_that_cannot_be_made_as_it_was_is_refused():
    mandate = in_force()
    submission = submitted()
    Mandate.objects.filter(pk=mandate.pk).update(sealed=sealing.seal("300000", "66778899"))

    with pytest.raises(Refused, match="cannot be made again as it was"):
        direct_debits.file_of(Submission.objects.get(pk=submission.pk))


def test_many_mandates_are_read_in_as_many_questions_as_few(django_assert_num_queries):
    in_force()
    paying_queries.to_collect(the_council(), collects_on=FIRST_FEB)
    with CaptureQueriesContext(connection) as few:
        paying_queries.to_collect(the_council(), collects_on=FIRST_FEB)
    for _ in range(5):
        in_force()
    with django_assert_num_queries(len(few)):
        assert len(paying_queries.to_collect(the_council(), collects_on=FIRST_FEB)) == 6


# --- On the day ---------------------------------------------------------------------------------------------


def test_what_is_collected_is_posted_on_its_day_once():
    mandate = in_force()
    submitted()
    council = the_council()

    early = direct_debits.post_collections(council, on=dt.date(2027, 1, 31), at=noon_of(dt.date(2027, 1, 31)))
    posted = direct_debits.post_collections(council, on=FIRST_FEB, at=noon_of(FIRST_FEB))
    again = direct_debits.post_collections(council, on=FIRST_FEB, at=noon_of(FIRST_FEB))

    assert (early, posted, again) == (0, 1, 0)
    assert owed(mandate.rent_account) == -MONTHLY
    dd = control(council.pk, "direct_debit")
    assert balances.of([dd])[dd] == MONTHLY
    assert Collection.objects.get().status == "collected"


def test_what_is_in_flight_when_a_tenancy_ends_reaches_its_account():
    mandate = in_force()
    submitted()
    RentAccount.objects.filter(pk=mandate.rent_account_id).update(until_on=dt.date(2027, 1, 30))

    direct_debits.post_collections(the_council(), on=FIRST_FEB, at=noon_of(FIRST_FEB))

    assert owed(mandate.rent_account) == -MONTHLY


def test_the_second_collection_is_no_first():
    collected()

    second = submitted(FIRST_MARCH, at=noon_of(dt.date(2027, 2, 24)))

    assert [each.is_first for each in second.collections.all()] == [False]


# --- What banks answer ----------------------------------------------------------------------------------------


def unpaid(mandate: Mandate, reason: str = "0", movement: int | None = None) -> Collection | None:
    day = dt.date(2027, 2, 3)
    return bank_answers.note_unpaid(
        mandate.reference,
        due_on=FIRST_FEB,
        reason=reason,
        movement=movement,
        council_id=mandate.council_id,
        on=day,
        at=noon_of(day),
    )


def test_what_comes_back_is_owed_again_and_is_news():
    mandate = collected()

    unpaid(mandate)
    unpaid(mandate)

    assert owed(mandate.rent_account) == 0
    assert Collection.objects.get().status == "unpaid"
    [told] = paying_queries.news([mandate.council_id], since=MONDAY_4_JAN)
    assert told.words == ("£433.34 of Mon 1 Feb 2027 was not paid. Refer to payer: not enough in the account.")
    assert Mandate.objects.get().status == "active"


def test_what_the_books_debited_back_already_is_not_debited_twice():
    mandate = collected()

    unpaid(mandate, movement=12345)

    assert owed(mandate.rent_account) == -MONTHLY
    assert Collection.objects.get().unpaid_movement == 12345


def test_a_closed_bank_account_ends_the_direct_debit():
    mandate = collected()

    unpaid(mandate, reason="B")

    mandate.refresh_from_db()
    assert (mandate.status, mandate.cancelled_because) == ("cancelled", "The account is closed.")
    assert submitted(FIRST_MARCH, at=noon_of(dt.date(2027, 2, 24))) is None  # The bank knows.


def test_an_unpaid_report_of_somebody_elses_collection_changes_nothing():
    collected()

    assert unpaid(Mandate(reference="NONE", council_id=the_council().pk)) is None


def test_what_was_not_posted_yet_cannot_come_back():
    mandate = in_force()
    submitted()

    with pytest.raises(Refused, match="not posted as collected yet"):
        unpaid(mandate)


def heed(mandate: Mandate, kind: News, reason: str, details: NewDetails | None = None) -> list[Mandate]:
    told = MandateNews(kind, mandate.reference, reason, dt.date(2027, 1, 14), details)
    return bank_answers.heed_news(the_council(), [told], at=FRIDAY_15_JAN)


@pytest.mark.parametrize(
    ("kind", "reason", "status", "what"),
    [
        (News.ADDACS, "1", "cancelled", "cancelled"),
        (News.ADDACS, "2", "cancelled", "cancelled"),
        (News.ADDACS, "B", "cancelled", "cancelled"),
        (News.ADDACS, "Z", "cancelled", "cancelled"),
        (News.AUDDIS, "5", "cancelled", "rejected"),
        (News.ADDACS, "C", "active", "moved"),
    ],
)
def test_what_a_bank_says_is_done_once(kind, reason, status, what):
    mandate = in_force()

    heed(mandate, kind, reason)
    heed(mandate, kind, reason)

    mandate.refresh_from_db()
    assert mandate.status == status
    assert MandateEvent.objects.filter(mandate=mandate, what=what).count() == 1


def test_a_bank_that_takes_it_up_again_puts_it_in_force():
    mandate = in_force()
    heed(mandate, News.ADDACS, "1")

    heed(mandate, News.ADDACS, "R")

    mandate.refresh_from_db()
    assert (mandate.status, mandate.cancelled_because) == ("active", "")


def test_news_of_an_instruction_that_is_not_ours_is_left_aside():
    assert heed(Mandate(reference="STRANGE"), News.ADDACS, "1") == []


def test_deaths_and_ended_tenancies_end_direct_debits():
    living, dead, moved = in_force(), in_force(), in_force()
    Person.objects.filter(pk=dead.person_id).update(deceased_on=dt.date(2027, 1, 20))
    RentAccount.objects.filter(pk=moved.rent_account_id).update(until_on=dt.date(2027, 1, 25))

    ended = mandates.end_for_facts(the_council(), on=dt.date(2027, 1, 27), at=WEDNESDAY_27_JAN)

    assert {each.pk: each.cancelled_because for each in ended} == {
        dead.pk: "The payer has died.",
        moved.pk: "The tenancy has ended.",
    }
    assert Mandate.objects.get(pk=living.pk).status == "active"


# --- What did not happen --------------------------------------------------------------------------------


def missing(on: dt.date) -> list[str]:
    return list(paying_checks.paying(the_council(), on))


def test_a_file_that_nobody_made_is_noticed_two_working_days_before():
    in_force()

    assert missing(dt.date(2027, 1, 27)) == []
    assert missing(dt.date(2027, 1, 28)) == [
        "The file of direct debits for Mon 1 Feb 2027 is not made: 1 payer, £433.34."
    ]
    submitted(at=noon_of(dt.date(2027, 1, 28)))
    assert missing(dt.date(2027, 1, 29)) == []


def test_an_instruction_that_is_in_no_file_is_noticed_before_it_is_too_late():
    """To be collected on 1 February: the file of 28 January asks, and banks need it five working days before."""
    told(a_mandate())

    assert missing(dt.date(2027, 1, 20)) == []
    assert missing(dt.date(2027, 1, 21)) == [
        "1 new instruction is in no file to the bank, and the first collection is on Mon 1 Feb 2027. "
        "Make a file: they go with it."
    ]
    submitted(dt.date(2027, 1, 25), at=noon_of(dt.date(2027, 1, 21)))
    assert missing(dt.date(2027, 1, 22)) == []


def test_what_was_collected_and_not_posted_is_noticed_the_next_day():
    in_force()
    submitted()

    assert missing(FIRST_FEB) == []
    assert missing(dt.date(2027, 2, 2)) == [
        "Direct debits of Mon 1 Feb 2027 (£433.34, file 1) are not posted. Is a worker running?"
    ]
