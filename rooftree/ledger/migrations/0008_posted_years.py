"""Rewrite a closed year of postings in account order."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_lines")]

    operations = [
        migrations.RunSQL(
            read("0008_posted_years", beside=__file__), read("0008_posted_years_undo", beside=__file__)
        ),
    ]
