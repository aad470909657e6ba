"""Judging over HTTP: one text, a batch, and whether the service is up."""

import json
from collections.abc import Callable, Coroutine
from datetime import date
from secrets import compare_digest
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from typing_extensions import TypedDict

from dossier.casework.filing import Judge
from dossier.claims import AsOf
from dossier.pages import Page
from dossier.times import day_in_shanghai
from dossier.wire import DigestsDoc, VerdictDoc, digests_doc, to_doc
from service.api.schemas import Asked, Batch, ErrorDoc, Refused
from service.parts import PartsHere, now, parts_of
from service.settings import Settings, is_loopback


class Answers(TypedDict):
    """The answers to a batch, in its order."""

    answers: list[VerdictDoc]


class Health(TypedDict):
    """The service is up, with this detector."""

    status: Literal["ok"]
    detector: DigestsDoc


class _StrictRequest(Request):
    """A request whose body is JSON in UTF-8, or refused in one sentence."""

    async def json(self) -> Any:
        body = await self.body()
        try:
            # json.loads on bytes would guess UTF-16 and UTF-32 too.
            return json.loads(body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Refused(422, "body", f"body is not UTF-8 at byte {error.start}") from None
        except json.JSONDecodeError as error:
            message = f"body is not JSON: {error.msg} at character {error.pos}"
            raise Refused(422, "body", message) from None
        except (RecursionError, ValueError):
            # A thousand brackets deep; a whole number of more than 4,300 digits.
            message = "body is not JSON that can be read: nested too deeply or a number too long"
            raise Refused(422, "body", message) from None


class _ForPrograms(APIRoute):
    """A route that checks who asks and what is sent before it reads the body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with its checks in front."""
        handler = super().get_route_handler()

        async def checked(request: Request) -> Response:
            _check_token(request, parts_of(request).settings)
            _check_content_type(request)
            return await handler(_StrictRequest(request.scope, request.receive))

        return checked


def _check_token(request: Request, settings: Settings) -> None:
    """Refuse (401) a client from elsewhere without the token."""
    # A proxy on this machine is a loopback client too, but speaks for others.
    forwarded = "forwarded" in request.headers or "x-forwarded-for" in request.headers
    client = request.client.host if request.client else ""
    if settings.on_loopback and is_loopback(client) and not forwarded:
        return
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and compare_digest(token.encode(), settings.token.encode()):
        return
    wanted = {"WWW-Authenticate": "Bearer"}
    raise Refused(401, "authorization", "authorization lacks the bearer token", wanted)


def _check_content_type(request: Request) -> None:
    """Refuse (422) what is not declared as JSON.

    A page elsewhere can send text/plain to this address without asking, but not JSON.
    """
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != "application/json":
        raise Refused(422, "content-type", "content-type is not application/json")


_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorDoc, "description": "Asked from another machine without the token"},
    413: {"model": ErrorDoc, "description": "The body is larger than is read"},
    422: {"model": ErrorDoc, "description": "The field at fault, in one sentence"},
}

_scoring = APIRouter(prefix="/v1", route_class=_ForPrograms)


# Plain functions: the framework runs them on threads, so that a long text holds up nobody.
@_scoring.post("/score", response_model=VerdictDoc, responses=_ERRORS)
def score(asked: Asked, parts: PartsHere) -> VerdictDoc:
    """Judge one text."""
    return _answer(parts.judge, asked, 1, day_in_shanghai(now()))


@_scoring.post("/score/batch", response_model=Answers, responses=_ERRORS)
def score_batch(batch: Batch, parts: PartsHere) -> Answers:
    """Judge up to 1,000 texts: all of them, or none when one cannot be read."""
    today = day_in_shanghai(now())
    items = enumerate(batch.items, start=1)
    return {"answers": [_answer(parts.judge, asked, place, today) for place, asked in items]}


def _answer(judge: Judge, asked: Asked, place: int, today: date) -> VerdictDoc:
    as_of = AsOf(asked.as_of, "given") if asked.as_of else AsOf(today, "today")
    verdict = judge(Page.pasted(asked.text), as_of)
    return to_doc(verdict, asked.id if asked.id is not None else place)


router = APIRouter()
router.include_router(_scoring)


@router.get("/healthz", response_model=Health)
async def health(parts: PartsHere) -> Health:
    """Say that the service is up, and with which detector."""
    return {"status": "ok", "detector": digests_doc(parts.judge.digests)}
