"""What stands about a worklist as one query."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("record", "0004_case_page")]

    operations = [
        migrations.RunSQL(read("0005_desk", beside=__file__), read("0005_desk_undo", beside=__file__)),
    ]
