"""Keep every row with its council, and every row about a restricted person with that person's group."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("migration", "0001_initial"),
        ("people", "0002_protection"),
        ("places", "0002_protection"),
        ("staff", "0002_protection"),
        ("tenancies", "0002_protection"),
    ]

    operations = [
        Protect("migration_loadrun", root=True, pointed_at=True),
        Protect("migration_loadfile", pointed_at=True),
        BelongsTo("migration_loadfile", "run_id", "migration_loadrun"),
        Protect("migration_loadproblem", restricted=True, person="person_id", audited=False),
        BelongsTo("migration_loadproblem", "file_id", "migration_loadfile"),
        BelongsTo("migration_loadproblem", "person_id", "people_person", restricted="restricted_to"),
        Protect("migration_loadmatch", restricted=True, restricted_also="other_restricted_to", audited=False),
        BelongsTo("migration_loadmatch", "run_id", "migration_loadrun"),
        BelongsTo("migration_loadmatch", "one_id", "people_person", restricted="restricted_to"),
        BelongsTo("migration_loadmatch", "other_id", "people_person", restricted="other_restricted_to"),
        # Nothing checks the council of a row about nobody but the policy: it is written in no other.
        Protect("migration_loadedrow", restricted=True, person="person_id", audited=False),
        BelongsTo("migration_loadedrow", "person_id", "people_person", restricted="restricted_to"),
        migrations.RunSQL(
            read("0002_one_tenancy", beside=__file__), read("0002_one_tenancy_undo", beside=__file__)
        ),
        migrations.RunSQL(read("0002_names", beside=__file__), read("0002_names_undo", beside=__file__)),
    ]
