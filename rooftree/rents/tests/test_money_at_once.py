"""Money in under stress: two at once, a process killed, and any files in any order: nothing is lost or made."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents.models import FileLine, MoneyFile, SuspenseItem
from rooftree.rents.payment_references import make
from rooftree.rents.tests.files_in import an_account, cash_file, owes, taken
from rooftree.rents.tests.money import control_balance
from tests.builders import an_officer


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("acting")
def test_two_officers_who_take_one_file_at_once_post_it_once(council):
    account = an_account()
    content = cash_file(f"CARD,{account.payment_reference},54.20")
    officers = [an_officer("rent_accounting_officer"), an_officer("rent_accounting_officer")]

    def take(officer):
        try:
            with acting_for([council.pk], who=f"test:{officer.pk}"):
                return taken(content, council=council, by=officer, key=f"at-once-{officer.pk}").status
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(take, officers))

    assert answers[0].startswith("This file was handed in before, as “till.csv”")
    assert answers[1] == "posted"
    assert owes(account) == Decimal("-54.20")


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize("step", ["stage", "match", "post", "move", "commit"])
def test_a_file_whose_taking_was_killed_leaves_nothing_and_is_taken_again(step, database_url, tmp_path):
    account = an_account()
    path = tmp_path / "till.csv"
    path.write_bytes(cash_file(f"CARD,{account.payment_reference},54.20", "BANK,,12.00"))
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
        "ROOFTREE_VAR": str(tmp_path),
    }
    command = [sys.executable, "-m", "rooftree.rents.tests.killed", step, str(path)]
    taking = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    stood = taking.stdout.readline()
    taking.send_signal(signal.SIGKILL)
    taking.wait(timeout=30)

    left = (
        MoneyFile.objects.count(),
        FileLine.objects.count(),
        SuspenseItem.objects.count(),
        Movement.objects.count(),
    )
    again = taken(path.read_bytes(), key="killed")

    assert (stood, left) == ("standing\n", (0, 0, 0, 0))
    assert (again.status, owes(account), Movement.objects.count()) == ("posted", Decimal("-54.20"), 2)


DETAIL = st.tuples(
    st.sampled_from(["CARD", "BANK", "CHEQUE", "RETURNED"]), st.integers(0, 7), st.integers(1, 100_000)
)


@pytest.mark.django_db
@pytest.mark.usefixtures("acting")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.lists(DETAIL, min_size=1, max_size=6), min_size=1, max_size=4), data=st.data())
def test_whatever_comes_in_whatever_order_is_on_accounts_or_in_suspense(deliveries, data):
    accounts = [an_account() for _ in range(4)]
    feed = f"TILL {accounts[0].pk}"
    references = [*(each.payment_reference for each in accounts), make(800_000_000), "", "RENT", "10000000112"]
    contents = [
        cash_file(
            *(f"{kind},{references[who]},{Decimal(pence) / 100:.2f}" for kind, who, pence in details),
            sequence=number,
            feed=feed,
        )
        for number, details in enumerate(deliveries, 1)
    ]
    before = {code: control_balance(accounts[0], code) for code in ("cash", "card", "suspense")}
    order = data.draw(st.permutations(range(len(contents))))

    files = [taken(contents[each]) for each in [0, *(each for each in order if each)]]

    for file in files:
        file.refresh_from_db()
    assert {file.status for file in files} == {"posted"}
    came = sum(file.total for file in files)
    after = {code: control_balance(accounts[0], code) - pounds for code, pounds in before.items()}
    assert after["cash"] + after["card"] == came
    assert -sum(owes(each) for each in accounts) - after["suspense"] == came
    assert sum(file.to_accounts_total for file in files) == -sum(owes(each) for each in accounts)
