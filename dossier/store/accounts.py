"""Accounts of the console: a name and the hash of a password."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from dossier.store.tables import account


def find_hash(connection: Connection, name: str) -> str | None:
    """The password hash of an account; None when there is no such account."""
    found = connection.execute(select(account.c.password_hash).where(account.c.name == name))
    return found.scalar()


def set_hash(connection: Connection, name: str, password_hash: str, at: datetime) -> None:
    """Create the account, or give it a new password."""
    connection.execute(delete(account).where(account.c.name == name))
    connection.execute(insert(account).values(name=name, password_hash=password_hash, created=at))


def any_account(connection: Connection) -> bool:
    """True when someone can log in already."""
    return connection.execute(select(account.c.name).limit(1)).first() is not None
