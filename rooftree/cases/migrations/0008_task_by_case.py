"""The page of a case reads what was done as well as what is to do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_pieces_follow")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["council", "case"], name="task_by_case"),
        ),
    ]
