"""An absence is of an officer of the same council."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("staff", "0005_absences")]

    operations = [
        Protect("staff_absence", pointed_at=True),
        BelongsTo("staff_absence", "officer_id", "staff_officer"),
        BelongsTo("staff_absence", "entered_by_id", "staff_officer"),
        BelongsTo("staff_absence", "ended_by_id", "staff_officer"),
    ]
