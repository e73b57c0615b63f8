"""Annual increases, and what formula rents are reckoned from."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rents", "0004_journals_and_periods")]

    operations = []
