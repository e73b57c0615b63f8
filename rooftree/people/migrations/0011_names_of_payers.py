"""Find people by their surname and first name, or its initial, as banks write who paid."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("people", "0010_accounts_stay")]

    operations = [
        migrations.RunSQL(
            read("0011_names_of_payers", beside=__file__), read("0011_names_of_payers_undo", beside=__file__)
        ),
    ]
