"""`rooftree token`: a token with which a program does what an officer may."""

from typing import TYPE_CHECKING, Annotated

import typer

from rooftree.cli.app import app, err, out, stop

if TYPE_CHECKING:
    from rooftree.machines.actions import Made


@app.command()
def token(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="What the officer signs in with.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "Made at the command line",
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days it works.")] = 90,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What it is for; say it once for each. All that the roles allow, if none."),
    ] = None,
) -> None:
    """Make a token for an officer, and print it: this once, and nothing else on standard output."""
    with ctx.obj.database():
        made = _make(email, name=name, days=days, scopes=scope)
    err.print(
        f"It works until {made.credential.works_until:%d %B %Y}, for: {', '.join(made.credential.scopes)}. "
        "It is not shown again.",
        markup=False,
    )
    out.out(made.token, highlight=False)


def _make(email: str, *, name: str, days: int, scopes: list[str] | None) -> "Made":
    from uuid import uuid4

    from django.core.exceptions import PermissionDenied

    from rooftree.foundations import dates
    from rooftree.foundations.isolation import acting_for
    from rooftree.foundations.models import SignIn
    from rooftree.machines.actions import make_token
    from rooftree.staff import queries

    at = dates.now()
    today = dates.london_day(at)
    sign_in = SignIn.objects.filter(email=email.strip().lower(), is_active=True).first()
    standing = queries.standing(sign_in, on=today) if sign_in else None
    if sign_in is None or standing is None or not standing.councils:
        stop(f"Nobody who is here today signs in as {email}.")
    with acting_for(standing.councils, groups=standing.groups, who="command:token"):
        by = queries.signed_in(sign_in, on=today)
        try:
            return make_token(by, name=name, scopes=scopes, days=days, at=at, key=str(uuid4()))
        except PermissionDenied as denied:
            stop(str(denied))
