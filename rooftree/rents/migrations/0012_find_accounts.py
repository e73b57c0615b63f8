"""Find rent accounts by what payers and banks quote."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0011_card_totals"),
        ("tenancies", "0005_search_words"),
        ("foundations", "0003_search"),
    ]

    operations = [
        migrations.RunSQL(
            read("0012_find_accounts", beside=__file__), read("0012_find_accounts_undo", beside=__file__)
        ),
    ]
