"""On the page of a rent account: the last payment, who looks after it, what was written off, and what was said."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0011_rent_in_timelines"),
        ("contact", "0005_replies"),
        ("rents", "0016_shares_of_suspense"),
    ]

    operations = [
        migrations.RunSQL(
            read("0010_rent_account_undo", beside=__file__), read("0010_rent_account", beside=__file__)
        ),
        migrations.RunSQL(
            read("0012_rent_account", beside=__file__), read("0012_rent_account_undo", beside=__file__)
        ),
    ]
