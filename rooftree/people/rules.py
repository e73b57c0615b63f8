"""What must hold of people, of how they are reached, and of the registers. Plain values in and out."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers

from rooftree.foundations import rulebook
from rooftree.foundations.dates import long_date
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.refusals import Refused

REFERENCE = "P"
HOUSEHOLD_REFERENCE = "HH"

ADJUSTMENTS = rulebook.code_list("people.adjustments")
VULNERABILITIES = rulebook.code_list("people.vulnerabilities")
STRENGTHS = rulebook.code_list("people.strengths")
CONTACT_OWNERS = rulebook.code_list("people.contact_owners")
CHANNELS = rulebook.code_list("people.channels")
AUTHORITIES = rulebook.code_list("people.authorities")
AUTHORITY_SCOPES = rulebook.code_list("people.authority_scopes")
HOUSEHOLDS = rulebook.code_list("people.households")
RELATIONSHIPS = rulebook.code_list("people.relationships")
LANGUAGES = rulebook.code_list("people.languages")

ADJUSTMENTS_ASKED_AGAIN = rulebook.limit("people.adjustments_asked_again")
OLDEST = rulebook.limit("people.oldest")
EXCEPTIONAL_OPENING = rulebook.limit("people.exceptional_opening")
OPENING_REASON = rulebook.limit("people.opening_reason")


# --- Who somebody is ------------------------------------------------------------------------------


class NameChange(StrEnum):
    """Why a legal name is written otherwise than before."""

    CORRECTED = "corrected"
    """It was wrong: nobody was ever called that."""
    CHANGED = "changed"
    """It changed, by marriage or deed: the former name is kept, and still found."""


@dataclass(frozen=True)
class Details:
    """What we know of who somebody is. Languages are codes, the main one first."""

    surname: str
    forenames: str = ""
    title: str = ""
    preferred_name: str = ""
    date_of_birth: date | None = None
    birth_date_certainty: str = "unknown"
    ni_number: str = ""
    preferred_channel: str = ""
    best_times: str = ""
    interpreter: bool | None = None
    languages: tuple[str, ...] = ()

    @property
    def legal_name(self) -> tuple[str, str]:
        """Forenames and surname."""
        return self.forenames, self.surname

    @property
    def birth(self) -> tuple[date | None, str]:
        """Date of birth, and how sure we are of it."""
        return self.date_of_birth, self.birth_date_certainty


def tidy(details: Details) -> Details:
    """Return the details with spaces put right and the National Insurance number in capitals."""
    return Details(
        surname=one_line(details.surname),
        forenames=one_line(details.forenames),
        title=one_line(details.title),
        preferred_name=one_line(details.preferred_name),
        date_of_birth=details.date_of_birth,
        birth_date_certainty=details.birth_date_certainty if details.date_of_birth else "unknown",
        ni_number=re.sub(r"[\s.\-]", "", details.ni_number).upper(),
        preferred_channel=details.preferred_channel,
        best_times=one_line(details.best_times),
        interpreter=details.interpreter,
        languages=tuple(dict.fromkeys(details.languages)),
    )


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces and none at its ends."""
    return " ".join(text.split())


def check_details(details: Details, *, before: Details | None = None, on: date, oldest: int) -> None:
    """Raise Refused unless tidy details can be those of a living person. `oldest` is in years.

    What is as it was `before` is not questioned: an old system may have said so.
    """
    if not details.surname:
        raise Refused("Enter a surname. Somebody who has one name only has it as the surname.")
    if before is None or details.legal_name != before.legal_name:
        check_legal_name(details)
    if before is None or details.birth != before.birth:
        check_birth_date(details.date_of_birth, details.birth_date_certainty, on=on, oldest=oldest)
    if before is None or details.ni_number != before.ni_number:
        check_ni_number(details.ni_number)


def check_legal_name(details: Details) -> None:
    """Raise Refused for a name with figures in it."""
    if any(character.isdigit() for character in f"{details.surname}{details.forenames}"):
        raise Refused("A name has no figures in it. Put phone numbers and references where they belong.")


def check_birth_date(born: date | None, certainty: str, *, on: date, oldest: int) -> None:
    """Raise Refused for a birth in the future, or so long ago that a document must be seen."""
    if born is None:
        return
    if certainty not in ("seen", "stated"):
        raise Refused("Say how we know the date of birth: seen on a document, or as stated.")
    if born > on:
        raise Refused(f"{long_date(born)} is still to come, so nobody was born then. Check the year.")
    if certainty == "stated" and age(born, on) > oldest:
        raise Refused(
            f"Somebody born on {long_date(born)} would be {age(born, on)}. Check the year; if it is right, "
            "ask to see a document, and say that it was seen."
        )


