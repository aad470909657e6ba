"""The account of the console: one name, one password that is shown once."""

import secrets
from functools import cache

from pwdlib import PasswordHash

from dossier.store.accounts import any_account, find_hash, set_hash
from dossier.store.engine import Store
from service.parts import now

NAME = "admin"
# Without 0 o 1 l i: the password is read off one screen and typed on another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HASHER = PasswordHash.recommended()


def create_account(store: Store) -> str | None:
    """Create the account and return its password, to be shown once; None when there is one."""
    password = _new_password()
    hashed = _HASHER.hash(password)
    with store.write() as connection:
        if any_account(connection):
            return None
        set_hash(connection, NAME, hashed, now())
    return password


def reset_password(store: Store) -> str:
    """Give the account a new password and return it; every session ends."""
    password = _new_password()
    hashed = _HASHER.hash(password)
    with store.write() as connection:
        set_hash(connection, NAME, hashed, now())
    return password


def check_password(store: Store, name: str, password: str) -> str | None:
    """The stored hash when name and password are right, else None.

    An unknown name takes as long as a wrong password.
    """
    with store.read() as connection:
        kept = find_hash(connection, name)
    right = _HASHER.verify(password, kept or _nobody())
    return kept if right else None


def _new_password() -> str:
    """Sixteen letters in groups of four: about 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@cache
def _nobody() -> str:
    """A hash that no password has, to spend the same time on an unknown name."""
    return _HASHER.hash(secrets.token_urlsafe(32))
