"""The sign-ins of officers: made, set up by a link, started again, closed.

A link is signed with the site's secret key over the sign-in's present password, so it stops working
with its first use, with the next link, and when its time is over. Nothing of it is stored but that it
was made, for whom and by whom.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import SignIn
from rooftree.foundations.refusals import Refused
from rooftree.staff import permissions, queries, rules
from rooftree.staff.models import Officer, SetUpLink
from rooftree.staff.permissions import require

LINK_WORKS_FOR = timedelta(days=3)
_SIGNED_FOR = "rooftree.staff.set_up"


@dataclass(frozen=True)
class Link:
    """A set-up link's token, and until when it works."""

    token: str
    works_until: datetime


@transaction.atomic
def give_sign_in(officer: Officer, *, by: Officer, at: datetime, key: str, password: str = "") -> Officer:
    """Give a sign-in to an officer who has none, as one whom a file named has none. See `add_officer`.

    Raises Refused for an officer who has one, and for one who has left.
    """
    require(permissions.may_manage_staff(by, officer))
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    if once(key, "staff.give_sign_in", council_id=officer.council_id, at=at).before:
        return officer
    rules.check_may_have_sign_in(officer.name, bool(officer.sign_in), officer.until_on, today=london_day(at))
    officer.sign_in = sign_in_for(officer.email, password=password)
    officer.save(update_fields=["sign_in"])
    return officer


@transaction.atomic
def start_sign_in_again(officer: Officer, *, by: Officer, at: datetime, key: str) -> Link:
    """Make a link by which an officer chooses a password, for the first time or anew.

    From now on an earlier password, an earlier link and the second factor no longer work, and
    whoever is signed in with them is signed out. Raises Refused for oneself, for somebody who has
    left or has no sign-in, and for a sign-in that another council relies on, unless `by` manages
    staff there as well. The link is to be handed to the officer in person.
    """
    require(permissions.may_manage_staff(by, officer))
    sign_in = locked(officer)
    done = once(key, "staff.start_sign_in_again", council_id=officer.council_id, at=at)
    if done.before:
        return _link(sign_in, works_until=SetUpLink.objects.get(pk=done.made["link"]).works_until)
    rules.check_not_for_oneself(by.pk == officer.pk, "make a set-up link")
    rules.check_still_here(officer.name, officer.until_on, "sign in", today=london_day(at))
    check_manages_all_of(sign_in, officer, by=by, on=london_day(at))
    sign_in.set_unusable_password()
    sign_in.save(update_fields=["password"])
    Authenticator.objects.filter(user=sign_in).delete()
    made = SetUpLink.objects.create(
        council_id=officer.council_id, officer=officer, made_by=by, made_at=at, works_until=at + LINK_WORKS_FOR
    )
    done.makes(link=made.pk)
    return _link(sign_in, works_until=made.works_until)


@transaction.atomic
def choose_password(token: str, *, password: str, at: datetime) -> SignIn:
    """Choose the password of the sign-in that a set-up link was made for. The link works once.

    Raises Refused for a link that was used, replaced, or is too old, and for a password that is
    easily guessed.
    """
    sign_in = sign_in_of(token, at=at, lock=True)
    _check_password(password, sign_in)
    sign_in.set_password(password)
    sign_in.save(update_fields=["password"])
    return sign_in


def sign_in_of(token: str, *, at: datetime, lock: bool = False) -> SignIn:
    """Return the sign-in that a set-up link was made for. Raises Refused for one that no longer works."""
    sign_ins = SignIn.objects.select_for_update() if lock else SignIn.objects.all()
    try:
        said = signing.loads(token, salt=_SIGNED_FOR)
        sign_in = sign_ins.get(pk=said["sign_in"], is_active=True)
    except (signing.BadSignature, SignIn.DoesNotExist) as error:
        raise Refused(_NO_LONGER) from error
    if said["seal"] != _seal(sign_in) or at >= datetime.fromisoformat(said["works_until"]):
        raise Refused(_NO_LONGER)
    return sign_in


