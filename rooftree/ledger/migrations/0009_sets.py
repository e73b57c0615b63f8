"""Look at the accounts of a posting all at once, and leave room for balances that change together."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_posted_years")]

    operations = [
        migrations.RunSQL(read("0009_sets", beside=__file__), read("0009_sets_undo", beside=__file__)),
    ]
