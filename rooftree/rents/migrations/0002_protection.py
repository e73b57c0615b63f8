"""Keep every row of rents with its council."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0001_accounts_and_charges"),
        ("ledger", "0002_protection"),
        ("places", "0002_protection"),
        ("staff", "0002_protection"),
        ("tenancies", "0002_protection"),
    ]

    operations = [
        Protect("rents_rentaccount", pointed_at=True),
        BelongsTo("rents_rentaccount", "tenancy_id", "tenancies_tenancy"),
        BelongsTo("rents_rentaccount", "place_id", "places_place"),
        Protect("rents_accountpart"),
        BelongsTo("rents_accountpart", "rent_account_id", "rents_rentaccount"),
        BelongsTo("rents_accountpart", "ledger_account_id", "ledger_account"),
        Protect("rents_expectedbenefit"),
        BelongsTo("rents_expectedbenefit", "rent_account_id", "rents_rentaccount"),
        Protect("rents_rentyear", root=True),
        Protect("rents_charge", root=True),
        BelongsTo("rents_charge", "place_id", "places_place"),
        BelongsTo("rents_charge", "rent_account_id", "rents_rentaccount"),
        Protect("rents_debitrun", root=True, pointed_at=True),
        BelongsTo("rents_debitrun", "by_id", "staff_officer"),
        Protect("rents_changedsince"),
        BelongsTo("rents_changedsince", "place_id", "places_place"),
        BelongsTo("rents_changedsince", "done_in_id", "rents_debitrun"),
    ]
