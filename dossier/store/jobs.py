"""Jobs: a crawl asked for, so that the same request finds its unfinished work again."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dossier.store.tables import job


def open_job(
    connection: Connection, kind: str, request: Mapping[str, Any], at: datetime
) -> tuple[int, bool]:
    """The job for this request and whether it is resumed: an unfinished one goes on."""
    words = json.dumps(request, sort_keys=True, ensure_ascii=False)
    found = connection.execute(
        select(job.c.id)
        .where(job.c.kind == kind, job.c.request == words, job.c.state == "open")
        .order_by(job.c.id.desc())
    ).scalar()
    if found is not None:
        return int(found), True
    row = {"kind": kind, "request": words, "state": "open", "started": at}
    key = connection.execute(insert(job).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0]), False


def finish_job(connection: Connection, job_id: int, at: datetime) -> None:
    """Close a job whose work is all done."""
    connection.execute(update(job).where(job.c.id == job_id).values(state="done", finished=at))
