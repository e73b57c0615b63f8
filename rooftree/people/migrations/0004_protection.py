"""Keep the new rows with their council and group too; a review is only ever added to."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("people", "0003_more_of_the_record")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_personmarker ADD CONSTRAINT people_personmarker_of_group "
            "UNIQUE (council_id, id, restricted_to)",
            "ALTER TABLE people_personmarker DROP CONSTRAINT people_personmarker_of_group",
        ),
        Protect("people_personmarkerproposal", restricted=True, person="person_id"),
        BelongsTo("people_personmarkerproposal", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("people_personmarkerproposal", "proposed_by_id", "staff_officer"),
        BelongsTo("people_personmarkerproposal", "decided_by_id", "staff_officer"),
        Protect("people_personmarkerreview", restricted=True),
        BelongsTo("people_personmarkerreview", "marker_id", "people_personmarker", restricted="restricted_to"),
        BelongsTo("people_personmarkerreview", "reviewed_by_id", "staff_officer"),
        # Not `append_only`: its trigger would also refuse the group that follows the person's.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON people_personmarkerreview FROM rooftree_app", migrations.RunSQL.noop
        ),
        Protect("people_personmerge", restricted=True, person="person_id"),
        BelongsTo("people_personmerge", "person_id", "people_person", restricted="restricted_to"),
        BelongsTo("people_personmerge", "into_id", "people_person"),
        BelongsTo("people_personmerge", "merged_by_id", "staff_officer"),
        BelongsTo("people_personmerge", "undone_by_id", "staff_officer"),
        # Keeps the group for ever: its reason stays hidden when the record is open again.
        Protect("people_personrestriction", restricted=True),
        BelongsTo("people_personrestriction", "person_id", "people_person"),
        BelongsTo("people_personrestriction", "group_id", "foundations_restrictedgroup"),
        BelongsTo("people_personrestriction", "restricted_by_id", "staff_officer"),
        BelongsTo("people_personrestriction", "lifted_by_id", "staff_officer"),
    ]
