"""What can be done with places. Every change of a place's facts goes through one of these."""

from rooftree.places.actions.homes import change_lettable_status, correct_home, make_home
from rooftree.places.actions.markers import approve_marker, decline_marker, propose_marker, review_marker
from rooftree.places.actions.patches import assign_patch_officer, make_patch, put_place_in_patch, take_place_out
from rooftree.places.actions.places import add_place, correct_place

__all__ = [
    "add_place",
    "approve_marker",
    "assign_patch_officer",
    "change_lettable_status",
    "correct_home",
    "correct_place",
    "decline_marker",
    "make_home",
    "make_patch",
    "propose_marker",
    "put_place_in_patch",
    "review_marker",
    "take_place_out",
]
