"""How a line of the log is written: one event a line, when, who and from where; and nothing that must stay secret.

What an error says may hold a password, a token, or what somebody typed. Every line, those of
libraries and of tracebacks too, passes through here on its way out (docs/security.md).
"""

import logging
import re
from datetime import UTC, datetime

from rooftree.foundations.isolation import now_acting

LEFT_OUT = "[left out]"

_SECRETS = (
    (re.compile(r"(\w+://[^:/\s@]+):[^@/\s]+@"), rf"\1:{LEFT_OUT}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {LEFT_OUT}"),
    (re.compile(r"\b(rt[pas]_|whsec_)[\w+/=-]+"), rf"\1{LEFT_OUT}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), LEFT_OUT),
    (
        re.compile(
            r"(?i)([\"']?\b[\w-]*(?:password|passwd|secret|token|api[_-]?key|authorization|cookie|sessionid|otp)\b"
            r"[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s\"',;&)}]+)"
        ),
        rf"\1{LEFT_OUT}",
    ),
    (re.compile(r"(?i)\b((?:one[_-]time[_-])?code)=\d{4,}"), rf"\1={LEFT_OUT}"),
    (re.compile(r"(?<=/calendars/)[\w-]{8,}(?=\.ics)"), LEFT_OUT),
    (re.compile(r"(?<=/)(?=[^/\s?]*\d)[\w:=~-]{24,}(?=[/\s?\"']|\.ics\b|$)"), LEFT_OUT),
    (re.compile(r"(?m)^(.*\bDETAIL:).*$"), rf"\1 {LEFT_OUT}"),
)
"""What a secret looks like, and what stands in its place: passwords in addresses, tokens of ours and of others,
anything that is named as a secret, the long part of a link that works once, and the values of a row that the
database refused, which are somebody's."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def without_secrets(text: str) -> str:
    """Return a text with what looks like a secret left out."""
    for looks, instead in _SECRETS:
        text = looks.sub(instead, text)
    return text


def on_one_line(text: str) -> str:
    """Return a text in which no part can pass for another line, or turn a terminal's writing."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text.replace("\n", "\\n"))


class Line(logging.Formatter):
    """Writes an event: when in UTC, how grave, which part, for whom, from where, what; then any traceback."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        acting = now_acting()
        words = on_one_line(without_secrets(record.getMessage()))
        line = f"{when} {record.levelname} {record.name} [{acting.who or '-'} {acting.where or '-'}] {words}"
        if record.exc_info:
            line += self._indented(self.formatException(record.exc_info))
        return line

    def _indented(self, traceback: str) -> str:
        lines = without_secrets(traceback).splitlines()
        return "".join(f"\n    {_CONTROL.sub('?', each)}" for each in lines)


SETTINGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "rooftree.config.logs.Line"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "rooftree": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
"""Django's own settings write errors only where debugging is on, or mail them: here each reaches the log."""
