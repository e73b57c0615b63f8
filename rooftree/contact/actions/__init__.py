"""What can be done with contacts and enquiries. Every change goes through one of these."""

from rooftree.contact.actions.callbacks import (
    give_up_callback,
    log_callback_attempt,
    note_missed_callback,
    promise_callback,
)
from rooftree.contact.actions.contacts import Call, chase, log_contact
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

__all__ = [
    "Call",
    "PutThrough",
    "answer",
    "begin_enquiry",
    "chase",
    "draw_sample",
    "give_up_callback",
    "log_callback_attempt",
    "log_contact",
    "note_missed_callback",
    "open_enquiry",
    "promise_callback",
    "review_demand",
    "say_accepted",
    "say_not_accepted",
    "transfer",
    "withdraw",
]
