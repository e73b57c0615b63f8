"""Let card payments be reconciled whole, also those of payers whom the accountant may not see."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0010_accounts_of_instructions")]

    operations = [
        migrations.RunSQL(
            read("0011_card_totals", beside=__file__), read("0011_card_totals_undo", beside=__file__)
        ),
    ]
