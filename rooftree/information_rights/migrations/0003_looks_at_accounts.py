"""The page of a rent account is looked at too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("information_rights", "0002_protection")]

    operations = [
        migrations.AlterField(
            "look",
            "what",
            models.CharField(
                choices=[
                    ("person", "The person's page"),
                    ("case", "The page of a case"),
                    ("account", "The page of a rent account"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "look",
            "record_id",
            models.BigIntegerField(db_comment="Of the person, the case or the account."),
        ),
    ]
