"""Keep every contact with its council and its groups, and let an enquiry be a case."""

from django.db import migrations

from rooftree.cases.protection import GROUPS, of_case, of_kind
from rooftree.foundations.protection import BelongsTo, Protect

CASE_GROUPS = ("case_restricted_to", "case_person_restricted_to")
"""The groups of a contact's case, as `cases.protection.GROUPS` names them there."""
OF_CONTACT = ("restricted_to", *CASE_GROUPS)

OPEN = "= ANY ((SELECT may_open())::int[])"
OF_OPENED_CASE = "case_id = ANY ((SELECT opened_cases())::bigint[])"
OF_OPENED_PERSON = "person_id = ANY ((SELECT opened_people())::bigint[])"

# A contact has two keepers, its person and its case. Opening the one by exception does not open what
# the other restricts to another group: so this policy says of each group what opens it.
POLICY = f"""
    ALTER POLICY own_council ON contact_contact USING (
        council_id = ANY ((SELECT acting_for())::int[])
        AND (restricted_to {OPEN} OR {OF_OPENED_PERSON}
             OR (restricted_to = case_person_restricted_to AND {OF_OPENED_CASE}))
        AND (case_restricted_to {OPEN} OR {OF_OPENED_CASE})
        AND (case_person_restricted_to {OPEN} OR {OF_OPENED_CASE})
    )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0001_initial"),
        ("cases", "0002_protection"),
    ]

    operations = [
        Protect("contact_contact", root=True, restricted=True, restricted_also=CASE_GROUPS, pointed_at=True),
        migrations.RunSQL(POLICY, migrations.RunSQL.noop),
        BelongsTo("contact_contact", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("contact_contact", "case_id", "cases_case", restricted=CASE_GROUPS, groups=GROUPS),
        BelongsTo("contact_contact", "place_id", "places_place"),
        BelongsTo("contact_contact", "tenancy_id", "tenancies_tenancy"),
        BelongsTo("contact_contact", "handler_id", "staff_officer"),
        BelongsTo("contact_contact", "broken_promise_id", "cases_task"),
        Protect("contact_contactlegacyreference", restricted=True, restricted_also=CASE_GROUPS, audited=False),
        BelongsTo(
            "contact_contactlegacyreference",
            "contact_id",
            "contact_contact",
            restricted=OF_CONTACT,
            groups=OF_CONTACT,
        ),
        Protect("contact_demandreview", restricted=True, restricted_also=CASE_GROUPS),
        BelongsTo(
            "contact_demandreview", "contact_id", "contact_contact", restricted=OF_CONTACT, groups=OF_CONTACT
        ),
        BelongsTo("contact_demandreview", "first_by_id", "staff_officer"),
        BelongsTo("contact_demandreview", "reviewed_by_id", "staff_officer"),
        *of_kind("enquiry", "contact_enquiry"),
        BelongsTo("contact_enquiry", "opening_contact_id", "contact_contact"),
        BelongsTo("contact_enquiry", "answered_by_id", "staff_officer"),
        *of_case("contact_callbackattempt", append_only=True),
        BelongsTo("contact_callbackattempt", "task_id", "cases_task"),
        BelongsTo("contact_callbackattempt", "by_id", "staff_officer"),
    ]
