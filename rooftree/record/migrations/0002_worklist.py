"""One worklist, with its counts, as one query."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0001_found"),
        ("cases", "0004_cover"),
        ("contact", "0002_protection"),
        ("staff", "0009_protect_saved_views"),
    ]

    operations = [
        migrations.RunSQL(read("0002_worklist", beside=__file__), read("0002_worklist_undo", beside=__file__)),
    ]
