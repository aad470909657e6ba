"""Sessions: signed cookies that end by logging out, with a new password, or after twelve hours."""

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from service.settings import Settings

LASTS_SECONDS = 12 * 60 * 60
_ENDED_FILE = "sessions-ended.json"


@dataclass(frozen=True, slots=True)
class Session:
    """One login: `key` is a digest of the password's hash, so that a new password ends it."""

    id: str
    name: str
    key: str

    def fits(self, password_hash: str | None) -> bool:
        """True while the account still has the password of this login."""
        return password_hash is not None and self.key == _key_of(password_hash)


class Sessions:
    """Writes and reads session cookies; `clock` gives seconds since 1970."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._signer = URLSafeTimedSerializer(settings.secret, salt="session")
        self._ended = _Ended(settings.data / _ENDED_FILE, clock)
        # Browsers keep cookies by host, not by port: under one name the demo's console on 8001
        # would log out the real one on 8000. A name for each secret keeps them apart.
        mine = hashlib.sha256(f"cookie:{settings.secret}".encode()).hexdigest()[:8]
        self.cookie = f"adwatch_{mine}"
        self.login_cookie = f"adwatch_login_{mine}"

    def begin(self, name: str, password_hash: str) -> str:
        """The cookie of a new session."""
        key = _key_of(password_hash)
        return self._signer.dumps([secrets.token_urlsafe(16), name, key])

    def read(self, cookie: str | None) -> Session | None:
        """The session of a cookie; None when it is missing, forged, too old or ended."""
        try:
            session = Session(*self._signer.loads(cookie or "", max_age=LASTS_SECONDS))
        except BadSignature:
            return None
        return None if session.id in self._ended else session

    def end(self, session: Session) -> None:
        """Let the session's cookie be void from now on, after a restart too."""
        self._ended.add(session.id)


class _Ended:
    """Ids of sessions ended before their time, in a file, each until it would have ended anyway."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[str, float] = json.loads(path.read_bytes()) if path.exists() else {}

    def __contains__(self, id: str) -> bool:
        return id in self._until

    def add(self, id: str) -> None:
        now = self._clock()
        with self._lock:
            kept = {id: until for id, until in self._until.items() if until > now}
            self._until = kept | {id: now + LASTS_SECONDS}
            draft = self._path.with_name(self._path.name + ".part")
            draft.write_text(json.dumps(self._until), encoding="ascii")
            draft.replace(self._path)


def _key_of(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]
