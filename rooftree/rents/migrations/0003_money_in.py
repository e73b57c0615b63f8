"""Files of money, their lines, and what is in suspense."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rents", "0002_protection")]

    operations = []
