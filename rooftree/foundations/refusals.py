"""When a rule says no."""


class Refused(Exception):
    """A rule said no. The message is a sentence for the person who asked.

    It says what cannot be done, why, and what can be done instead. It is not an error of ours: a
    channel shows it beside what was typed, and nothing has been changed.
    """
