"""What happened: the arms of the timeline, and the functions that read them."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0002_worklist"),
        ("cases", "0003_past_case"),
        ("contact", "0002_protection"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("tenancies", "0005_search_words"),
    ]

    operations = [
        migrations.RunSQL(read("0003_timeline", beside=__file__), read("0003_timeline_undo", beside=__file__)),
    ]
