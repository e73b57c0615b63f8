"""Take from the site's log-in the right to delete what nothing deletes: facts end, and stay.

Destruction, when its time has come, goes through a function of the owner's.
"""

from django.db import migrations

KEPT = (
    "cases_alarm", "cases_handover", "cases_handoverpiece",
    "contact_contact", "contact_contactlegacyreference", "contact_demandreview",
    "foundations_nightlycheck", "foundations_restrictedgroup",
    "migration_loadedrow", "migration_loadfile", "migration_loadmatch", "migration_loadproblem",
    "migration_loadrun",
    "people_adjustment", "people_authority", "people_household", "people_householdmember", "people_person",
    "people_personlegacyreference", "people_personmarker", "people_personmarkerproposal", "people_personmerge",
    "people_personrestriction", "people_possiblematch", "people_strength", "people_vulnerability",
    "places_home", "places_patch", "places_place", "places_placelegacyreference", "places_placemarker",
    "places_placemarkerproposal",
    "staff_absence", "staff_office", "staff_officer", "staff_team",
    "tenancies_tenancy", "tenancies_tenancylegacyreference", "tenancies_tenancyparty",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("staffweb", "0002_cache"),
        ("cases", "0008_task_by_case"),
        ("contact", "0003_legacy_search"),
        ("foundations", "0007_rows_written_once"),
        ("migration", "0003_history"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("staff", "0009_protect_saved_views"),
        ("tenancies", "0005_search_words"),
    ]

    operations = [
        migrations.RunSQL(
            f"REVOKE DELETE ON {', '.join(KEPT)} FROM rooftree_app",
            f"GRANT DELETE ON {', '.join(KEPT)} TO rooftree_app",
        ),
    ]
