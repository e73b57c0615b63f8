"""`rooftree take-mail`: takes in one email from standard input, for a pipe from a mail server."""

import sys
from typing import Annotated

import typer

from rooftree.cli.app import WRONGLY_ASKED, app, out, stop

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: a mail server keeps the email, and brings it again."""
MOST = 26_000_000
"""Bytes that are read of one email: a little more than is taken, to know that it is too large."""


@app.command("take-mail")
def take_mail(
    ctx: typer.Context,
    council: Annotated[str, typer.Option(help="The code of the council whose email it is.")],
) -> None:
    """Take in one email from standard input, once: on its case, or as work for somebody."""
    raw = sys.stdin.buffer.read(MOST)
    if not raw.strip():
        stop("No email came on standard input.", code=WRONGLY_ASKED)
    with ctx.obj.database():
        from django.db import DatabaseError

        from rooftree.foundations import dates
        from rooftree.foundations.all_groups import acting_for_all_of
        from rooftree.foundations.models import Council
        from rooftree.journeys import replies

        found = Council.objects.filter(code=council).first()
        if found is None:
            stop(f"There is no council {council}. `rooftree councils` lists them.", code=WRONGLY_ASKED)
        try:
            with acting_for_all_of(found, who="command:take-mail"):
                taken = replies.take_mail(raw, council=found, at=dates.now())
        except (DatabaseError, OSError) as error:
            stop(f"The email could not be kept now: {type(error).__name__}. Bring it again.", code=TRY_AGAIN)
        out.print("Taken." if taken.is_new else "Taken before.")
