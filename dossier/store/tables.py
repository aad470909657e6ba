"""The tables. Everything in them is plain enough for SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcTime(TypeDecorator[datetime]):
    """An instant in UTC; SQLite would hand it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone, store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """The instant with its zone."""
        return value.replace(tzinfo=UTC) if value is not None else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(table: str, *, nullable: bool = False, indexed: bool = True) -> Column[int]:
    """A reference; not indexed where a constraint of the table already begins with it."""
    target = ForeignKey(f"{table}.id")
    return Column(f"{table}_id", Integer, target, nullable=nullable, index=indexed)


page = Table(
    "page",
    metadata,
    _id(),
    Column("kind", String(8), nullable=False),
    Column("platform", String(255), nullable=False),
    Column("url", Text, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    UniqueConstraint("platform", "url"),
)

job = Table(
    "job",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("request", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
)

snapshot = Table(
    "snapshot",
    metadata,
    _id(),
    _to("page", indexed=False),
    Column("sha256", String(64), nullable=False),
    Column("title", Text),
    Column("published", Date),
    Column("blocks", JSON, nullable=False),
    Column("taken", UtcTime, nullable=False),
    UniqueConstraint("page_id", "sha256"),
)

visit = Table(
    "visit",
    metadata,
    _id(),
    _to("page"),
    _to("job", nullable=True),
    _to("snapshot", nullable=True),
    Column("asked_url", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("status", Integer),
    Column("headers", JSON, nullable=False),
    Column("body_sha256", String(64)),
    Column("failure", Text),
)

verdict = Table(
    "verdict",
    metadata,
    _id(),
    _to("snapshot", indexed=False),
    Column("detector", String(64), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("role", String(8), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("promotional", Boolean, nullable=False),
    Column("risk", Integer, nullable=False),
    Column("certainty", Float, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("snapshot_id", "detector", "as_of", "role"),
)

review = Table(
    "review",
    metadata,
    _id(),
    _to("snapshot"),
    _to("verdict"),
    Column("reviewer", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("reason", String(32)),
    Column("shown_why", String(16), nullable=False),
    Column("probability", Float, nullable=False),
    Column("promotional", Boolean),
    Column("marks", JSON, nullable=False),
    Column("note", Text, nullable=False),
)

# What a page says now: its latest snapshot, that snapshot's current verdict, and the decision
# that stands on it. One row a page, so that the queue is one index scan.
standing = Table(
    "standing",
    metadata,
    Column("page_id", Integer, ForeignKey("page.id"), primary_key=True),
    _to("snapshot"),
    _to("verdict"),
    _to("review", nullable=True),
    Column("state", String(16), nullable=False),
    Column("risk", Integer, nullable=False),
    Index("ix_standing_queue", "state", "risk", "page_id"),
)

frontier = Table(
    "frontier",
    metadata,
    _id(),
    _to("job", indexed=False),
    Column("fingerprint", String(40), nullable=False),
    Column("url", Text, nullable=False),
    Column("host", String(255), nullable=False),
    Column("depth", Integer, nullable=False),
    Column("request", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(64)),
    Column("lease_until", UtcTime),
    UniqueConstraint("job_id", "fingerprint"),
    Index("ix_frontier_next", "job_id", "state", "id"),
)

account = Table(
    "account",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
)
