"""References that people quote: short, speakable, checked, never reused, and meaning nothing.

A reference is a prefix and a number from one sequence, scrambled so that it tells neither how many
there are nor which came first, in an alphabet without vowels (nothing spells a word, not even with
0, 1, 3 and 4 for O, I, E and A) and without characters that look alike. The last character checks
the others: one wrong character, or any two exchanged, is noticed. `sql/0002_references.sql` makes
the same references, for a whole batch at a time.
"""

from django.db import connection

from rooftree.foundations.refusals import Refused

ALPHABET = "256789CDFHJKMNPRTWX"
BASE = len(ALPHABET)  # 19, a prime: the check character depends on it.
BODY = 8
NUMBERS = BASE ** (BODY - 1)
"""How many references there can be: 893,871,739, shared by all prefixes."""

HIGH, LOW = BASE**4, BASE**3

# Four rounds of a Feistel network. The figures are arbitrary, and fixed for ever: with others, old
# references would be given again. The same stand in sql/0002_references.sql.
MODULUS = 2_147_483_647
ROUNDS = ((58_321, 48_271), (91_733, 69_621), (27_449, 40_692), (73_859, 16_807))

# What is not in the alphabet, and the character of it that was probably misread.
MISREAD = str.maketrans("0OQ1ILSZBGE", "DDD7775286F")
MISREAD_PREFIX = str.maketrans("015826", "OISBZG")


def make(prefix: str, number: int) -> str:
    """Return the reference of a number from nought to `NUMBERS`, such as "P-MH6M-KN2P".

    `prefix` is one or two capital letters: what kind of thing it is. A number gives the same body
    whatever its prefix, so numbers come from one sequence.
    """
    assert prefix.isascii() and prefix.isalpha() and prefix.isupper() and len(prefix) <= 2, (  # noqa: PT018
        f"A prefix is one or two capital letters, not {prefix!r}."
    )
    assert 0 <= number < NUMBERS, f"There is no reference for {number}."
    body = "".join(ALPHABET[digit] for digit in _scrambled_digits(number))
    return f"{prefix}-{body[:4]}-{body[4:]}{_check_character(prefix, body)}"


def take(prefix: str) -> str:
    """Take the next number of the sequence and return its reference. It is never given again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference_of(%s, nextval('reference_number'))", [prefix])
        row: tuple[str] = cursor.fetchone()
    return row[0]


def parse(text: str) -> str:
    """Return the reference that somebody typed, as it is written. Raise Refused if it is none.

    Small letters, spaces, missing or other hyphens, and characters misread for those they look like
    (O or 0 for D, I or 1 for 7, S for 5, Z for 2, B for 8, G for 6) are put right.
    """
    typed = "".join(character for character in text.upper() if character.isalnum())
    prefix, body = typed[:-BODY].translate(MISREAD_PREFIX), typed[-BODY:].translate(MISREAD)
    letters = prefix.isascii() and prefix.isalpha() and len(prefix) <= 2
    if not letters or len(body) != BODY or not set(body) <= set(ALPHABET):
        raise Refused(f"“{text.strip()}” is not one of our references. They look like P-MH6M-KN2P.")
    if _check_character(prefix, body[:-1]) != body[-1]:
        raise Refused(f"“{text.strip()}” has a wrong character in it. Check it against the letter.")
    return f"{prefix}-{body[:4]}-{body[4:]}"


def is_valid(text: str) -> bool:
    """Return whether this is a reference, give or take how it was typed."""
    try:
        parse(text)
    except Refused:
        return False
    return True


def _scrambled_digits(number: int) -> list[int]:
    """Return the digits, highest first, of the number that stands for this one: each for exactly one."""
    high, low = divmod(number, LOW)
    for place, (offset, factor) in enumerate(ROUNDS):
        if place % 2 == 0:
            low = (low + _stir(high, offset, factor)) % LOW
        else:
            high = (high + _stir(low, offset, factor)) % HIGH
    scrambled = high * LOW + low
    return [scrambled // BASE**place % BASE for place in reversed(range(BODY - 1))]


def _stir(half: int, offset: int, factor: int) -> int:
    return (half + offset) * (half + offset) % MODULUS * factor % MODULUS


def _check_character(prefix: str, body: str) -> str:
    """Return the check character: a sum modulo 19 in which every place has a weight of its own."""
    first, second = ord(prefix[0]), ord(prefix[1]) if len(prefix) == 2 else 0
    places = sum(weight * ALPHABET.index(digit) for weight, digit in enumerate(body, start=2))
    return ALPHABET[(first + 7 * second + places) % BASE]
