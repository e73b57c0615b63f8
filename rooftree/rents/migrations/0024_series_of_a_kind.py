"""Number the files of each kind by themselves: two offices may call their series the same."""

from django.db import migrations, models
from django.db.models.functions import Coalesce, ExtractYear

FILLED = """
    ALTER TABLE rents_moneyfilepart DISABLE TRIGGER USER;
    UPDATE rents_moneyfilepart AS part SET kind = file.kind
    FROM rents_moneyfile AS file WHERE file.id = part.file_id;
    ALTER TABLE rents_moneyfilepart ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("rents", "0023_lines_as_a_set")]

    operations = [
        migrations.RemoveConstraint(model_name="moneyfilepart", name="a_numbered_file_is_posted_once"),
        migrations.AddField(
            "moneyfilepart",
            "kind",
            models.CharField(
                max_length=20, default="", db_comment="The file's kind: two kinds may call a series the same."
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="moneyfilepart",
            constraint=models.UniqueConstraint(
                "council",
                "kind",
                "feed",
                "sequence",
                Coalesce(ExtractYear("made_on"), 0),
                name="a_numbered_file_is_posted_once",
                condition=models.Q(("is_posted", True), ("sequence__isnull", False)),
            ),
        ),
    ]