def age(born: date, on: date) -> int:
    """Return an age in whole years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def check_name_change(before: tuple[str, str], after: tuple[str, str], why: NameChange | None) -> None:
    """Raise Refused for another legal name without the reason why."""
    if before != after and why is None:
        raise Refused(
            "Say why the name is different: it was wrong, or it has changed, as by marriage or deed poll."
        )


def check_death(died_on: date, *, born: date | None, on: date) -> None:
    """Raise Refused for a death in the future or before birth."""
    if died_on > on:
        raise Refused(f"{long_date(died_on)} is still to come. Enter the day on which the person died.")
    if born and died_on < born:
        raise Refused(f"The person was born on {long_date(born)}, so cannot have died on {long_date(died_on)}.")


_NI = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")


def check_ni_number(number: str) -> None:
    """Raise Refused for what is no National Insurance number in capitals; nothing at all will do.

    HMRC National Insurance Manual NIM39110.
    """
    if number and not _NI.fullmatch(number):
        raise Refused(
            f"“{number}” is not a National Insurance number. "
            "It has two letters, six figures and a letter from A to D, like QQ 12 34 56 C."
        )


# --- How somebody is reached ----------------------------------------------------------------------

PHONES = ("mobile", "landline")
LETTERS = ("post", "overseas")


class Use(StrEnum):
    """A way of using a contact point."""

    CALL = "call"
    TEXT = "text"
    WRITE = "write"
    VOICEMAIL = "voicemail"


USES = {
    "mobile": (Use.CALL, Use.TEXT, Use.VOICEMAIL),
    "landline": (Use.CALL, Use.VOICEMAIL),
    "email": (Use.WRITE,),
    "post": (Use.WRITE,),
    "overseas": (Use.WRITE,),
}
"""What each kind of contact point can be used for."""


@dataclass(frozen=True)
class Safety:
    """Whether each use of a contact point is safe. None: nobody asked."""

    call: bool | None = None
    text: bool | None = None
    write: bool | None = None
    voicemail: bool | None = None


NOBODY_ASKED = Safety()


def contact_value(kind: str, typed: str) -> str:
    """Return a number or an address as it is kept. Raises Refused for what cannot be one."""
    if kind in PHONES:
        return phone_number(kind, typed)
    if kind == "email":
        return email_address(typed)
    address = ", ".join(one_line(line).strip(",") for line in typed.splitlines() if line.strip())
    if not address:
        raise Refused("Enter the address.")
    return address


def phone_number(kind: str, typed: str) -> str:
    """Return a phone number in international form, such as +447700900123.

    Raises Refused for what cannot be one, or is not of the kind. Numbers kept for drama pass.
    """
    shown = typed.strip()
    if re.search(r"[^\W\d_]", shown):
        raise Refused(f"“{shown}” has words in it. Enter the number alone, and put the words in the note.")
    try:
        number = phonenumbers.parse(shown, "GB")
    except phonenumbers.NumberParseException:
        raise Refused(f"“{shown}” is not a phone number. Enter one number, with its area code.") from None
    british = number.country_code == 44
    national = str(number.national_number)
    mobile = british and national.startswith("7")
    if not phonenumbers.is_possible_number(number) or (mobile and len(national) < 10):
        raise Refused(f"“{shown}” has too few or too many figures for a phone number. Check it.")
    if british and mobile != (kind == "mobile"):
        raise Refused(f"“{shown}” is a mobile number: choose Mobile." if mobile else _NOT_MOBILE.format(shown))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_NOT_MOBILE = "“{}” is not a mobile number, so it takes no texts: choose Phone."
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")


def email_address(typed: str) -> str:
    """Return an email address in small letters. Raises Refused for what cannot be one."""
    address = typed.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        raise Refused(f"“{typed.strip()}” is not an email address. It looks like name@example.org.")
    return address


def check_safety(kind: str, safety: Safety) -> None:
    """Raise Refused for answers that cannot be true together, or about a use that there is not."""
    for use in Use:
        if use not in USES[kind] and getattr(safety, use) is not None:
            raise Refused(f"This cannot be used to {_TO[use]}, so leave open whether that is safe.")
    if safety.call is False and safety.voicemail:
        raise Refused("If it is not safe to call, it is not safe to leave a message either.")


_TO = {Use.CALL: "call", Use.TEXT: "text", Use.WRITE: "write", Use.VOICEMAIL: "leave a message"}


def is_safe(use: Use, safety: Safety, *, protected: bool) -> bool:
    """Say whether to use a contact point in this way.

    Where safety rules protect the person (domestic abuse), only what was said to be safe is: not to
    know is no. For everybody else only what was said to be unsafe is not. practice.md 0, rule 9.
    """
    answer = getattr(safety, use)
    return answer is True if protected else answer is not False


# --- The registers --------------------------------------------------------------------------------


def ask_again_on(asked_on: date, months: int) -> date:
    """Return the day by which to ask again what we must do differently."""
    return months_after(asked_on, months)


def factor_until(months: int, *, from_on: date, until_on: date | None) -> date | None:
    """Return when a factor ends by itself. 0 `months`: it is lasting, and ends when somebody says so.

    Raises Refused for an end before the start, or later than a temporary factor may last.
    """
    latest = months_after(from_on, months) if months else None
    if until_on and until_on <= from_on:
        raise Refused(f"It cannot end on {long_date(until_on)}, before it has begun. Enter a later day.")
    if latest and until_on and until_on > latest:
        raise Refused(
            f"This factor is temporary: it ends by {long_date(latest)} at the latest. Renew it then if it goes on."
        )
    return until_on or latest


# --- Restricted records ---------------------------------------------------------------------------


def check_reason(reason: str, *, words: int = 1) -> str:
    """Return a reason without spaces at its ends; raise Refused for fewer words than these."""
    given = reason.strip()
    if len(re.findall(r"\w+", given)) < words:
        raise Refused("Say why, in a few words: others will read the reason.")
    return given


# --- One person, or two ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What is known of a record that may be of the same person as another."""

    name: str
    reference: str
    born: date | None
    died: date | None
    restricted_to: int
    merged: bool


