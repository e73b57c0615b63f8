"""Let a load write contacts, and look again at the tables of contacts and past cases that it filled."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("migration", "0002_protection"),
        ("cases", "0003_past_case"),
        ("contact", "0002_protection"),
    ]

    operations = [
        migrations.RunSQL(read("0003_history", beside=__file__), read("0003_history_undo", beside=__file__)),
    ]
