"""Keeps the numbers of bank accounts sealed: a copy of the database, or of its audit, does not tell them."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(sort_code: str, account_number: str) -> str:
    """Return a sort code and an account number, encrypted under the site's secret key."""
    return _cipher().encrypt(f"{sort_code} {account_number}".encode()).decode()


def unseal(sealed: str) -> tuple[str, str]:
    """Return the sort code and the account number that were sealed under this secret key, or an earlier one."""
    sort_code, account_number = _cipher().decrypt(sealed.encode()).decode().split(" ")
    return sort_code, account_number


def is_current(sealed: str) -> bool:
    """Return whether a number was sealed under the site's secret key of today, and not under an earlier one."""
    try:
        _ciphers()[0].decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _cipher() -> MultiFernet:
    return MultiFernet(_ciphers())


def _ciphers() -> list[Fernet]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [Fernet(urlsafe_b64encode(sha256(f"bank accounts {key}".encode()).digest())) for key in keys]
