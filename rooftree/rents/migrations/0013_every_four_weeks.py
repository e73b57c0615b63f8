"""Make room for how often a benefit comes: every four weeks has eleven letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rents", "0012_find_accounts")]

    operations = [
        migrations.AlterField(
            model_name="expectedbenefit",
            name="every",
            field=models.CharField(db_comment="A code of rents.frequencies: how often it comes.", max_length=12),
        ),
    ]
