"""What old systems said was posted, summed by day and code: the other side of what was loaded."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0026_general_ledger")]

    operations = [
        migrations.RunSQL(read("0027_taken_over", beside=__file__), read("0027_taken_over_undo", beside=__file__)),
    ]
