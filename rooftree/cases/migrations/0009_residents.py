"""Keep what a resident did herself: what she wrote, sent, and said was settled."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_task_by_case"),
        ("foundations", "0007_rows_written_once"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("staff", "0006_protect_absences"),
        ("tenancies", "0005_search_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="closed_case_says_when_and_by_whom",
        ),
        migrations.AddField(
            model_name="case",
            name="closed_by_resident",
            field=models.ForeignKey(
                blank=True,
                db_comment="Who said in their own account that it is settled, and so closed it.",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="casefile",
            name="by_resident",
            field=models.ForeignKey(
                db_comment="Who sent it from their own account, where no officer attached it.",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="by_resident",
            field=models.ForeignKey(
                db_comment="Who did it in their own account: the person, or somebody who acts for them.",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="by",
            field=models.ForeignKey(
                db_comment="Who did it; nobody where Rooftree did it by itself, or a resident did.",
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staff.officer",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("by_resident__isnull", False)),
                fields=["council", "by_resident", "at"],
                name="event_by_resident",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                        ("closed_by_resident__isnull", True),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("closed_by_resident__isnull", True),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", True),
                        ("closed_by_resident__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="closed_case_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", True), ("by_resident__isnull", True), _connector="OR"),
                name="event_is_done_by_one",
            ),
        ),
        BelongsTo("cases_case", "closed_by_resident_id", "people_person"),
        BelongsTo("cases_casefile", "by_resident_id", "people_person"),
        BelongsTo("cases_event", "by_resident_id", "people_person"),
    ]
