"""Let no account of a resident be taken away: it is closed, by whom and why."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0009_confirm_points")]

    operations = [
        migrations.RunSQL(
            "REVOKE DELETE ON people_portalaccount FROM rooftree_app",
            "GRANT DELETE ON people_portalaccount TO rooftree_app",
        )
    ]
