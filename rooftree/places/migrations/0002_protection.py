"""Keep every row with its council, and every restricted row with its group."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
        ("staff", "0002_protection"),
    ]

    operations = [
        Protect("places_place", root=True, pointed_at=True),
        BelongsTo("places_place", "parent_id", "places_place"),
        Protect("places_home", key="place_id"),
        BelongsTo("places_home", "place_id", "places_place"),
        Protect("places_placemarker", restricted=True),
        BelongsTo("places_placemarker", "place_id", "places_place"),
        Protect("places_patch", root=True, pointed_at=True),
        BelongsTo("places_patch", "team_id", "staff_team"),
        Protect("places_patchofficer"),
        BelongsTo("places_patchofficer", "patch_id", "places_patch"),
        BelongsTo("places_patchofficer", "officer_id", "staff_officer"),
        Protect("places_patchplace"),
        BelongsTo("places_patchplace", "patch_id", "places_patch"),
        BelongsTo("places_patchplace", "place_id", "places_place"),
        Protect("places_placelegacyreference", restricted=True, audited=False),
        BelongsTo("places_placelegacyreference", "place_id", "places_place"),
    ]
