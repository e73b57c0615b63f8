"""Find whom a reference of their own names too, for those who open an account and are not tenants."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0006_tenants_born")]

    operations = [
        migrations.RunSQL(
            read("0007_people_named", beside=__file__), read("0007_people_named_undo", beside=__file__)
        ),
        migrations.RunSQL(
            read("0006_tenants_born_undo", beside=__file__), read("0006_tenants_born", beside=__file__)
        ),
    ]
