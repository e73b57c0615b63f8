"""What can be done with cases of any kind. Every change of a case goes through one of these."""

from rooftree.cases.actions.access import open_by_exception, restrict, unrestrict
from rooftree.cases.actions.life import NewCase, close, open_case, reopen
from rooftree.cases.actions.notes import note
from rooftree.cases.actions.owners import decline, give, give_to_team, hand_over, put_back, take
from rooftree.cases.actions.promises import break_promise, keep_promise, promise
from rooftree.cases.actions.residents import (
    attach_her_file,
    close_her_case,
    her_new_case,
    open_her_case,
    reopen_her_case,
)
from rooftree.cases.actions.tasks import add_task, drop_task, finish_task, move_visit
from rooftree.cases.actions.team_requests import (
    accept_request,
    ask_team,
    decline_request,
    finish_request,
    withdraw_request,
)
from rooftree.cases.actions.ties import attach, link, take_off, unlink
from rooftree.cases.actions.times import excuse, extend, move, pause, resume
from rooftree.cases.actions.waiting import end_hold, hold, snooze
from rooftree.cases.actions.weights import answer_challenge, challenge, weigh

__all__ = [
    "NewCase",
    "accept_request",
    "add_task",
    "answer_challenge",
    "ask_team",
    "attach",
    "attach_her_file",
    "break_promise",
    "challenge",
    "close",
    "close_her_case",
    "decline",
    "decline_request",
    "drop_task",
    "end_hold",
    "excuse",
    "extend",
    "finish_request",
    "finish_task",
    "give",
    "give_to_team",
    "hand_over",
    "her_new_case",
    "hold",
    "keep_promise",
    "link",
    "move",
    "move_visit",
    "note",
    "open_by_exception",
    "open_case",
    "open_her_case",
    "pause",
    "promise",
    "put_back",
    "reopen",
    "reopen_her_case",
    "restrict",
    "resume",
    "snooze",
    "take",
    "take_off",
    "unlink",
    "unrestrict",
    "weigh",
    "withdraw_request",
]
