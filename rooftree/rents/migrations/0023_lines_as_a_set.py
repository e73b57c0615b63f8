"""Say of each line which movement posted it, and look at what lines belong to a statement at a time."""

from django.db import migrations, models

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("rents", "0022_numbers_of_a_year"),
        ("ledger", "0009_sets"),
    ]

    operations = [
        migrations.AddField(
            "fileline",
            "movement",
            models.BigIntegerField(null=True, db_comment="The movement by which it was posted."),
        ),
        migrations.RunSQL(
            read("0023_lines_as_a_set", beside=__file__), read("0023_lines_as_a_set_undo", beside=__file__)
        ),
        migrations.AlterField(
            "fileline", "movement", models.BigIntegerField(db_comment="The movement by which it was posted.")
        ),
        migrations.AlterField(
            "fileline",
            "row",
            models.IntegerField(db_comment="Counts the lines of the file from 1."),
        ),
        migrations.AlterField(
            "fileline",
            "rent_account",
            models.ForeignKey(
                blank=True,
                db_comment="The account it was posted to; empty: suspense, or another file's money.",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="lines_paid",
                to="rents.rentaccount",
            ),
        ),
    ]
