"""The table in which sign-in tries are counted, where every worker sees them. It holds no council's data."""

from django.db import migrations

from rooftree.foundations.protection import Share

CREATE = """
    CREATE TABLE staffweb_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamptz NOT NULL
    )
"""


class Migration(migrations.Migration):
    dependencies = [("staffweb", "0001_shared_tables")]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE staffweb_cache"),
        migrations.RunSQL(
            "CREATE INDEX staffweb_cache_expires ON staffweb_cache (expires)", migrations.RunSQL.noop
        ),
        Share("staffweb_cache", rights="SELECT, INSERT, UPDATE, DELETE"),
    ]
