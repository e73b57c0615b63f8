"""Marks in plain text: headings, lists, steps, insets and rules, written as GOV.UK Notify writes them.

A line begins with "# " for a heading, "* " for a bullet, "1. " for a step and "^ " for an inset; "---" is
a rule. Everything else is text, also what looks like any other mark.
"""

import re
from typing import Any

_BEGINNINGS = (
    ("heading", re.compile(r"#{1,3}\s+")),
    ("bullets", re.compile(r"[*•-]\s+")),
    ("steps", re.compile(r"[0-9]{1,2}[.)]\s+")),
    ("inset", re.compile(r"\^\s*")),
)
_RULE = re.compile(r"[-*_]{3,}\s*")
_WITHOUT_MARK = {"heading": "", "inset": "    "}
"""The marks that mean nothing to who reads plain text, and what stands there instead."""


def blocks(body: str) -> list[dict[str, Any]]:
    """Return a text as headings, lists, steps, insets, rules and paragraphs, in its own order.

    Each has a `kind` (heading, bullets, steps, inset, rule or text) and its `lines`.
    """
    found: list[dict[str, Any]] = []
    is_new = True
    for line in _lines(body):
        kind, words = _kind_of(line.strip())
        if not words and kind == "text":
            is_new = True
            continue
        if found and found[-1]["kind"] == kind and (not is_new or kind in ("bullets", "steps")):
            found[-1]["lines"].append(words)
        else:
            found.append({"kind": kind, "lines": [words] if words else []})
        is_new = kind in ("heading", "rule")
    return found


def as_plain(body: str) -> str:
    """Return a text for where no mark is understood: headings stand as they are, insets stand in."""
    return "\n".join(_as_plain(line) for line in _lines(body))


def _as_plain(line: str) -> str:
    kind, words = _kind_of(line.strip())
    return _WITHOUT_MARK[kind] + words if kind in _WITHOUT_MARK else line


def _lines(body: str) -> list[str]:
    return body.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _kind_of(line: str) -> tuple[str, str]:
    """Return what kind of line this is, and its words."""
    if _RULE.fullmatch(line):
        return "rule", ""
    for kind, beginning in _BEGINNINGS:
        begins = beginning.match(line)
        if begins and line[begins.end() :].strip():
            return kind, line[begins.end() :].strip()
    return "text", line
