"""The references that payers quote: eleven digits, of which the last two check the others.

The check digits are those of ISO 7064, MOD 97-10: the whole number, divided by 97, leaves 1. One wrong
digit, or any two exchanged, is always noticed. The other nine digits tell nothing: neither how many
accounts there are nor which came first. References of old systems are kept as they are, and not checked.
"""

from rooftree.foundations.refusals import Refused

BODY = 9
LENGTH = BODY + 2

# Fixed for ever: with others, old references would be given again. The first is a prime, so that each
# number below it is stirred into another one.
MODULUS, FACTOR, OFFSET = 899_999_963, 387_420_489, 161_803_398
LOWEST = 100_000_000
"""The first digit is never nought, because spreadsheets drop it."""


def make(number: int) -> str:
    """Return the payment reference of a number from nought to 893,871,738: one for each."""
    assert 0 <= number < MODULUS, f"There is no payment reference for {number}."
    body = LOWEST + (number * FACTOR + OFFSET) % MODULUS
    return f"{body}{check_digits(str(body))}"


def check_digits(body: str) -> str:
    """Return the two digits that check these. ISO 7064, MOD 97-10."""
    return f"{98 - int(body) * 100 % 97:02}"


def is_ours(text: str) -> bool:
    """Return whether this is a reference of our making, every digit right; spaces and hyphens do not matter."""
    digits = tidied(text)
    return len(digits) == LENGTH and digits.isascii() and digits.isdigit() and int(digits) % 97 == 1


def tidied(text: str) -> str:
    """Return a reference as it is kept: without spaces and hyphens where it is all digits, else trimmed."""
    joined = "".join(text.split()).replace("-", "")
    return joined if joined.isascii() and joined.isdigit() else text.strip()


def check_typed(text: str) -> str:
    """Return a reference that somebody typed, tidied.

    Raises Refused for eleven digits of which one is wrong; one of another length may be an old system's.
    """
    digits = tidied(text)
    if digits.isascii() and digits.isdigit() and len(digits) == LENGTH and not is_ours(digits):
        raise Refused(f"“{text.strip()}” has a wrong digit in it. Check it against the letter or the card.")
    return digits
