"""Count tries in one row a bucket and a stretch of time."""

from django.db import migrations, models

from rooftree.foundations.protection import Share


class Migration(migrations.Migration):
    dependencies = [("foundations", "0007_rows_written_once")]

    operations = [
        migrations.CreateModel(
            name="Try",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "bucket", "starts_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "bucket",
                    models.CharField(db_comment="What was tried, and a keyed digest of by whom.", max_length=100),
                ),
                ("starts_at", models.DateTimeField()),
                ("tries", models.IntegerField()),
            ],
            options={"verbose_name_plural": "tries"},
        ),
        Share("foundations_try", rights="SELECT, INSERT, UPDATE, DELETE"),
    ]
