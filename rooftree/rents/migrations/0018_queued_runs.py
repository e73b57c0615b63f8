"""Let a debit run wait for a worker, say why it stopped, and under which day it stands in the books."""

from django.db import migrations, models

# A run stands in the books on its first day, and what was put right on the day it was; or, where the books were
# closed by then, on the first day that was open.
SAY_THE_DAY = """
    UPDATE rents_debitrun AS run SET posted_on = greatest(
        CASE WHEN run.cycle = 'catch_up' THEN london_day(run.at) ELSE run.period_from_on END,
        (SELECT max(closing.until_on) FROM ledger_closing AS closing
         WHERE closing.council_id = run.council_id AND closing.closed_at <= run.at))
    WHERE run.status = 'posted'
"""


class Migration(migrations.Migration):
    dependencies = [("rents", "0017_card_settlement"), ("ledger", "0006_years")]

    operations = [
        migrations.AlterField(
            model_name="debitrun",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting"),
                    ("started", "Started"),
                    ("stopped", "Stopped"),
                    ("posted", "Posted"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="debitrun",
            name="at",
            field=models.DateTimeField(db_comment="When it was asked for; from when it is begun, that moment."),
        ),
        migrations.AddField(
            model_name="debitrun",
            name="posted_on",
            field=models.DateField(
                blank=True,
                db_comment="The day under which it stands in the books; empty until it is posted.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="debitrun",
            name="stopped_because",
            field=models.CharField(
                blank=True,
                db_comment="Why it was refused or broken off, as a sentence for officers.",
                db_default="",
                max_length=500,
            ),
        ),
        migrations.RunSQL(SAY_THE_DAY, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="debitrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "stopped"), ("stopped_because__gt", ""))
                | models.Q(models.Q(("status", "stopped"), _negated=True), ("stopped_because", "")),
                name="stopped_run_says_why",
            ),
        ),
    ]