# --- For the other actions ------------------------------------------------------------------------


def sign_in_for(email: str, *, password: str) -> SignIn:
    """Return the sign-in of an email address, made or opened again if need be.

    Raises Refused when a password is given for a sign-in that another council made: its officer has one.
    """
    sign_in = SignIn.objects.select_for_update().filter(email=email).first()
    if not sign_in:
        if password:
            _check_password(password, SignIn(email=email))
        return SignIn.objects.create_user(email, password or None)
    if password:
        raise Refused(f"{email} can sign in already, with a password of their own. Leave the password out.")
    if not sign_in.is_active:
        sign_in.is_active = True
        sign_in.set_unusable_password()
        sign_in.save(update_fields=["is_active", "password"])
    return sign_in


def change_address(officer: Officer, email: str, *, by: Officer, on: date) -> None:
    """Change the address with which an officer signs in.

    Raises Refused for one that is taken, and for a sign-in that is not `by`'s to change.
    """
    sign_in = locked(officer)
    check_manages_all_of(sign_in, officer, by=by, on=on)
    rules.check_sign_in_free(email, SignIn.objects.filter(email=email).exists())
    sign_in.email = email
    sign_in.save(update_fields=["email"])


def close_if_needed_nowhere(officer: Officer, *, on: date) -> None:
    """Close the sign-in of an officer who has left, unless a council needs it on this day or later."""
    if officer.sign_in_id and not queries.councils_of(officer.sign_in_id, on=on):
        SignIn.objects.filter(pk=officer.sign_in_id).update(is_active=False)


def open_again(officer: Officer) -> None:
    """Open the sign-in of an officer who stays after all, with the password it had."""
    if officer.sign_in_id:
        SignIn.objects.filter(pk=officer.sign_in_id).update(is_active=True)


def check_manages_all_of(sign_in: SignIn, officer: Officer, *, by: Officer, on: date) -> None:
    """Raise Refused unless `by` may decide about a sign-in in every council that it acts for.

    Otherwise somebody who manages staff in one council could become its owner in another; and
    somebody who may not give the role of administrator could become one.
    """
    acts = queries.signed_in(by.sign_in, on=on) if by.sign_in else queries.SignedIn({by.council_id: by})
    councils = set(queries.councils_of(sign_in.pk, on=on)) | {officer.council_id}
    managed = {pk for pk, each in acts.officers.items() if permissions.may_manage_staff(each)}
    rules.check_manages_everywhere(officer.name, councils <= managed)
    theirs = queries.signed_in(sign_in, on=on).officers
    for council_id, each in theirs.items():
        if each.roles & rules.TRUSTED_ROLES:
            require(permissions.may_give_powers(acts.at(council_id)))


def locked(officer: Officer) -> SignIn:
    """Return the sign-in of an officer, locked. Raises Refused where there is none."""
    if not officer.sign_in_id:
        raise Refused(f"{officer.name} has no sign-in yet. Give one first.")
    return SignIn.objects.select_for_update().get(pk=officer.sign_in_id)


def _check_password(password: str, sign_in: SignIn) -> None:
    try:
        validate_password(password, user=sign_in)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _link(sign_in: SignIn, *, works_until: datetime) -> Link:
    said = {"sign_in": sign_in.pk, "seal": _seal(sign_in), "works_until": works_until.isoformat()}
    return Link(signing.dumps(said, salt=_SIGNED_FOR), works_until)


def _seal(sign_in: SignIn) -> str:
    """Return what changes with the password, and tells nothing of it."""
    return salted_hmac(_SIGNED_FOR, sign_in.password, algorithm="sha256").hexdigest()[:32]


_NO_LONGER = (
    "This link no longer works: it was used, a newer one was made, or it is more than three days old. "
    "Ask whoever gave it to you for a new one."
)
