"""What can be done with contacts and enquiries. Every change goes through one of these."""

from rooftree.contact.actions.callbacks import (
    give_up_callback,
    log_callback_attempt,
    note_missed_callback,
    promise_callback,
)
from rooftree.contact.actions.contacts import Call, chase, correct_contact, hear_back, log_contact
from rooftree.contact.actions.enquiries import (
    PutThrough,
    answer,
    begin_enquiry,
    open_enquiry,
    say_accepted,
    say_not_accepted,
    withdraw,
)
from rooftree.contact.actions.reviews import draw_sample, review_demand
from rooftree.contact.actions.transfers import transfer
from rooftree.contact.actions.urgency import watch_urgent

__all__ = [
    "Call",
    "PutThrough",
    "answer",
    "begin_enquiry",
    "chase",
    "correct_contact",
    "draw_sample",
    "give_up_callback",
    "hear_back",
    "log_callback_attempt",
    "log_contact",
    "note_missed_callback",
    "open_enquiry",
    "promise_callback",
    "review_demand",
    "say_accepted",
    "say_not_accepted",
    "transfer",
    "watch_urgent",
    "withdraw",
]
