"""Keep every row with its council, and every restricted row with its group."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("staff", "0002_protection"),
    ]

    operations = [
        Protect("people_person", root=True, pointed_at=True, restricted=True, person="id"),
        BelongsTo("people_person", "merged_into_id", "people_person"),
        migrations.RunSQL(
            # A group other than 0 must be one of this council's.
            "ALTER TABLE people_person "
            "ADD COLUMN restricted_group bigint GENERATED ALWAYS AS (NULLIF(restricted_to, 0)) STORED; "
            "ALTER TABLE people_person ADD CONSTRAINT people_person_group_of_council "
            "FOREIGN KEY (council_id, restricted_group) REFERENCES foundations_restrictedgroup (council_id, id)",
            "ALTER TABLE people_person DROP COLUMN restricted_group",
        ),
        Protect("people_othername", restricted=True, person="person_id"),
        BelongsTo("people_othername", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_spokenlanguage", restricted=True, person="person_id"),
        BelongsTo("people_spokenlanguage", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_contactpoint", restricted=True, person="person_id"),
        BelongsTo("people_contactpoint", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_adjustment", restricted=True, person="person_id"),
        BelongsTo("people_adjustment", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_vulnerability", restricted=True, person="person_id"),
        BelongsTo("people_vulnerability", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_strength", restricted=True, person="person_id"),
        BelongsTo("people_strength", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_personmarker", restricted=True, person="person_id"),
        BelongsTo("people_personmarker", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_authority", restricted=True, person="person_id"),
        BelongsTo("people_authority", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("people_authority", "representative_id", "people_person"),
        Protect("people_household", root=True, pointed_at=True),
        Protect("people_householdmember", restricted=True, person="person_id"),
        BelongsTo("people_householdmember", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("people_householdmember", "household_id", "people_household"),
        Protect("people_personlegacyreference", restricted=True, person="person_id", audited=False),
        BelongsTo("people_personlegacyreference", "person_id", "people_person", restricted="restricted_to"),
        Protect("people_possiblematch", restricted=True, restricted_also="other_restricted_to"),
        BelongsTo("people_possiblematch", "one_id", "people_person", restricted="restricted_to"),
        BelongsTo("people_possiblematch", "other_id", "people_person", restricted="other_restricted_to"),
        BelongsTo("people_possiblematch", "answered_by_id", "staff_officer"),
        Protect("people_exceptionalopening", root=True, append_only=True),
        migrations.RunSQL(
            read("0001_open_by_exception", beside=__file__),
            "DROP FUNCTION open_by_exception(text, text, timestamptz, interval, bigint); "
            "DROP FUNCTION opened_by(bigint, timestamptz)",
        ),
    ]
