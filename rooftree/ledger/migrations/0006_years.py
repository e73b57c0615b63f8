"""Close a year: keep what was on every account, and read the year back in account order."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_runs")]

    operations = [
        migrations.CreateModel(
            name="YearClose",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("until_on", models.DateField(db_comment="The first day that is not counted.")),
                ("closed_at", models.DateTimeField()),
                ("who", models.CharField(max_length=100)),
                (
                    "council",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundations.council",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("council", "until_on"), name="year_is_closed_once"),
                ],
            },
        ),
        Protect("ledger_yearclose", root=True, append_only=True),
        migrations.RunSQL(read("0006_years", beside=__file__), read("0006_years_undo", beside=__file__)),
        Protect("ledger_closedbalance", append_only=True, audited=False, key="account_id"),
        BelongsTo("ledger_closedbalance", "account_id", "ledger_account"),
        migrations.RunSQL("REVOKE INSERT ON ledger_closedbalance FROM rooftree_app", migrations.RunSQL.noop),
    ]
