"""The crawl frontier: requests of a job, handed out on lease so that a killed crawl loses none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, update

from dossier.store.tables import frontier

Outcome = Literal["filed", "moved", "refused", "failed"]
LEASE = timedelta(minutes=10)


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


def lease(
    connection: Connection, job_id: int, owner: str, now: datetime, *, limit: int = 1
) -> list[Lease]:
    """Hand out the oldest waiting requests."""
    rows = connection.execute(
        select(frontier)
        .where(frontier.c.job_id == job_id, frontier.c.state == "waiting")
        .order_by(frontier.c.id)
        .limit(limit)
    ).all()
    connection.execute(
        update(frontier)
        .where(frontier.c.id.in_([row.id for row in rows]))
        .values(
            state="leased",
            owner=owner,
            lease_until=now + LEASE,
            attempts=frontier.c.attempts + 1,
        )
    )
    return [
        Lease(
            row.id,
            Ask(row.fingerprint, row.url, row.host, row.depth, row.request),
            row.attempts + 1,
        )
        for row in rows
    ]


def again(connection: Connection, lease_id: int, request: Mapping[str, Any]) -> None:
    """Put a leased request back, to be asked again."""
    connection.execute(
        update(frontier)
        .where(frontier.c.id == lease_id)
        .values(state="waiting", owner=None, lease_until=None, request=dict(request))
    )


def close(connection: Connection, lease_id: int, outcome: Outcome) -> None:
    """End a request for good."""
    connection.execute(
        update(frontier)
        .where(frontier.c.id == lease_id)
        .values(state=outcome, owner=None, lease_until=None)
    )


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


def tally(connection: Connection, job_id: int) -> dict[str, int]:
    """How many of the job's requests stand in each state."""
    rows = connection.execute(
        select(frontier.c.state, func.count())
        .where(frontier.c.job_id == job_id)
        .group_by(frontier.c.state)
    )
    return {state: count for state, count in rows}
