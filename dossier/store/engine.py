"""Opening the database: SQLite in WAL mode, upgraded under a lock after a copy."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection as Connection  # re-exported: who calls the store names it
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError

from dossier.errors import BadInput

DATABASE = "adwatch.db"
_BUSY_SECONDS = 30


class Store:
    """One database; every use of it is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading: one consistent view, nothing is kept."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction for writing, kept when the block ends and undone when it raises."""
        with self._engine.connect().execution_options(adwatch_writes=True) as connection:
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_store(folder: Path) -> Store:
    """Open the database in `folder`, creating or upgrading it first.

    A database that is behind is copied beside itself (`adwatch.db.before-REVISION`) before it is
    upgraded, and only one process upgrades at a time. BadInput when the file is no database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / DATABASE
    engine = _sqlite(path)
    try:
        with FileLock(folder / f"{DATABASE}.lock"):
            _upgrade(engine, path)
    except DatabaseError as error:
        raise BadInput(f"{path} cannot be opened: {error.orig}") from None
    return Store(engine)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(make_url("sqlite://").set(database=str(path)))

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction handling begins too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another process
        # wrote in between, without waiting for busy_timeout; writers take the lock up front.
        writes = connection.get_execution_options().get("adwatch_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _upgrade(engine: Engine, path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == head:
        return
    if present is not None:
        _copy(path, path.with_name(f"{path.name}.before-{head}"))
    with engine.connect().execution_options(adwatch_writes=True) as connection:
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _copy(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
