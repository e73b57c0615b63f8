"""Let the site's log-in delete nothing of rents but what was never charged, and a run's figures written anew."""

from django.db import migrations

STAY = (
    "rents_accountpart",
    "rents_cardpayment",
    "rents_cardrefund",
    "rents_changedsince",
    "rents_collection",
    "rents_debitrun",
    "rents_expectedbenefit",
    "rents_homevalue",
    "rents_loadedbalance",
    "rents_mandate",
    "rents_rentaccount",
    "rents_rentincrease",
    "rents_rentincreaseline",
    "rents_rentyear",
    "rents_submission",
    "rents_suspension",
    "rents_transactionlegacyreference",
)


class Migration(migrations.Migration):
    dependencies = [("rents", "0013_every_four_weeks")]

    operations = [
        migrations.RunSQL(
            f"REVOKE DELETE ON {', '.join(STAY)} FROM rooftree_app",
            f"GRANT DELETE ON {', '.join(STAY)} TO rooftree_app",
        )
    ]
