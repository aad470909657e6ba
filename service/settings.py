"""What the service is told once, at its start."""

import ipaddress
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from filelock import FileLock

from dossier.errors import BadInput

SECRET_FILE = "console.secret"
TOKEN_FILE = "api.token"
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lies, where to listen, and the two secrets.

    `host` is the address listened on, `hosts` are further names under which browsers may ask for
    the console; `secret` signs sessions, `token` lets programs on other machines use `/v1`.
    """

    data: Path
    secret: str = field(repr=False)
    token: str = field(repr=False)
    host: str = "127.0.0.1"
    hosts: tuple[str, ...] = ()

    @classmethod
    def in_folder(cls, data: Path, *, host: str = "127.0.0.1", hosts: tuple[str, ...] = ()) -> Self:
        """Settings with the secrets kept in `data`, made on first use; BadInput on a broken one.

        Each secret is a file that only its owner may read.
        """
        data.mkdir(parents=True, exist_ok=True)
        secret, token = _kept_secret(data / SECRET_FILE), _kept_secret(data / TOKEN_FILE)
        return cls(data, secret, token, host, hosts)

    @property
    def on_loopback(self) -> bool:
        """True when only this machine can reach the service."""
        return is_loopback(self.host)

    @property
    def known_hosts(self) -> list[str]:
        """The names a Host header may carry; any other is a sign of DNS rebinding."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return [*_LOCAL_NAMES, host, *self.hosts]


def is_loopback(host: str) -> bool:
    """True for localhost and for addresses of this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made when missing."""
    # Two processes that start together must agree: the second waits and reads the first's.
    with FileLock(path.with_name(path.name + ".lock")):
        if not path.exists():
            _write_private(path, secrets.token_urlsafe(32))
        kept = path.read_text(encoding="ascii").strip()
    if len(kept) < 32:
        raise BadInput(f"{path} is damaged; delete it and a new one is made")
    return kept


def _write_private(path: Path, text: str) -> None:
    # The mode is given at creation: chmod afterwards would leave a moment open to others.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
