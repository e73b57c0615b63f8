"""Number a line by its file and its row: one key says which it is, and that a file has each row once."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0028_lines_in_suspense")]

    operations = [
        migrations.RunSQL(
            read("0029_lines_numbered", beside=__file__), read("0029_lines_numbered_undo", beside=__file__)
        ),
        migrations.AlterField(
            model_name="fileline",
            name="id",
            field=models.BigIntegerField(
                primary_key=True, serialize=False, db_comment="Its file and its row in one."
            ),
        ),
        migrations.AlterField(
            model_name="fileline",
            name="file",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rents.moneyfile",
            ),
        ),
        migrations.AlterModelOptions(name="fileline", options={"ordering": ["id"]}),
        migrations.RemoveConstraint(model_name="fileline", name="one_line_a_row"),
    ]
