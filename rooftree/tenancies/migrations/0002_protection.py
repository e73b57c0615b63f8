"""Keep every row with its council, and every restricted row with its group."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0001_initial"),
        ("people", "0002_protection"),
        ("places", "0002_protection"),
    ]

    operations = [
        Protect("tenancies_tenancy", root=True, pointed_at=True),
        BelongsTo("tenancies_tenancy", "place_id", "places_place"),
        Protect("tenancies_tenancyparty", restricted=True, person="person_id"),
        BelongsTo("tenancies_tenancyparty", "tenancy_id", "tenancies_tenancy"),
        BelongsTo("tenancies_tenancyparty", "person_id", "people_person", restricted="restricted_to"),
        Protect("tenancies_tenancylegacyreference", restricted=True, audited=False),
        BelongsTo("tenancies_tenancylegacyreference", "tenancy_id", "tenancies_tenancy"),
    ]
