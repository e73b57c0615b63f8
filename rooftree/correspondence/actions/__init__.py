"""What can be done with messages. Every change of a message goes through one of these."""

from rooftree.correspondence.actions.receipts import note_arrival, note_receipt, note_return
from rooftree.correspondence.actions.replacing import bring_back_words, replace_words
from rooftree.correspondence.actions.sending import send, send_to_point
from rooftree.correspondence.actions.settling import end_trouble, send_again, settle

__all__ = [
    "bring_back_words",
    "end_trouble",
    "note_arrival",
    "note_receipt",
    "note_return",
    "replace_words",
    "send",
    "send_again",
    "send_to_point",
    "settle",
]
