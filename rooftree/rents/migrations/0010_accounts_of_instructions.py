"""Let a direct debit that came back find its account, whoever takes the file in."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0009_lines_of_runs")]

    operations = [
        migrations.RunSQL(
            read("0010_accounts_of_instructions", beside=__file__),
            read("0010_accounts_of_instructions_undo", beside=__file__),
        )
    ]
