"""Find contacts of old systems by the references that they had there."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_protection"), ("foundations", "0003_search")]

    operations = [
        migrations.RunSQL(
            read("0003_legacy_search", beside=__file__), read("0003_legacy_search_undo", beside=__file__)
        ),
    ]
