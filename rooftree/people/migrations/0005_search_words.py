"""The words by which people are found."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_protection"),
        ("foundations", "0003_search"),
    ]

    operations = [
        BelongsTo("foundations_searchentry", "person_id", "people_person", restricted="restricted_to"),
        migrations.RunSQL(
            read("0005_search_words", beside=__file__), read("0005_search_words_undo", beside=__file__)
        ),
    ]
