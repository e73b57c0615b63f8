"""Let a sender of numbered files count anew each year: a number is posted once a year, not once for ever."""

from django.db import migrations, models
from django.db.models.functions import Coalesce, ExtractYear


class Migration(migrations.Migration):
    dependencies = [("rents", "0021_services_by_code")]

    operations = [
        migrations.RemoveConstraint(model_name="moneyfilepart", name="a_numbered_file_is_posted_once"),
        migrations.AddConstraint(
            model_name="moneyfilepart",
            constraint=models.UniqueConstraint(
                "council",
                "feed",
                "sequence",
                Coalesce(ExtractYear("made_on"), 0),
                name="a_numbered_file_is_posted_once",
                condition=models.Q(("is_posted", True), ("sequence__isnull", False)),
            ),
        ),
    ]
