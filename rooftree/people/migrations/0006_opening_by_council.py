"""Open a restricted record by exception for the council whose officer one is, of several."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("people", "0005_search_words")]

    operations = [
        migrations.RunSQL(
            read("0006_opening_by_council", beside=__file__), read("0006_opening_by_council_undo", beside=__file__)
        ),
    ]
