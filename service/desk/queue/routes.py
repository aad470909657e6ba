"""The queue over HTTP: every view of it is an address."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from dossier.store.findings import counts, load_finding, queue
from service.desk.queue.view import ROWS, Listed, view
from service.look.told import told
from service.parts import PartsHere
from service.security.gates import VisitorHere

router = APIRouter()


@router.get("/")
def home() -> Response:
    """The queue is where the day begins."""
    return RedirectResponse("/queue", status_code=303)


@router.get("/queue")
def show_queue(
    parts: PartsHere,
    visitor: VisitorHere,
    *,
    state: Listed = "open",
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(pattern=r"^([0-9]{1,3}-[0-9]{1,12})?$")] = "",
    done: Annotated[int, Query(ge=0, lt=10**12)] = 0,
) -> Response:
    """Findings of one state; `after` is "risk-page" of the last one on the view before."""
    risk, _, page_id = after.partition("-")
    last = (int(risk), int(page_id)) if after else None
    with parts.store.read() as connection:
        found = queue(connection, state, after=last, matching=q.strip(), limit=ROWS + 1)
        shown = view(found, counts(connection), state, q.strip())
        message = told(load_finding(connection, done))
    context = {"view": shown, "told": message}
    return parts.screens.show("desk/queue/queue.html", context, visitor=visitor)
