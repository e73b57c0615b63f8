"""Keep what is true of cases true while several change them at once; let the database say when an event came."""

import django.db.models.functions.datetime
from django.db import migrations, models

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_cover")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="recorded_at",
            field=models.DateTimeField(
                db_comment="When it was recorded: later, if it came from the field.",
                db_default=django.db.models.functions.datetime.Now(),
            ),
        ),
        migrations.RunSQL(
            read("0005_several_at_once", beside=__file__), read("0005_several_at_once_undo", beside=__file__)
        ),
    ]
