"""Keep the new rows with their council too; a review is only ever added to."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("places", "0003_more_of_the_record")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE places_placemarker ADD CONSTRAINT places_placemarker_of_group "
            "UNIQUE (council_id, id, restricted_to)",
            "ALTER TABLE places_placemarker DROP CONSTRAINT places_placemarker_of_group",
        ),
        Protect("places_placemarkerproposal", restricted=True),
        BelongsTo("places_placemarkerproposal", "place_id", "places_place"),
        BelongsTo("places_placemarkerproposal", "proposed_by_id", "staff_officer"),
        BelongsTo("places_placemarkerproposal", "decided_by_id", "staff_officer"),
        Protect("places_placemarkerreview", restricted=True),
        BelongsTo("places_placemarkerreview", "marker_id", "places_placemarker", restricted="restricted_to"),
        BelongsTo("places_placemarkerreview", "reviewed_by_id", "staff_officer"),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON places_placemarkerreview FROM rooftree_app", migrations.RunSQL.noop
        ),
    ]
