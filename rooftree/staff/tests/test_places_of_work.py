"""Teams, offices, hours, restricted groups and the council itself."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations import rulebook
from rooftree.foundations.models import AuditChange, Council, RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions, directory, queries
from rooftree.staff.actions.offices import Facts as OfficeFacts
from rooftree.staff.actions.teams import Facts as TeamFacts
from rooftree.staff.hours import Hours
from rooftree.staff.models import GroupMember, OfficeClosure, Team
from rooftree.staff.tests.making import (
    FRIDAY,
    MONDAY,
    NINE_ON_MONDAY,
    TUESDAY,
    a_group,
    a_member,
    a_role,
    a_team,
    acting_as,
    an_administrator,
    an_office,
)
from tests.builders import an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

WHEN = {"at": NINE_ON_MONDAY, "key": "k1"}
AGAIN = {"at": NINE_ON_MONDAY, "key": "k2"}
YESTERDAY = MONDAY - dt.timedelta(days=1)
MORNING, AFTERNOON = Hours(1, dt.time(9), dt.time(12)), Hours(1, dt.time(13), dt.time(17))


# --- Teams ----------------------------------------------------------------------------------------


def test_a_team_is_added_with_a_manager_and_an_office():
    manager, office = an_officer(), an_office()

    team = actions.add_team(TeamFacts("Income North", "income", manager, office), by=an_administrator(), **WHEN)

    assert (team.code, team.name, team.function) == ("income-north", "Income North", "income")
    assert (team.manager, team.office) == (manager, office)


def test_a_team_sent_twice_is_added_once():
    by = an_administrator()

    assert actions.add_team(TeamFacts("Income"), by=by, **WHEN) == actions.add_team(
        TeamFacts("Income"), by=by, **WHEN
    )


@pytest.mark.parametrize("name", ["Income", " income "])
def test_a_second_team_of_a_name_is_refused(name):
    a_team("Income")

    with pytest.raises(Refused, match=f"There is already a team called “{name.strip()}”"):
        actions.add_team(TeamFacts(name), by=an_administrator(), **WHEN)


def test_a_second_team_of_a_code_is_refused():
    Team.objects.create(council=the_council(), code="income", name="Rents")

    with pytest.raises(Refused, match="There is already a team called “income”"):
        actions.add_team(TeamFacts("Income"), by=an_administrator(), **WHEN)


def test_a_team_needs_a_name():
    with pytest.raises(Refused, match="A team needs a name"):
        actions.add_team(TeamFacts(" "), by=an_administrator(), **WHEN)


def test_somebody_who_has_left_does_not_manage_a_team():
    with pytest.raises(Refused, match="Asha Bell left on Sunday 1 March 2026, so cannot manage a team"):
        actions.change_team(
            a_team(), TeamFacts("Income", manager=an_officer(until_on=MONDAY)), by=an_administrator(), **WHEN
        )


def test_a_team_keeps_its_code_when_its_name_changes():
    team, manager = a_team("Income"), an_officer()

    changed = actions.change_team(team, TeamFacts("Rents", "income", manager), by=an_administrator(), **WHEN)

    changed.refresh_from_db()
    assert (changed.code, changed.name, changed.manager) == ("income", "Rents", manager)


def test_only_those_who_manage_staff_run_teams():
    with pytest.raises(PermissionDenied):
        actions.add_team(TeamFacts("Income"), by=acting_as("team_leader"), **WHEN)
    with pytest.raises(PermissionDenied):
        actions.change_team(a_team(), TeamFacts("Income"), by=acting_as("team_leader"), **WHEN)


def test_a_team_counts_its_members_of_the_day():
    team = a_team()
    a_role(an_officer(), "adviser", team=team)
    a_role(an_officer(), "adviser", team=team, from_on=TUESDAY)
    a_role(an_officer(until_on=MONDAY), "adviser", team=team)

    assert [(found, found.members) for found in directory.teams([the_council().pk], on=MONDAY)] == [(team, 1)]


# --- Offices --------------------------------------------------------------------------------------


def test_an_office_is_added_and_changed():
    by = an_administrator()
    office = actions.add_office(OfficeFacts("Town Hall", "1 High Street"), by=by, **WHEN)

    actions.change_office(office, OfficeFacts("Town Hall", "2 High Street", "020 7946 0000"), by=by, **AGAIN)

    office.refresh_from_db()
    assert (office.name, office.address, office.phone) == ("Town Hall", "2 High Street", "020 7946 0000")


def test_a_second_office_of_a_name_is_refused():
    an_office("Town Hall")

    with pytest.raises(Refused, match="There is already an office called “town hall”"):
        actions.add_office(OfficeFacts("town hall"), by=an_administrator(), **WHEN)


def test_an_office_needs_a_name():
    with pytest.raises(Refused, match="An office needs a name"):
        actions.change_office(an_office(), OfficeFacts(""), by=an_administrator(), **WHEN)


def test_setting_opening_hours_writes_only_what_differs():
    office, by = an_office(), an_administrator()
    actions.set_opening_hours(office, hours=[MORNING], by=by, **WHEN)
    kept = office.opening_hours.get()

    actions.set_opening_hours(office, hours=[AFTERNOON, MORNING], by=by, **AGAIN)

    assert list(office.opening_hours.values_list("opens_at", flat=True)) == [MORNING.starts, AFTERNOON.starts]
    assert office.opening_hours.first() == kept


def test_opening_hours_that_overlap_are_refused():
    with pytest.raises(Refused, match="overlap"):
        actions.set_opening_hours(
            an_office(), hours=[MORNING, Hours(1, dt.time(11), dt.time(17))], by=an_administrator(), **WHEN
        )


def test_an_office_is_closed_on_a_day_and_opened_after_all():
    office, by = an_office(), an_administrator()
    closure = actions.close_office(office, closed_on=TUESDAY, reason=" Staff training ", by=by, **WHEN)
    assert (closure.closed_on, closure.reason) == (TUESDAY, "Staff training")

    actions.open_after_all(closure, by=by, **AGAIN)

    assert not OfficeClosure.objects.exists()


@pytest.mark.parametrize(
    ("closed_on", "reason", "sentence"),
    [
        (TUESDAY, " ", "Say why the office is closed"),
        (YESTERDAY, "Flood", "A closure cannot be changed for days gone by"),
        (FRIDAY, "Flood", "Town Hall is already closed on Friday 6 March 2026: Staff training"),
    ],
)
def test_a_closure_that_cannot_be_is_refused(closed_on, reason, sentence):
    office = an_office()
    OfficeClosure.objects.create(council=the_council(), office=office, closed_on=FRIDAY, reason="Staff training")

    with pytest.raises(Refused, match=sentence):
        actions.close_office(office, closed_on=closed_on, reason=reason, by=an_administrator(), **WHEN)


def test_a_closure_gone_by_stays():
    gone = OfficeClosure.objects.create(
        council=the_council(), office=an_office(), closed_on=YESTERDAY, reason="Flood"
    )

    with pytest.raises(Refused, match="A closure cannot be changed for days gone by"):
        actions.open_after_all(gone, by=an_administrator(), **WHEN)


def test_only_those_who_manage_staff_run_offices():
    office, by = an_office(), acting_as("team_leader")
    closure = OfficeClosure.objects.create(council=the_council(), office=office, closed_on=FRIDAY, reason="Flood")

    with pytest.raises(PermissionDenied):
        actions.add_office(OfficeFacts("Library"), by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.change_office(office, OfficeFacts("Library"), by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.set_opening_hours(office, hours=[], by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.close_office(office, closed_on=TUESDAY, reason="Flood", by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.open_after_all(closure, by=by, **WHEN)


# --- Working hours --------------------------------------------------------------------------------


def test_setting_working_hours_writes_only_what_differs():
    officer, by = an_officer(), an_administrator()
    actions.set_working_hours(officer, hours=[MORNING, AFTERNOON], by=by, **WHEN)
    kept = officer.working_hours.last()

    actions.set_working_hours(officer, hours=[AFTERNOON], by=by, **AGAIN)

    assert officer.working_hours.get() == kept


def test_working_hours_that_end_before_they_start_are_refused():
    with pytest.raises(Refused, match="On Monday the hours end at 09:00"):
        actions.set_working_hours(
            an_officer(), hours=[Hours(1, dt.time(17), dt.time(9))], by=an_administrator(), **WHEN
        )


def test_an_adviser_sets_no_hours():
    with pytest.raises(PermissionDenied):
        actions.set_working_hours(an_officer(), hours=[MORNING], by=acting_as("adviser"), **WHEN)


# --- Restricted groups ----------------------------------------------------------------------------


def test_a_member_may_open_what_is_restricted_to_the_group_while_in_it():
    group, officer, by = a_group(), an_officer(), an_administrator()

    actions.add_to_group(group, officer=officer, from_on=TUESDAY, until_on=FRIDAY, by=by, **WHEN)

    opened = [queries.standing(officer.sign_in, on=day).groups for day in (MONDAY, TUESDAY, FRIDAY)]
    assert opened == [(), (group.pk,), ()]


def test_a_group_is_added_and_changed():
    by = an_administrator()
    group = actions.add_group(name="Staff who are tenants", purpose="Their own homes", by=by, **WHEN)

    actions.change_group(group, name="Staff and councillors", purpose="Their own homes", by=by, **AGAIN)

    assert RestrictedGroup.objects.get().name == "Staff and councillors"


@pytest.mark.parametrize(
    ("name", "purpose", "sentence"),
    [
        (" ", "x", "A restricted group needs a name"),
        ("Adoption", " ", "Say what the group is for"),
        ("protected persons", "x", "There is already a restricted group called “protected persons”"),
    ],
)
def test_a_group_that_cannot_be_is_refused(name, purpose, sentence):
    a_group()

    with pytest.raises(Refused, match=sentence):
        actions.add_group(name=name, purpose=purpose, by=an_administrator(), **WHEN)


def test_nobody_lets_themselves_into_a_group():
    by = an_administrator()

    with pytest.raises(Refused, match="Nobody may open a restricted group for themselves"):
        actions.add_to_group(a_group(), officer=by, from_on=MONDAY, by=by, **WHEN)


@pytest.mark.parametrize(
    ("from_on", "until_on", "sentence"),
    [
        (YESTERDAY, None, "A membership cannot be changed for days gone by"),
        (FRIDAY, FRIDAY, "The membership would end on Thursday 5 March 2026, before it begins"),
        (MONDAY, FRIDAY, "Asha Bell starts on Tuesday 3 March 2026, so cannot be in this group"),
    ],
)
def test_a_membership_that_cannot_be_is_refused(from_on, until_on, sentence):
    officer = an_officer(from_on=TUESDAY)

    with pytest.raises(Refused, match=sentence):
        actions.add_to_group(
            a_group(), officer=officer, from_on=from_on, until_on=until_on, by=an_administrator(), **WHEN
        )


def test_a_second_membership_on_one_day_is_refused():
    group, officer = a_group(), an_officer()
    a_member(group, officer)

    with pytest.raises(Refused, match="already has a place in the group Protected persons"):
        actions.add_to_group(group, officer=officer, from_on=FRIDAY, by=an_administrator(), **WHEN)


def test_a_member_leaves_a_group():
    member = a_member(a_group(), an_officer(), from_on=YESTERDAY)

    actions.remove_from_group(member, until_on=MONDAY, by=an_administrator(), **WHEN)

    assert queries.standing(member.officer.sign_in, on=MONDAY).groups == ()


def test_a_membership_that_has_not_begun_never_was():
    member = a_member(a_group(), an_officer(), from_on=FRIDAY)

    actions.remove_from_group(member, until_on=MONDAY, by=an_administrator(), **WHEN)

    assert not GroupMember.objects.exists()


@pytest.mark.parametrize(
    ("until_on", "sentence"),
    [
        (YESTERDAY, "The end of a membership cannot be changed for days gone by"),
        (FRIDAY, "Asha Bell is in this group only to Monday 2 March 2026 as it is"),
    ],
)
def test_a_membership_ends_sooner_but_not_in_the_past(until_on, sentence):
    member = a_member(a_group(), an_officer(), until_on=TUESDAY)

    with pytest.raises(Refused, match=sentence):
        actions.remove_from_group(member, until_on=until_on, by=an_administrator(), **WHEN)


def test_only_those_who_manage_staff_run_groups():
    group, by = a_group(), acting_as("team_leader")
    member = a_member(group, an_officer())

    with pytest.raises(PermissionDenied):
        actions.add_group(name="Adoption", purpose="x", by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.change_group(group, name="Adoption", purpose="x", by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.add_to_group(group, officer=an_officer(), from_on=MONDAY, by=by, **WHEN)
    with pytest.raises(PermissionDenied):
        actions.remove_from_group(member, until_on=MONDAY, by=by, **WHEN)


def test_a_change_of_a_group_is_audited():
    member = a_member(a_group(), an_officer())

    actions.remove_from_group(member, until_on=TUESDAY, by=an_administrator(), **WHEN)

    change = AuditChange.objects.get(table_name="staff_groupmember", action="update")
    assert (change.before, change.after) == ({"until_on": None}, {"until_on": "2026-03-03"})


# --- The council ----------------------------------------------------------------------------------


def test_a_council_changes_its_name_and_colour():
    actions.change_council(name="Alder City Council", accent="#6D1F4B", by=an_administrator(), **WHEN)

    council = Council.objects.get(code="alder")
    assert (council.name, council.accent) == ("Alder City Council", "#6d1f4b")


@pytest.mark.parametrize(
    ("name", "accent", "sentence"),
    [
        (" ", "#6d1f4b", "A council needs a name"),
        ("Alder", "pink", "“pink” is not a colour"),
        ("Alder", "#ffd84d", "#ffd84d is too pale"),
    ],
)
def test_a_council_that_cannot_be_read_is_refused(name, accent, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.change_council(name=name, accent=accent, by=an_administrator(), **WHEN)


@pytest.mark.parametrize("role", ["service_manager", "auditor", "adviser"])
def test_only_an_administrator_changes_the_council(role):
    with pytest.raises(PermissionDenied):
        actions.change_council(name="Alder", accent="#6d1f4b", by=acting_as(role), **WHEN)


# --- The rule book --------------------------------------------------------------------------------

LARGEST = rulebook.limit("files.largest")


def replace(**facts):
    by = facts.pop("by", None) or an_administrator()
    given = {"value": {"value": "10"}, "applies_from": TUESDAY, "reason": "Small disks", **WHEN} | facts
    return actions.replace_rule("files.largest", by=by, **given)


def test_a_council_sets_a_local_limit_of_its_own(council):
    rule = replace()

    assert [LARGEST.version(on=day, council=council).value for day in (MONDAY, TUESDAY)] == [25, 10]
    assert (rule.decided_by, rule.reason) == ("Ada Gray", "Small disks")


def test_a_rule_sent_twice_is_replaced_once():
    by = an_administrator()

    assert replace(by=by) == replace(by=by)


def test_the_reason_for_a_rule_is_in_the_audit_too():
    rule = replace()

    assert AuditChange.objects.get(table_name="foundations_localrule", row_id=rule.pk).why == "Small disks"


def test_a_council_goes_back_to_the_national_rule(council):
    rule, by = replace(), an_administrator(name="Bo Gray")

    actions.end_rule(rule, on=FRIDAY, by=by, **AGAIN)

    assert [LARGEST.version(on=day, council=council).value for day in (TUESDAY, FRIDAY)] == [10, 25]


def test_a_rule_without_a_reason_is_refused():
    with pytest.raises(Refused, match="Say why"):
        replace(reason=" ")


def test_only_an_administrator_changes_rules():
    rule = replace()

    with pytest.raises(PermissionDenied):
        replace(by=acting_as("service_manager"), key="k3")
    with pytest.raises(PermissionDenied):
        actions.end_rule(rule, on=FRIDAY, by=acting_as("service_manager"), **AGAIN)
