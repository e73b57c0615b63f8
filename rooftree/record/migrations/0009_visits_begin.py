"""When a visit begins, on residents' pages."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("record", "0008_residents"), ("cases", "0012_visits_begin")]

    operations = [
        migrations.RunSQL(
            read("0009_visits_begin", beside=__file__), read("0009_visits_begin_undo", beside=__file__)
        ),
    ]
