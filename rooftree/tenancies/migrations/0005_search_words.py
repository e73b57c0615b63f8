"""Where people live, among the words by which they are found."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0004_previous_of_the_same_council"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
    ]

    operations = [
        migrations.RunSQL(
            read("0005_search_words", beside=__file__), read("0005_search_words_undo", beside=__file__)
        ),
    ]
