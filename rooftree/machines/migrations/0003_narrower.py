"""Let the app delete no client and no endpoint: they are ended, and what they did stays."""

from django.db import migrations

APP = "rooftree_app"


class Migration(migrations.Migration):
    dependencies = [("machines", "0002_protection")]

    operations = [
        migrations.RunSQL(
            f"REVOKE DELETE ON machines_client, machines_endpoint FROM {APP}",
            f"GRANT DELETE ON machines_client, machines_endpoint TO {APP}",
        ),
    ]
