"""`rooftree refresh-holidays`: take over the bank holidays that GOV.UK has published since."""

import typer

from rooftree.cli.app import app, out, stop


@app.command("refresh-holidays")
def refresh_holidays(ctx: typer.Context) -> None:
    """Fetch the published bank holidays, and reckon the working days anew where they changed."""
    with ctx.obj.database():
        from django.conf import settings

        from rooftree.foundations import calendar_table, dates

        if not settings.BANK_HOLIDAYS_LIVE:
            stop("ROOFTREE_BANK_HOLIDAYS_LIVE is off, so nothing is fetched from outside. Set it to 1 first.")
        revised = calendar_table.refresh(by="command:refresh-holidays", at=dates.now())
    if revised is None:
        out.print("Nothing new has been published.")
    else:
        out.print(f"{revised.days_written:,} days changed, the first on {dates.long_date(revised.from_day)}.")
