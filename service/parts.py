"""What a request may reach: built once by `create_app`, handed to routes as a dependency."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from dossier.casework.filing import Judge
from dossier.store.engine import Store
from service.look.screens import Screens
from service.security.sessions import Sessions
from service.security.throttle import Throttle
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one running service."""

    store: Store
    judge: Judge
    settings: Settings
    screens: Screens
    sessions: Sessions
    throttle: Throttle


def parts_of(request: Request) -> Parts:
    """The parts of the app that answers this request."""
    return cast(Parts, request.app.state.parts)


PartsHere = Annotated[Parts, Depends(parts_of)]


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)
