"""Keep contacts that a resident wrote in her own account, and how she asked to be answered."""

import django.db.models.deletion
from django.db import migrations, models

from rooftree.foundations.protection import BelongsTo


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_residents"),
        ("contact", "0003_legacy_search"),
        ("foundations", "0007_rows_written_once"),
        ("people", "0005_search_words"),
        ("places", "0005_search_words"),
        ("staff", "0006_protect_absences"),
        ("tenancies", "0005_search_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_has_a_handler",
        ),
        migrations.AddField(
            model_name="contact",
            name="by_resident",
            field=models.ForeignKey(
                blank=True,
                db_comment="Who wrote it in their own account, the person or who acts for them: no handler.",
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="answer_by",
            field=models.CharField(
                blank=True,
                db_comment="How the person asked to be answered: a code of contact.answer_ways; empty: not asked.",
                db_default="",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("by_resident__isnull", False)),
                fields=["council", "by_resident", "-started_at"],
                name="contact_by_resident",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handler__isnull", False),
                    ("by_resident__isnull", False),
                    ("is_automatic", True),
                    models.Q(("source_system", ""), _negated=True),
                    _connector="OR",
                ),
                name="contact_has_a_handler",
            ),
        ),
        BelongsTo("contact_contact", "by_resident_id", "people_person"),
    ]
