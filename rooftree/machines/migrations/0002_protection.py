"""Keep clients and webhooks with their council, share the digests, and queue each event as it is written."""

from django.db import migrations

from rooftree.cases.protection import GROUPS
from rooftree.foundations.protection import BelongsTo, Protect, Share
from rooftree.foundations.sql import read

WHO = {
    "machines_tokenrecord": ["officer_id"],
    "machines_client": ["officer_id", "made_by_id", "ended_by_id"],
    "machines_endpoint": ["made_by_id", "ended_by_id"],
}
"""The columns that name an officer."""


class Migration(migrations.Migration):
    dependencies = [("machines", "0001_initial"), ("cases", "0008_task_by_case")]

    operations = [
        Share("machines_credential", rights="SELECT, INSERT, UPDATE (used_at, revoked_at, works_until), DELETE"),
        Protect("machines_tokenrecord", append_only=True),
        Protect("machines_client", pointed_at=True),
        BelongsTo("machines_credential", "client_id", "machines_client"),
        Protect("machines_endpoint", pointed_at=True),
        BelongsTo("machines_endpoint", "client_id", "machines_client"),
        # Neither is in the audit: the one holds secrets, and the other is itself the log of what was sent.
        Protect("machines_signingsecret", audited=False),
        BelongsTo("machines_signingsecret", "endpoint_id", "machines_endpoint"),
        Protect(
            "machines_delivery",
            restricted=True,
            restricted_also="person_restricted_to",
            case="case_id",
            audited=False,
        ),
        BelongsTo("machines_delivery", "case_id", "cases_case", restricted=GROUPS, groups=GROUPS),
        BelongsTo("machines_delivery", "endpoint_id", "machines_endpoint"),
        *(BelongsTo(table, column, "staff_officer") for table, columns in WHO.items() for column in columns),
        migrations.RunSQL(
            read("0002_queue_deliveries", beside=__file__), read("0002_queue_deliveries_undo", beside=__file__)
        ),
    ]
