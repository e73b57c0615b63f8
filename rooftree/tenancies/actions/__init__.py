"""What can be done with tenancies. Every change of a tenancy's facts goes through one of these."""

from rooftree.tenancies.actions.parties import add_party, end_parts_with_life, end_party, take_over
from rooftree.tenancies.actions.tenancies import correct_tenancy, end_tenancy, start_tenancy

__all__ = [
    "add_party",
    "correct_tenancy",
    "end_parts_with_life",
    "end_party",
    "end_tenancy",
    "start_tenancy",
    "take_over",
]
