"""Keep what each debit run came to, code by code, beside what was expected."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("rents", "0008_suspensions")]

    operations = [
        migrations.CreateModel(
            name="DebitRunLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.CharField(db_comment="A debit of rents.transaction_codes.", max_length=3)),
                (
                    "expected",
                    models.DecimalField(
                        db_comment="Pounds of the roll, reckoned from the charges alone.",
                        decimal_places=2,
                        max_digits=14,
                    ),
                ),
                (
                    "charged",
                    models.DecimalField(db_comment="Pounds posted to payers.", decimal_places=2, max_digits=14),
                ),
                (
                    "void",
                    models.DecimalField(
                        db_comment="Pounds posted to void accounts.", decimal_places=2, max_digits=14
                    ),
                ),
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
                (
                    "debit_run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="rents.debitrun",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("council", "debit_run", "code"), name="one_line_a_code"),
                ],
            },
        ),
        Protect("rents_debitrunline"),
        BelongsTo("rents_debitrunline", "debit_run_id", "rents_debitrun"),
    ]
