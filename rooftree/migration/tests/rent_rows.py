"""Rows of rent files for tests, the record that they are of, and what the ledger says of it afterwards."""

from rooftree.ledger import movements
from rooftree.migration.tests.files import A_HOME, GRACE, GRACE_IS_TENANT, GRACES_TENANCY
from rooftree.rents.models import AccountPart

RECORD = {
    "places": [A_HOME, A_HOME | {"place_ref": "H2"}],
    "people": [GRACE],
    "tenancies": [
        GRACES_TENANCY | {"payment_ref": "77001", "weekly_rent": "109.60", "weekly_service_charge": "7.90"},
        GRACES_TENANCY | {
            "tenancy_ref": "T2", "place_ref": "H2", "payment_ref": "77002", "start_on": "01/06/2010",
            "end_on": "31/05/2020",
        },
    ],
    "tenancy_people": [GRACE_IS_TENANT],
}  # fmt: skip
RENT = {
    "transaction_ref": "RT1",
    "payment_ref": "77001",
    "posted_on": "02/11/2026",
    "effective_on": "02/11/2026",
    "code": "DBR",
    "amount": "109.60",
    "narrative": "Week 32",
    "batch": "DR32",
}
PAID = RENT | {
    "transaction_ref": "RT2", "posted_on": "04/11/2026", "effective_on": "", "code": "RCP", "amount": "(100.00)",
    "narrative": "", "batch": "CASH12",
}  # fmt: skip
BALANCE = {"payment_ref": "77001", "as_at": "08/11/2026", "balance": "9.60"}


def lines(payment_reference: str = "77001") -> list[movements.Line]:
    parts = AccountPart.objects.filter(rent_account__payment_reference=payment_reference)
    return movements.of(parts.values_list("ledger_account_id", flat=True), together=True)


def told(payment_reference: str = "77001") -> list[tuple[str, str, str, str]]:
    """What a statement says: the day, the code, the pounds and the balance of each line."""
    return [
        (line.posted_on.isoformat(), line.code, str(line.amount), str(line.balance))
        for line in lines(payment_reference)
    ]
