"""The page of a rent account as one query, but for what was posted to it."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0009_visits_begin"),
        ("correspondence", "0001_initial"),
        ("information_rights", "0003_looks_at_accounts"),
        ("ledger", "0004_protect_movements"),
        ("rents", "0006_paying"),
        ("rents", "0008_suspensions"),
    ]

    operations = [
        migrations.RunSQL(
            read("0010_rent_account", beside=__file__), read("0010_rent_account_undo", beside=__file__)
        ),
    ]
