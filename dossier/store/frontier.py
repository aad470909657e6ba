"""The crawl frontier: requests of a job, handed out on lease so that a killed crawl loses none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, update

from dossier.store.tables import frontier

State = Literal["waiting", "leased", "filed", "moved", "refused", "failed"]
Outcome = Literal["filed", "moved", "refused", "failed"]
LEASE = timedelta(minutes=10)


class LostLease(Exception):
    """The request is no longer leased: somebody else has ended it or put it back."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request still to be made: `request` is what the crawler needs to rebuild it."""

    fingerprint: str
    url: str
    host: str
    depth: int
    request: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lease:
    """A request handed out to one owner until it is closed or runs out."""

    id: int
    ask: Ask
    attempts: int


def add(connection: Connection, job_id: int, ask: Ask) -> bool:
    """Queue a request once a job; False when the job has had it already."""
    known = connection.execute(
        select(frontier.c.id).where(
            frontier.c.job_id == job_id, frontier.c.fingerprint == ask.fingerprint
        )
    ).scalar()
    if known is not None:
        return False
    connection.execute(
        insert(frontier).values(
            job_id=job_id,
            fingerprint=ask.fingerprint,
            url=ask.url,
            host=ask.host,
            depth=ask.depth,
            request=dict(ask.request),
            state="waiting",
            attempts=0,
        )
    )
    return True


def lease(connection: Connection, job_id: int, owner: str, now: datetime) -> Lease | None:
    """Hand out the oldest waiting request of a host that nobody is asking right now.

    First come, first served alone would hand out thirty links of one host before the first of
    the next, and a crawl of many hosts would go at the pace of one.
    """
    asked = select(frontier.c.host).where(
        frontier.c.job_id == job_id, frontier.c.state == "leased", frontier.c.lease_until >= now
    )
    row = connection.execute(
        select(frontier)
        .where(frontier.c.job_id == job_id, frontier.c.state == "waiting")
        .where(frontier.c.host.not_in(asked))
        .order_by(frontier.c.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    connection.execute(
        update(frontier)
        .where(frontier.c.id == row.id)
        .values(state="leased", owner=owner, lease_until=now + LEASE, attempts=row.attempts + 1)
    )
    ask = Ask(row.fingerprint, row.url, row.host, row.depth, row.request)
    return Lease(row.id, ask, row.attempts + 1)


def again(connection: Connection, lease_id: int, request: Mapping[str, Any]) -> None:
    """Put a leased request back, to be asked again; LostLease when it is no longer leased."""
    _end(connection, lease_id, {"state": "waiting", "request": dict(request)})


def close(connection: Connection, lease_id: int, outcome: Outcome) -> None:
    """End a request for good; LostLease when it is no longer leased.

    Raised inside the transaction that files a page, it keeps a page from being filed twice by a
    crawl whose lease ran out and by the one that took the request over.
    """
    _end(connection, lease_id, {"state": outcome})


def _end(connection: Connection, lease_id: int, values: dict[str, Any]) -> None:
    ended = connection.execute(
        update(frontier)
        .where(frontier.c.id == lease_id, frontier.c.state == "leased")
        .values(owner=None, lease_until=None, **values)
    )
    if not ended.rowcount:
        raise LostLease(f"request {lease_id} is not leased")


def owners(connection: Connection, job_id: int) -> list[str]:
    """Who holds leases of the job."""
    held = select(frontier.c.owner).where(frontier.c.job_id == job_id, frontier.c.state == "leased")
    return [str(owner) for owner in connection.execute(held.distinct()).scalars()]


def free(connection: Connection, job_id: int, dead: Collection[str], now: datetime) -> int:
    """Put back what dead owners left behind and what ran out; how many."""
    freed = connection.execute(
        update(frontier)
        .where(frontier.c.job_id == job_id, frontier.c.state == "leased")
        .where(frontier.c.owner.in_(dead) | (frontier.c.lease_until < now))
        .values(state="waiting", owner=None, lease_until=None)
    )
    return int(freed.rowcount)


def count(connection: Connection, job_id: int, *states: State) -> int:
    """How many of the job's requests stand in these states."""
    rows = connection.execute(
        select(func.count()).where(frontier.c.job_id == job_id, frontier.c.state.in_(states))
    )
    return int(rows.scalar_one())
