"""What can be done to who acts: one function for each thing. The only code that writes these tables."""

from rooftree.staff.actions.absences import (
    change_return,
    end_absence,
    enter_absence,
    prolong_stand_in,
    stand_in,
)
from rooftree.staff.actions.councils import change_council
from rooftree.staff.actions.cover import arrange_cover, end_cover, hand_on_cover
from rooftree.staff.actions.directories import (
    end_mapping,
    map_group,
    sign_in_by_directory,
    untie_directory,
)
from rooftree.staff.actions.feeds import end_feed, make_feed
from rooftree.staff.actions.groups import add_group, add_to_group, change_group, remove_from_group
from rooftree.staff.actions.officers import (
    add_first_administrator,
    add_officer,
    change_officer,
    officer_leaves,
    officer_stays,
)
from rooftree.staff.actions.offices import (
    add_office,
    change_office,
    close_office,
    open_after_all,
    set_opening_hours,
)
from rooftree.staff.actions.roles import end_role, give_role
from rooftree.staff.actions.rota import add_turns, hand_on_turn, remove_turn, swap_turns
from rooftree.staff.actions.rule_book import end_rule, replace_rule
from rooftree.staff.actions.saved_views import drop_view, save_view
from rooftree.staff.actions.sign_ins import choose_password, give_sign_in, start_sign_in_again
from rooftree.staff.actions.teams import add_team, change_team
from rooftree.staff.actions.working_hours import set_working_hours

__all__ = [
    "add_first_administrator",
    "add_group",
    "add_office",
    "add_officer",
    "add_team",
    "add_to_group",
    "add_turns",
    "arrange_cover",
    "change_council",
    "change_group",
    "change_office",
    "change_officer",
    "change_return",
    "change_team",
    "choose_password",
    "close_office",
    "drop_view",
    "end_absence",
    "end_cover",
    "end_feed",
    "end_mapping",
    "end_role",
    "end_rule",
    "enter_absence",
    "give_role",
    "give_sign_in",
    "hand_on_cover",
    "hand_on_turn",
    "make_feed",
    "map_group",
    "officer_leaves",
    "officer_stays",
    "open_after_all",
    "prolong_stand_in",
    "remove_from_group",
    "remove_turn",
    "replace_rule",
    "save_view",
    "set_opening_hours",
    "set_working_hours",
    "sign_in_by_directory",
    "stand_in",
    "start_sign_in_again",
    "swap_turns",
    "untie_directory",
]
