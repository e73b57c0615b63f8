"""Let a one-time code confirm a number or an address that a resident gave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_protect_portal"),
    ]

    operations = [
        migrations.AlterField(
            model_name="portalcode",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("sign_in", "Sign in"),
                    ("open_account", "Open an account"),
                    ("confirm", "Confirm a number or an address"),
                ],
                max_length=12,
            ),
        ),
    ]
