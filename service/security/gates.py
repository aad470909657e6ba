"""Gates in front of the console's routes: who is signed in, and whose form this is."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from dossier.store.accounts import find_hash
from service.look.screens import Visitor
from service.parts import PartsHere
from service.security.bodies import MAX_BODY_BYTES
from service.security.csrf import form_token, is_genuine
from service.security.sessions import Session

TOKEN_FIELD = "csrf"


class NotSignedIn(Exception):
    """The page is for people who have logged in."""


class Form:
    """A form as sent: text fields only, missing ones are empty."""

    def __init__(self, sent: FormData) -> None:
        self._sent = sent

    def one(self, name: str) -> str:
        """The first value of a field, "" when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every value of a field, in order."""
        return [value for value in self._sent.getlist(name) if isinstance(value, str)]


async def read_form(request: Request) -> Form:
    """The form of a request; a field may be as long as a body may be."""
    return Form(await request.form(max_part_size=MAX_BODY_BYTES))


FormHere = Annotated[Form, Depends(read_form)]


def session_of(request: Request, parts: PartsHere) -> Session | None:
    """The session of a request; None when nobody is signed in."""
    session = parts.sessions.read(request.cookies.get(parts.sessions.cookie))
    if session is None:
        return None
    with parts.store.read() as connection:
        return session if session.fits(find_hash(connection, session.name)) else None


SessionHere = Annotated[Session | None, Depends(session_of)]


def signed_in(session: SessionHere) -> Session:
    """The session of a signed-in request; NotSignedIn otherwise."""
    if session is None:
        raise NotSignedIn
    return session


Reviewer = Annotated[Session, Depends(signed_in)]


def genuine_form(form: FormHere, reviewer: Reviewer, parts: PartsHere) -> Form:
    """The form of a signed-in person, 403 unless it came from a page of theirs."""
    if not is_genuine(form.one(TOKEN_FIELD), parts.settings.secret, reviewer.id):
        raise HTTPException(403)
    return form


GenuineForm = Annotated[Form, Depends(genuine_form)]


def visitor(reviewer: Reviewer, parts: PartsHere) -> Visitor:
    """The signed-in person as pages show them."""
    return Visitor(reviewer.name, form_token(parts.settings.secret, reviewer.id))


VisitorHere = Annotated[Visitor, Depends(visitor)]
