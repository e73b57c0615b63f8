"""Working days, for the sums that SQL does over a million rows at once. They belong to no council."""

from django.db import models
from django.db.models import Q


class CalendarDay(models.Model):
    """One day of one calendar. Written by `calendar_table` only, and can be reckoned anew at any time."""

    pk = models.CompositePrimaryKey("calendar", "day")
    calendar = models.CharField(max_length=2, db_comment="EW or UK: whose bank holidays are left out.")
    day = models.DateField()
    is_working = models.BooleanField()
    working_count = models.IntegerField(
        db_comment="How many working days there were from the calendar's start to this day, itself included."
    )
    holiday = models.CharField(max_length=100, blank=True, db_comment="The bank holiday's name, if it is one.")
    projected = models.BooleanField(
        db_comment="Beyond the published lists: bank holidays here are reckoned by rule."
    )
    authority = models.CharField(max_length=200, blank=True, db_comment="Where we have the holiday from.")


class CalendarChange(models.Model):
    """A day made a bank holiday, or ordinary again, after the packaged list was written. Append-only.

    The newest id tells every process which days hold: a calendar built for it is never stale.
    """

    calendar = models.CharField(max_length=2)
    day = models.DateField()
    is_holiday = models.BooleanField()
    name = models.CharField(max_length=100, blank=True)
    authority = models.CharField(max_length=200, db_comment="The proclamation, or the list it came from.")
    from_list = models.BooleanField(
        default=False, db_comment="Fetched from the published list, which is complete for the day's year."
    )
    by = models.CharField(max_length=100, db_comment="Who entered it: a sign-in or a job.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(authority=""), name="calendar_change_has_authority"),
            models.CheckConstraint(condition=Q(is_holiday=False) | ~Q(name=""), name="bank_holiday_has_a_name"),
        ]
