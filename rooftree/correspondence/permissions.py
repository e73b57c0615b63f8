"""Who may do what with messages. Sending one belongs to whatever it tells of, and is asked for there."""

from rooftree.staff.permissions import EVERYDAY, Permission

may_read_messages = Permission(
    "may_read_messages", "Read what was sent to a person, and what became of it", EVERYDAY | {"auditor"}
)
may_settle_messages = Permission(
    "may_settle_messages",
    "Deal with messages that did not arrive, cannot be sent or are made by hand, and send them again",
    EVERYDAY,
)
may_replace_templates = Permission(
    "may_replace_templates",
    "Replace the words of a message by the council's own, from a day on",
    {"administrator", "service_manager", "head_of_service"},
)
may_print_letters = Permission(
    "may_print_letters", "Gather letters for printing, and say that they were printed", EVERYDAY
)
