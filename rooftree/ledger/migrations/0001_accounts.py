"""Accounts of the books."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundations", "0009_destruction"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(choices=[("personal", "Personal"), ("control", "Control")], max_length=8),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        db_comment="What a control account is called in the books: cash, income.hra.",
                        max_length=40,
                    ),
                ),
                ("opened_on", models.DateField()),
                (
                    "closed_on",
                    models.DateField(
                        blank=True, db_comment="The first day on which nothing is posted.", null=True
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("council", "code"),
                        name="one_control_account_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__gt", ""), ("kind", "control")),
                            models.Q(("code", ""), ("kind", "personal")),
                            _connector="OR",
                        ),
                        name="control_accounts_have_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="account_closes_after_it_opens",
                    ),
                ],
            },
        ),
    ]
