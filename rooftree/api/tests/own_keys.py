"""Gives each request that schemathesis makes a key of its own, as every system that writes must.

A key that is sent again with another body is refused (422), and schemathesis likes short keys that come
again. Named in `schemathesis.toml` as `hooks`. What it makes wrong on purpose stays wrong.
"""

import re
from uuid import uuid4

import schemathesis

KEY = "Idempotency-Key"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Put a new key where there is one that would be taken."""
    held = (case.headers or {}).get(KEY)
    if isinstance(held, str) and re.fullmatch(r"[!-~]{1,100}", held):
        case.headers[KEY] = str(uuid4())
