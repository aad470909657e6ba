"""Logging in and out."""

import secrets
import time
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from service.look import words
from service.parts import Parts, PartsHere
from service.security.accounts import NAME, check_password
from service.security.csrf import form_token, is_genuine
from service.security.gates import (
    TOKEN_FIELD,
    FormHere,
    GenuineForm,
    Reviewer,
    SessionHere,
)
from service.security.sessions import LASTS_SECONDS

router = APIRouter()
_HOME = "/queue"


@router.get("/login")
def show_login(
    request: Request, parts: PartsHere, session: SessionHere, next: str = _HOME
) -> Response:
    """The login form, or the way on for who is in already."""
    if session is not None:
        return _to(local_path(next))
    return _form(request, parts, local_path(next))


@router.post("/login")
def log_in(request: Request, parts: PartsHere, form: FormHere) -> Response:
    """Open a session for the right password."""
    cookie = request.cookies.get(parts.sessions.login_cookie, "")
    if not cookie or not is_genuine(form.one(TOKEN_FIELD), parts.settings.secret, cookie):
        raise HTTPException(403)
    path = local_path(form.one("next"))
    client = request.client.host if request.client else ""
    with parts.throttle.one_at_a_time:
        wait = parts.throttle.wait(client, time.monotonic())
        if wait > 0:
            return _form(request, parts, path, wait=wait)
        name = form.one("name")
        kept = check_password(parts.store, name, form.one("password"))
        if kept is None:
            parts.throttle.failed(client, time.monotonic())
            return _form(request, parts, path, wrong=True)
        parts.throttle.passed(client)
    answer = _to(path)
    _set_cookie(request, answer, parts.sessions.cookie, parts.sessions.begin(name, kept))
    answer.delete_cookie(parts.sessions.login_cookie)
    return answer


@router.post("/logout")
def log_out(parts: PartsHere, reviewer: Reviewer, _: GenuineForm) -> Response:
    """End this session."""
    parts.sessions.end(reviewer)
    answer = _to("/login")
    answer.delete_cookie(parts.sessions.cookie)
    return answer


def local_path(asked: str) -> str:
    """The path when it leads into this console, else the queue.

    `//evil.example` and `/\\evil.example` name another host, and browsers drop tabs and line
    breaks from `/<tab>/evil.example` before they read it.
    """
    plain = asked.startswith("/") and asked.isprintable() and "\\" not in asked
    if not plain or asked.startswith("//"):
        return _HOME
    parts = urlsplit(asked)
    return _HOME if parts.scheme or parts.netloc else asked


def _form(
    request: Request, parts: Parts, path: str, *, wrong: bool = False, wait: float = 0.0
) -> Response:
    sessions = parts.sessions
    cookie = request.cookies.get(sessions.login_cookie) or secrets.token_urlsafe(16)
    problem = words.WRONG_PASSWORD if wrong else None
    if wait > 0:
        problem = words.too_many_tries(wait)
    answer = parts.screens.show(
        "security/login.html",
        {
            "account": NAME,
            "csrf": form_token(parts.settings.secret, cookie),
            "next": path,
            "problem": problem,
        },
        status=429 if wait > 0 else 401 if wrong else 200,
    )
    if wait > 0:
        answer.headers["Retry-After"] = str(int(wait) + 1)
    _set_cookie(request, answer, sessions.login_cookie, cookie)
    return answer


def _set_cookie(request: Request, answer: Response, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=LASTS_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)
