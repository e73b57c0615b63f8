"""Add the end of a fixed term, and the tenancy that this one follows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundations", "0001_initial"),
        ("places", "0004_protection"),
        ("tenancies", "0002_protection"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenancy",
            name="fixed_term_until_on",
            field=models.DateField(
                blank=True, db_comment="The first day after the fixed term of a flexible tenancy.", null=True
            ),
        ),
        migrations.AddField(
            model_name="tenancy",
            name="previous",
            field=models.ForeignKey(
                blank=True,
                db_comment="The tenancy that this one follows, or, for a decant, the one that goes on meanwhile.",
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="following",
                to="tenancies.tenancy",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenancy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("previous__isnull", True),
                    models.Q(("previous", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="tenancy_does_not_follow_itself",
            ),
        ),
    ]
