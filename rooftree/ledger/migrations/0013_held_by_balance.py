"""Hold an account by its kept balance, which whoever posts changes anyway, and look at each movement once."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_one_processor")]

    operations = [
        migrations.RunSQL(
            read("0013_held_by_balance", beside=__file__), read("0013_held_by_balance_undo", beside=__file__)
        ),
    ]