def check_one_person(one: Known, other: Known) -> None:
    """Raise Refused where two records cannot be merged: two births, two deaths, two restrictions."""
    if one.reference == other.reference:
        raise Refused("This is one record already. Choose another record to merge it with.")
    for record in (one, other):
        if record.merged:
            raise Refused(
                f"{record.name} ({record.reference}) is merged into another record already. Merge that one."
            )
    if one.born and other.born and one.born != other.born:
        raise Refused(
            f"{one.name} ({one.reference}) was born on {long_date(one.born)}, and {other.name} "
            f"({other.reference}) on {long_date(other.born)}, so they are two people. If a date is wrong, "
            "correct it first."
        )
    if one.died and other.died and one.died != other.died:
        raise Refused(
            f"The two records have two dates of death, {long_date(one.died)} and {long_date(other.died)}. "
            "Correct the one that is wrong first."
        )
    if one.restricted_to != other.restricted_to:
        raise Refused(
            "One of these records is restricted and the other is not, or to another group. "
            "Restrict both to the same group first."
        )


# --- Who may act for somebody, and who lives with whom --------------------------------------------


def check_mandate(
    *, scope: str, paper: str, needs_paper: bool, from_on: date, until_on: date | None, must_end: bool
) -> None:
    """Raise Refused unless an authority says what for, until when and on what paper, as its kind asks."""
    if not scope.strip():
        raise Refused("Say what they may do and be told, and nothing more.")
    if needs_paper and not paper.strip():
        raise Refused("Say what paper shows it: its kind, its date, and where it is kept.")
    if must_end and until_on is None:
        raise Refused("The person gave this authority for a time. Enter its last day.")
    if until_on and until_on <= from_on:
        raise Refused(f"It begins on {long_date(from_on)}, so it cannot have ended by {long_date(until_on)}.")


def check_membership(
    name: str, *, from_on: date, household_from: date, household_until: date | None, died_on: date | None
) -> None:
    """Raise Refused for joining a household before it was, after it ended, or after death."""
    if from_on < household_from:
        raise Refused(
            f"The household began on {long_date(household_from)}, so nobody joined it on {long_date(from_on)}."
        )
    if household_until and from_on >= household_until:
        raise Refused(f"The household ended on {long_date(household_until)}, so nobody can join it any longer.")
    if died_on and from_on >= died_on:
        raise Refused(f"{name} died on {long_date(died_on)}, so cannot have joined on {long_date(from_on)}.")
