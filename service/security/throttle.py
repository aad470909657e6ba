"""Throttling: whoever fails to log in several times waits longer and longer."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

_FREE_FAILURES = 5
_LONGEST_WAIT = 300.0
_CLIENTS = 1_000


@dataclass(slots=True)
class _Failures:
    count: int
    until: float


class Throttle:
    """Failures by client, in memory; the longest unseen client is forgotten first.

    Passwords are checked while `one_at_a_time` is held: parallel guesses would all pass before
    the first failure is counted, and each check takes 64 MB.
    """

    def __init__(self) -> None:
        self.one_at_a_time = threading.Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """Seconds until this client may try again; 0 when it may now."""
        failed = self._failures.get(client)
        return max(0.0, failed.until - now) if failed else 0.0

    def failed(self, client: str, now: float) -> None:
        """Count a failure: the fifth costs 2 s, each further one twice the last, up to 300 s."""
        failed = self._failures.setdefault(client, _Failures(0, now))
        failed.count += 1
        if failed.count >= _FREE_FAILURES:
            # The exponent is bounded too: 2.0 ** 1024 is an OverflowError.
            doublings = min(failed.count - _FREE_FAILURES + 1, 10)
            failed.until = now + min(2.0**doublings, _LONGEST_WAIT)
        self._failures.move_to_end(client)
        while len(self._failures) > _CLIENTS:
            self._failures.popitem(last=False)

    def passed(self, client: str) -> None:
        """Forget the failures of a client that came in."""
        self._failures.pop(client, None)
