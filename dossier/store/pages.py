"""Pages and what was seen of them: visits, snapshots, verdicts, and what stands now."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, insert, select, update

from dossier.claims import Digests, Verdict
from dossier.pages import Origin, Page, TextBlock
from dossier.store.tables import page, snapshot, standing, verdict, visit
from dossier.wire import VerdictDoc, from_doc, to_doc

Kind = Literal["web", "paste"]
State = Literal["quiet", "open", "pending", "suspect", "dismissed"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One fetch: what was asked for, what came back; `failure` says why nothing was read."""

    asked_url: str
    url: str
    at: datetime
    status: int | None
    headers: dict[str, str]
    body_sha256: str | None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page says now."""

    page_id: int
    snapshot_id: int
    verdict_id: int
    review_id: int | None
    state: State


@dataclass(frozen=True, slots=True)
class Seen:
    """A page with its latest snapshot, the verdict that stands, and when it was last fetched."""

    page_id: int
    fetched_at: datetime
    status: int | None
    sha256: str
    page: Page
    verdict: VerdictDoc


def text_digest(seen: Page) -> str:
    """SHA-256 of the block text, by which an unchanged page is known."""
    return hashlib.sha256(seen.text.encode("utf-8", "surrogatepass")).hexdigest()


def detector_digest(digests: Digests) -> str:
    """One SHA-256 over the five that make a detector."""
    parts = (digests.model, digests.rules, digests.law, digests.rates, digests.code)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def find_page(connection: Connection, platform: str, url: str) -> int | None:
    """The id of the page at `url`; None when it was never seen."""
    return connection.execute(
        select(page.c.id).where(page.c.platform == platform, page.c.url == url)
    ).scalar()


def find_or_add_page(
    connection: Connection, kind: Kind, platform: str, url: str, at: datetime
) -> int:
    """The id of the page at `url`, marked as seen at `at`."""
    found = find_page(connection, platform, url)
    if found is not None:
        connection.execute(update(page).where(page.c.id == found).values(last_seen=at))
        return found
    row = {"kind": kind, "platform": platform, "url": url, "first_seen": at, "last_seen": at}
    return _add(connection, page, row)


def add_visit(
    connection: Connection,
    page_id: int,
    seen: Visit,
    *,
    snapshot_id: int | None = None,
    job_id: int | None = None,
) -> int:
    """File one fetch of a page; the visit's id."""
    row = {
        "page_id": page_id,
        "job_id": job_id,
        "snapshot_id": snapshot_id,
        "asked_url": seen.asked_url,
        "url": seen.url,
        "at": seen.at,
        "status": seen.status,
        "headers": seen.headers,
        "body_sha256": seen.body_sha256,
        "failure": seen.failure,
    }
    return _add(connection, visit, row)


def find_or_add_snapshot(connection: Connection, page_id: int, seen: Page, at: datetime) -> int:
    """The id of the page's snapshot with this text; snapshots never change."""
    digest = text_digest(seen)
    found = connection.execute(
        select(snapshot.c.id).where(snapshot.c.page_id == page_id, snapshot.c.sha256 == digest)
    ).scalar()
    if found is not None:
        return int(found)
    row = {
        "page_id": page_id,
        "sha256": digest,
        "title": seen.title,
        "published": seen.published,
        "blocks": [[block.origin.value, block.text] for block in seen.blocks],
        "taken": at,
    }
    return _add(connection, snapshot, row)


def find_or_add_verdict(
    connection: Connection, snapshot_id: int, judged: Verdict, at: datetime, role: str = "current"
) -> int:
    """The id of this verdict; the same detector on the same day judges a snapshot once."""
    key = {
        "snapshot_id": snapshot_id,
        "detector": detector_digest(judged.detector),
        "as_of": judged.as_of.date,
        "role": role,
    }
    found = connection.execute(
        select(verdict.c.id).where(*(verdict.c[name] == value for name, value in key.items()))
    ).scalar()
    if found is not None:
        return int(found)
    row = key | {
        "at": at,
        "promotional": judged.promotional,
        "risk": judged.risk,
        "certainty": judged.certainty,
        "body": to_doc(judged, id=snapshot_id),
    }
    return _add(connection, verdict, row)


def load_standing(connection: Connection, page_id: int) -> Standing | None:
    """What the page says now; None before its first snapshot."""
    row = connection.execute(select(standing).where(standing.c.page_id == page_id)).first()
    if row is None:
        return None
    return Standing(row.page_id, row.snapshot_id, row.verdict_id, row.review_id, row.state)


def set_standing(connection: Connection, now: Standing, risk: int) -> None:
    """Make `now` what the page says."""
    values = {
        "snapshot_id": now.snapshot_id,
        "verdict_id": now.verdict_id,
        "review_id": now.review_id,
        "state": now.state,
        "risk": risk,
    }
    changed = connection.execute(
        update(standing).where(standing.c.page_id == now.page_id).values(values)
    )
    if not changed.rowcount:
        connection.execute(insert(standing).values(page_id=now.page_id, **values))


def set_standing_review(
    connection: Connection, now: Standing, review_id: int, state: State
) -> Standing:
    """Let the page stand under a review; what it says is unchanged."""
    connection.execute(
        update(standing)
        .where(standing.c.page_id == now.page_id)
        .values(review_id=review_id, state=state)
    )
    return replace(now, review_id=review_id, state=state)


def load_snapshot(connection: Connection, snapshot_id: int) -> Page:
    """The page as it was read for this snapshot; KeyError when there is none."""
    row = connection.execute(
        select(snapshot, page.c.url, page.c.platform)
        .join(page, page.c.id == snapshot.c.page_id)
        .where(snapshot.c.id == snapshot_id)
    ).first()
    if row is None:
        raise KeyError(f"no snapshot {snapshot_id}")
    return page_of(row)


def load_verdict(connection: Connection, verdict_id: int) -> Verdict:
    """A verdict as filed; KeyError when there is none."""
    return from_doc(load_verdict_doc(connection, verdict_id))


def load_verdict_doc(connection: Connection, verdict_id: int) -> VerdictDoc:
    """A verdict's JSON as filed; KeyError when there is none."""
    body = connection.execute(select(verdict.c.body).where(verdict.c.id == verdict_id)).scalar()
    if body is None:
        raise KeyError(f"no verdict {verdict_id}")
    return cast(VerdictDoc, body)


def page_of(row: Row[Any]) -> Page:
    """The page of a row that holds a snapshot with its page's url and platform."""
    return Page(
        blocks=tuple(TextBlock(text, Origin(origin)) for origin, text in row.blocks),
        url=row.url,
        platform=row.platform,
        title=row.title,
        published=row.published,
    )


def each_standing(connection: Connection) -> Iterator[Seen]:
    """Every page as it stands, by page id."""
    last_visit = (
        select(visit.c.id)
        .where(visit.c.page_id == page.c.id, visit.c.snapshot_id.is_not(None))
        .order_by(visit.c.id.desc())
        .limit(1)
        .correlate(page)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(snapshot, page.c.url, page.c.platform, verdict.c.body, visit.c.at, visit.c.status)
        .join(standing, standing.c.snapshot_id == snapshot.c.id)
        .join(page, page.c.id == standing.c.page_id)
        .join(verdict, verdict.c.id == standing.c.verdict_id)
        .join(visit, visit.c.id == last_visit)
        .order_by(page.c.id)
    )
    for row in rows:
        yield Seen(row.page_id, row.at, row.status, row.sha256, page_of(row), row.body)


def _add(connection: Connection, table: Any, row: dict[str, Any]) -> int:
    key = connection.execute(insert(table).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])
