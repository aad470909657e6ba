"""One page over HTTP: reading it and deciding on it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dossier.casework.deciding import StaleView, decide
from dossier.store.findings import Finding, load_finding, queue, reviews_of
from service.desk.page.deciding import Filled, Incomplete, review_of
from service.desk.page.view import PageView, view
from service.look.told import told
from service.look.words import PROBLEMS
from service.parts import Parts, PartsHere, now
from service.security.gates import Form, GenuineForm, Reviewer, VisitorHere

router = APIRouter()
# SQLite takes whole numbers of 64 bits only; a larger id is no page.
PageId = Annotated[int, InPath(ge=1, lt=10**12)]


@router.get("/page/{page_id}")
def show_page(
    page_id: PageId,
    parts: PartsHere,
    visitor: VisitorHere,
    done: Annotated[int, Query(ge=0, lt=10**12)] = 0,
) -> Response:
    """The page with its marks; `done` names the page decided just before."""
    shown = _load(parts, page_id)
    with parts.store.read() as connection:
        message = told(load_finding(connection, done))
    context = {"view": shown, "told": message}
    return parts.screens.show("desk/page/page.html", context, visitor=visitor)


@router.post("/page/{page_id}")
def decide_page(
    page_id: PageId,
    parts: PartsHere,
    *,
    visitor: VisitorHere,
    reviewer: Reviewer,
    form: GenuineForm,
) -> Response:
    """Keep the decision and go on to the next open finding.

    409 when the page was judged again meanwhile, 422 when the form is incomplete.
    """
    filled = _filled(form)
    try:
        following = _decide(parts, page_id, filled, reviewer.name)
    except StaleView:
        context = {
            "problem": PROBLEMS[409],
            "link": f"/page/{page_id}",
            "link_words": "打开最新结果",
        }
        return parts.screens.show("look/error.html", context, visitor=visitor, status=409)
    except Incomplete as error:
        again = _load(parts, page_id, filled, str(error))
        context = {"view": again, "told": None}
        return parts.screens.show("desk/page/page.html", context, visitor=visitor, status=422)
    return RedirectResponse(f"{following}?done={page_id}", status_code=303)


def _decide(parts: Parts, page_id: int, filled: Filled, reviewer: str) -> str:
    """File the review in one transaction; the path of the next open finding, or of the queue."""
    with parts.store.write() as connection:
        finding = _existing(load_finding(connection, page_id))
        if finding.verdict_id != filled.verdict_id:
            # Claim numbers in the form are of the verdict it showed, not of this one.
            raise StaleView(f"page {page_id} has verdict {finding.verdict_id}")
        decide(connection, page_id, review_of(filled, finding, reviewer, now()))
        here = (finding.verdict.risk, page_id)
        following = queue(connection, "open", after=here, limit=1) or queue(
            connection, "open", limit=1
        )
    return f"/page/{following[0].page_id}" if following else "/queue"


def _load(
    parts: Parts, page_id: int, sent: Filled | None = None, problem: str | None = None
) -> PageView:
    with parts.store.read() as connection:
        finding = _existing(load_finding(connection, page_id))
        return view(finding, reviews_of(connection, page_id), sent, problem)


def _existing(finding: Finding | None) -> Finding:
    """The finding; 404 when there is none."""
    if finding is None:
        raise HTTPException(404)
    return finding


def _filled(form: Form) -> Filled:
    return Filled(
        act=form.one("act"),
        # A form without its verdict is as stale as one with another's.
        verdict_id=_number(form.one("verdict")),
        removed=frozenset(map(_number, form.all("remove"))),
        restored=frozenset(map(_number, form.all("restore"))),
        reading=form.one("reading"),
        note=form.one("note").replace("\r\n", "\n").strip(),
    )


def _number(value: str) -> int:
    """A number of the form, -1 for what is none (and so names no claim and no verdict)."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 13 else -1
