"""Pasting over HTTP: judged at once, kept only when asked."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from dossier.casework.filing import file_page
from dossier.store.pages import Visit
from dossier.times import day_in_shanghai
from service.desk.paste.view import Pasted, PasteView, Unreadable, as_typed, page_of, view
from service.parts import Parts, PartsHere, now
from service.security.gates import GenuineForm, VisitorHere

router = APIRouter()
_TEMPLATE = "desk/paste/paste.html"


@router.get("/paste")
def show_form(parts: PartsHere, visitor: VisitorHere) -> Response:
    """The empty form."""
    return parts.screens.show(_TEMPLATE, {"view": PasteView(Pasted())}, visitor=visitor)


@router.post("/paste")
def judge_paste(parts: PartsHere, visitor: VisitorHere, form: GenuineForm) -> Response:
    """Judge the text, or keep it (`act` file) as a page to be decided on.

    422 when it is empty, over-long, or the day is none.
    """
    pasted = Pasted(as_typed(form.one("text")), form.one("as_of").strip())
    try:
        if form.one("act") == "file":
            return RedirectResponse(f"/page/{_file(parts, pasted)}", status_code=303)
        shown = view(parts.judge, pasted, day_in_shanghai(now()))
    except Unreadable as error:
        # What was typed is given back, unless it is what was too long.
        kept = pasted if len(pasted.text) < 1_000_000 else replace(pasted, text="")
        wrong = PasteView(kept, problem=str(error))
        return parts.screens.show(_TEMPLATE, {"view": wrong}, visitor=visitor, status=422)
    return parts.screens.show(_TEMPLATE, {"view": shown}, visitor=visitor)


def _file(parts: Parts, pasted: Pasted) -> int:
    """File the paste under its digest; its page id.

    It is judged by the rules of the day it is filed, whatever day was asked about before.
    """
    page = page_of(pasted)
    assert page.url is not None
    seen = Visit(page.url, page.url, now(), None, {}, None)
    return file_page(parts.store, parts.judge, "paste", page, seen, basis="today").page_id
