"""Direct debits and card payments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rents", "0005_increases")]

    operations = []
