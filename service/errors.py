"""What goes wrong, said plainly: JSON for programs, a page for people.

NotSignedIn             the way to the login page and back
Refused                 HTTP error that names a field
RequestValidationError  a program's field or a page's address that cannot be read
HTTPException           everything else that was foreseen
Exception               what was not: logged by the server, answered without its details
"""

from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from service.api.schemas import Refused, error_doc, explain
from service.look.words import PROBLEMS
from service.parts import parts_of
from service.security.gates import NotSignedIn
from service.security.headers import SAFE_HEADERS

_FOR_PROGRAMS = ("/v1/", "/healthz", "/openapi.json")


def register(app: FastAPI) -> None:
    """Answer every error of `app` here."""
    app.add_exception_handler(NotSignedIn, _to_login)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unforeseen)


async def _to_login(request: Request, _: Exception) -> Response:
    # A form that was sent cannot be sent again after logging in; the page it stood on has the
    # same address, so the way back leads there.
    path = request.url.path
    if request.url.query and request.method == "GET":
        path = f"{path}?{request.url.query}"
    return RedirectResponse(f"/login?next={quote(path, safe='')}", status_code=303)


async def _unreadable(request: Request, error: Exception) -> Response:
    field, message = explain(cast(RequestValidationError, error).errors()[0])
    return _answer(request, 422, field, message)


async def _http_error(request: Request, error: Exception) -> Response:
    wrong = cast(HTTPException, error)
    field = wrong.field if isinstance(wrong, Refused) else None
    answer = _answer(request, wrong.status_code, field, wrong.detail)
    answer.headers.update(wrong.headers or {})
    return answer


async def _unforeseen(request: Request, _: Exception) -> Response:
    answer = _answer(request, 500, None, "the service failed on this request")
    # This handler runs outside all middleware, hence the headers once more.
    answer.headers.update(SAFE_HEADERS)
    return answer


def _answer(request: Request, status: int, field: str | None, message: str) -> Response:
    if request.url.path.startswith(_FOR_PROGRAMS):
        return JSONResponse(error_doc(field, message), status)
    problem = PROBLEMS.get(status, PROBLEMS[500 if status >= 500 else 400])
    return parts_of(request).screens.show("look/error.html", {"problem": problem}, status=status)
