"""Findings and what people decided: the queue, and reviews that are never overwritten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select

from dossier.claims import Verdict
from dossier.examples import mark_from_line, mark_to_line
from dossier.pages import Page
from dossier.reviews import Decision, Reason, Review, ShownWhy
from dossier.store.pages import State, page_of
from dossier.store.tables import page, review, snapshot, standing, verdict
from dossier.wire import from_doc


@dataclass(frozen=True, slots=True)
class Finding:
    """A page as it stands now, with what the detector and people made of it."""

    page_id: int
    snapshot_id: int
    verdict_id: int
    kind: str
    state: State
    page: Page
    verdict: Verdict
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A snapshot with the last review of it."""

    page_id: int
    snapshot_id: int
    kind: str
    page: Page
    review: Review


_COLUMNS = (
    standing.c.page_id,
    standing.c.snapshot_id,
    standing.c.verdict_id,
    standing.c.state,
    page.c.kind,
    page.c.url,
    page.c.platform,
    page.c.first_seen,
    page.c.last_seen,
    snapshot.c.title,
    snapshot.c.published,
    snapshot.c.blocks,
    verdict.c.body,
)


def _findings() -> Any:
    return (
        select(*_COLUMNS)
        .join(page, page.c.id == standing.c.page_id)
        .join(snapshot, snapshot.c.id == standing.c.snapshot_id)
        .join(verdict, verdict.c.id == standing.c.verdict_id)
    )


def _finding(row: Row[Any]) -> Finding:
    return Finding(
        page_id=row.page_id,
        snapshot_id=row.snapshot_id,
        verdict_id=row.verdict_id,
        kind=row.kind,
        state=row.state,
        page=page_of(row),
        verdict=from_doc(row.body),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )


def queue(
    connection: Connection,
    state: State,
    *,
    after: tuple[int, int] | None = None,
    matching: str = "",
    limit: int = 50,
) -> list[Finding]:
    """Findings in `state`, riskiest first; `after` is the (risk, page id) of the last one seen.

    `matching` keeps those whose title, platform or address holds these words.
    """
    rows = _findings().where(standing.c.state == state)
    if matching:
        named = (snapshot.c.title, page.c.platform, page.c.url)
        rows = rows.where(or_(*(column.contains(matching, autoescape=True) for column in named)))
    if after is not None:
        risk, page_id = after
        rows = rows.where(
            (standing.c.risk < risk) | ((standing.c.risk == risk) & (standing.c.page_id < page_id))
        )
    rows = rows.order_by(standing.c.risk.desc(), standing.c.page_id.desc()).limit(limit)
    return [_finding(row) for row in connection.execute(rows)]


def counts(connection: Connection) -> dict[State, int]:
    """How many pages stand in each state; states without a page are left out."""
    rows = connection.execute(select(standing.c.state, func.count()).group_by(standing.c.state))
    return {state: count for state, count in rows}


def load_finding(connection: Connection, page_id: int) -> Finding | None:
    """The page as it stands now, whatever its state; None when it was never read."""
    row = connection.execute(_findings().where(standing.c.page_id == page_id)).first()
    return _finding(row) if row is not None else None


def add_review(connection: Connection, snapshot_id: int, made: Review) -> int:
    """Keep a review; its id. What the page says afterwards is `casework.deciding`'s business."""
    row = {
        "snapshot_id": snapshot_id,
        "verdict_id": made.verdict_id,
        "reviewer": made.reviewer,
        "at": made.at,
        "decision": made.decision.value,
        "reason": made.reason.value if made.reason else None,
        "shown_why": made.shown_why.value,
        "probability": made.probability,
        "promotional": made.promotional,
        "marks": [mark_to_line(mark) for mark in made.marks],
        "note": made.note,
    }
    key = connection.execute(insert(review).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def reviews_of(connection: Connection, page_id: int) -> list[tuple[int, Review]]:
    """Every review of the page with the snapshot it is about, oldest first."""
    rows = connection.execute(
        select(review)
        .join(snapshot, snapshot.c.id == review.c.snapshot_id)
        .where(snapshot.c.page_id == page_id)
        .order_by(review.c.id)
    )
    return [(row.snapshot_id, review_of(row)) for row in rows]


def load_review(connection: Connection, review_id: int) -> tuple[int, Review]:
    """The snapshot a review is about, and the review; KeyError when there is none."""
    row = connection.execute(select(review).where(review.c.id == review_id)).first()
    if row is None:
        raise KeyError(f"no review {review_id}")
    return row.snapshot_id, review_of(row)


def last_reviews(connection: Connection) -> Iterator[Reviewed]:
    """The last review of every snapshot that has one, by snapshot id."""
    last = select(func.max(review.c.id)).group_by(review.c.snapshot_id)
    rows = connection.execute(
        select(
            review,
            snapshot.c.page_id,
            snapshot.c.title,
            snapshot.c.published,
            snapshot.c.blocks,
            page.c.kind,
            page.c.url,
            page.c.platform,
        )
        .join(snapshot, snapshot.c.id == review.c.snapshot_id)
        .join(page, page.c.id == snapshot.c.page_id)
        .where(review.c.id.in_(last))
        .order_by(review.c.snapshot_id)
    )
    for row in rows:
        yield Reviewed(row.page_id, row.snapshot_id, row.kind, page_of(row), review_of(row))


def review_of(row: Row[Any]) -> Review:
    """The review of a row of its table."""
    return Review(
        reviewer=row.reviewer,
        at=row.at,
        decision=Decision(row.decision),
        reason=Reason(row.reason) if row.reason else None,
        shown_why=ShownWhy(row.shown_why),
        probability=row.probability,
        verdict_id=row.verdict_id,
        promotional=row.promotional,
        marks=tuple(mark_from_line(mark) for mark in row.marks),
        note=row.note,
    )
