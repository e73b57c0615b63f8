"""What residents did in their own accounts, on the page of a case and on the timelines."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0005_desk"),
        ("cases", "0009_residents"),
        ("contact", "0004_residents"),
    ]

    operations = [
        migrations.RunSQL(read("0006_residents", beside=__file__), read("0006_residents_undo", beside=__file__)),
    ]
