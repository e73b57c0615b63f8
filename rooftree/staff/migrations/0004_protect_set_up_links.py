"""Keep set-up links with their council, and tell for which councils a sign-in is needed."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_set_up_links")]

    operations = [
        Protect("staff_setuplink", append_only=True),
        BelongsTo("staff_setuplink", "officer_id", "staff_officer"),
        BelongsTo("staff_setuplink", "made_by_id", "staff_officer"),
        migrations.RunSQL(read("0004_councils_of", beside=__file__), "DROP FUNCTION councils_of(bigint, date)"),
    ]
