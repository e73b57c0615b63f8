"""Keep accounts with their person's group, and answer what a sign-in page must know."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("people", "0007_portal")]

    operations = [
        Protect("people_portalaccount", restricted=True, person="person_id"),
        BelongsTo("people_portalaccount", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("people_portalaccount", "closed_by_id", "staff_officer"),
        # A code is over in ten minutes and swept away at night: its tries are no history.
        Protect("people_portalcode", root=True, audited=False),
        migrations.RunSQL(read("0008_portal", beside=__file__), read("0008_portal_undo", beside=__file__)),
    ]
