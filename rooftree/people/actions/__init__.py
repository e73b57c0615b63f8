"""What can be done with people. Every change of a person's facts goes through one of these.

Each asks for permission, locks what it changes, and does nothing a second time under the same key.
"""

from rooftree.people.actions.adjustments import (
    add_adjustment,
    end_adjustment,
    record_needs_asked,
    review_adjustment,
)
from rooftree.people.actions.authorities import (
    end_authority,
    record_authority,
    say_what_authority_gives_online,
)
from rooftree.people.actions.contact_points import (
    add_contact_point,
    change_contact_point,
    end_contact_point,
    verify_contact_point,
)
from rooftree.people.actions.households import end_household, join_household, leave_household, make_household
from rooftree.people.actions.markers import (
    approve_marker,
    decline_marker,
    propose_marker,
    review_marker,
)
from rooftree.people.actions.merging import answer_match, merge_people, undo_merge
from rooftree.people.actions.persons import (
    add_other_name,
    correct_death,
    correct_person,
    record_death,
    register_person,
    remove_other_name,
)
from rooftree.people.actions.restriction import open_by_exception, restrict_person, unrestrict_person
from rooftree.people.actions.vulnerability import (
    end_strength,
    end_vulnerability,
    record_strength,
    record_vulnerability,
    renew_vulnerability,
)

__all__ = [
    "add_adjustment",
    "add_contact_point",
    "add_other_name",
    "answer_match",
    "approve_marker",
    "change_contact_point",
    "correct_death",
    "correct_person",
    "decline_marker",
    "end_adjustment",
    "end_authority",
    "end_contact_point",
    "end_household",
    "end_strength",
    "end_vulnerability",
    "join_household",
    "leave_household",
    "make_household",
    "merge_people",
    "open_by_exception",
    "propose_marker",
    "record_authority",
    "record_death",
    "record_needs_asked",
    "record_strength",
    "record_vulnerability",
    "register_person",
    "remove_other_name",
    "renew_vulnerability",
    "restrict_person",
    "review_adjustment",
    "review_marker",
    "say_what_authority_gives_online",
    "undo_merge",
    "unrestrict_person",
    "verify_contact_point",
]
