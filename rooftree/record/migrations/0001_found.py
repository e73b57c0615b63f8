"""What a list of results says of each thing found."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0005_search_words")]

    operations = [
        migrations.RunSQL(read("0001_found", beside=__file__), read("0001_found_undo", beside=__file__)),
    ]
