"""The page of a case as one query, and what is due today as another."""

from django.db import migrations

from rooftree.foundations.sql import read


def _function(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(read(f"0004_{name}", beside=__file__), read(f"0004_{name}_undo", beside=__file__))


class Migration(migrations.Migration):
    dependencies = [("record", "0003_timeline")]

    operations = [_function("case_page"), _function("due_today")]
