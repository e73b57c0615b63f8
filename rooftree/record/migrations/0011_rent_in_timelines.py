"""What happened on rent accounts, on the timelines of people, homes and tenancies."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0010_rent_account"),
        ("ledger", "0004_protect_movements"),
        ("rents", "0006_paying"),
    ]

    operations = [
        migrations.RunSQL(
            read("0011_rent_in_timelines", beside=__file__), read("0011_rent_in_timelines_undo", beside=__file__)
        ),
    ]
