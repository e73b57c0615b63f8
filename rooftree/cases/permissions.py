"""Who may do what with cases of any kind. What a domain allows of its own, it says itself."""

from rooftree.staff.permissions import EVERYDAY, LEADING, Permission

may_read_cases = Permission("may_read_cases", "Read cases and worklists", EVERYDAY | {"auditor"})
may_work_cases = Permission(
    "may_work_cases", "Take up cases, and note, promise, hold, ask, tie, attach and close", EVERYDAY
)
may_give_cases = Permission("may_give_cases", "Give a colleague's case to somebody else", LEADING)
may_hold_for_long = Permission(
    "may_hold_for_long", "Put a case off for longer than the rule book lets an officer", LEADING
)
may_excuse_clocks = Permission("may_excuse_clocks", "Stop a clock without its duty being done", LEADING)
may_restrict_cases = Permission("may_restrict_cases", "Restrict a case to a group, or open it again", EVERYDAY)
may_open_restricted_cases = Permission(
    "may_open_restricted_cases", "Open a restricted case by exception, with a reason", LEADING
)
may_answer_challenges = Permission(
    "may_answer_challenges", "Answer an officer who disagrees with a weight", LEADING
)
may_see_service = Permission("may_see_service", "See the service page: alarms, and who carries how much", LEADING)
