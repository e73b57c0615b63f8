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
from rooftree.contact.actions.residents import Asked, ask
from rooftree.contact.actions.residents_adding import add_words, send_file
from rooftree.contact.actions.residents_settling import say_not_settled, say_settled, take_back
from rooftree.contact.actions.reviews import draw_sample, review_demand
from rooftree.contact.actions.transfers import transfer
from rooftree.contact.actions.urgency import watch_urgent
from rooftree.contact.actions.writing import write

__all__ = [
    "Asked",
    "Call",
    "PutThrough",
    "add_words",
    "answer",
    "ask",
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
    "say_not_settled",
    "say_settled",
    "send_file",
    "take_back",
    "transfer",
    "watch_urgent",
    "withdraw",
    "write",
]
