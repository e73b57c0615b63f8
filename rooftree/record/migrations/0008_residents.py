"""What residents read on their own pages: one query a page, of one person's own."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0007_about_alarms"),
        ("contact", "0004_residents"),
        ("correspondence", "0002_protection"),
    ]

    operations = [
        migrations.RunSQL(read("0008_residents", beside=__file__), read("0008_residents_undo", beside=__file__)),
    ]
