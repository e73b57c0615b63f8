"""What an alarm is about, beside its sentence on *My work*."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("record", "0006_residents")]

    operations = [
        migrations.RunSQL(
            read("0007_about_alarms", beside=__file__), read("0007_about_alarms_undo", beside=__file__)
        ),
    ]
