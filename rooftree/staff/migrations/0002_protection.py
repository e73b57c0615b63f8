"""Keep every row with its council, and every restricted row with its group."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect
from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("foundations", "0001_initial"),
    ]

    operations = [
        Protect("staff_office", root=True, pointed_at=True),
        Protect("staff_openinghours"),
        BelongsTo("staff_openinghours", "office_id", "staff_office"),
        Protect("staff_officeclosure"),
        BelongsTo("staff_officeclosure", "office_id", "staff_office"),
        Protect("staff_officer", root=True, pointed_at=True),
        BelongsTo("staff_officer", "manager_id", "staff_officer"),
        BelongsTo("staff_officer", "office_id", "staff_office"),
        Protect("staff_team", root=True, pointed_at=True),
        BelongsTo("staff_team", "manager_id", "staff_officer"),
        BelongsTo("staff_team", "office_id", "staff_office"),
        Protect("staff_roleheld"),
        BelongsTo("staff_roleheld", "officer_id", "staff_officer"),
        BelongsTo("staff_roleheld", "team_id", "staff_team"),
        Protect("staff_workinghours"),
        BelongsTo("staff_workinghours", "officer_id", "staff_officer"),
        Protect("staff_cover"),
        BelongsTo("staff_cover", "officer_id", "staff_officer"),
        BelongsTo("staff_cover", "covered_by_id", "staff_officer"),
        BelongsTo("staff_cover", "arranged_by_id", "staff_officer"),
        Protect("staff_groupmember"),
        BelongsTo("staff_groupmember", "officer_id", "staff_officer"),
        BelongsTo("staff_groupmember", "group_id", "foundations_restrictedgroup"),
        migrations.RunSQL(read("0001_standing", beside=__file__), "DROP FUNCTION standing_of(bigint, date)"),
    ]
