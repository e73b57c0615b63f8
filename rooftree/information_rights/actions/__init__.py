"""What can be done about people's rights over their data. Every change goes through one of these."""

from rooftree.information_rights.actions.complaints import (
    acknowledge_complaint,
    answer_complaint,
    take_complaint,
    withdraw_complaint,
)
from rooftree.information_rights.actions.corrections import correct, tell_recipient
from rooftree.information_rights.actions.equality import enter_equality, withdraw_equality
from rooftree.information_rights.actions.release import note_fetched, open_package, release
from rooftree.information_rights.actions.requests import (
    Asked,
    answer_request,
    give_more_time,
    go_on,
    refuse_request,
    take_request,
    wait_for,
    withdraw_request,
)
from rooftree.information_rights.actions.residents import (
    ask_about_my_data,
    complain_about_my_data,
    declare_equality,
    fetch,
    withdraw_my_equality,
)
from rooftree.information_rights.actions.retention import (
    approve,
    destroy,
    drop,
    end_hold,
    hold_records,
    keep_line,
    propose,
    reckon,
)
from rooftree.information_rights.actions.review import decide, finish_review, keep_gathered, look_again

__all__ = [
    "Asked",
    "acknowledge_complaint",
    "answer_complaint",
    "answer_request",
    "approve",
    "ask_about_my_data",
    "complain_about_my_data",
    "correct",
    "decide",
    "declare_equality",
    "destroy",
    "drop",
    "end_hold",
    "enter_equality",
    "fetch",
    "finish_review",
    "give_more_time",
    "go_on",
    "hold_records",
    "keep_gathered",
    "keep_line",
    "look_again",
    "note_fetched",
    "open_package",
    "propose",
    "reckon",
    "refuse_request",
    "release",
    "take_complaint",
    "take_request",
    "tell_recipient",
    "wait_for",
    "withdraw_complaint",
    "withdraw_equality",
    "withdraw_my_equality",
    "withdraw_request",
]
