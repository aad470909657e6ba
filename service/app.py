"""The service: the console for people and `/v1` for programs, in one application."""

from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from dossier.casework.filing import Judge
from dossier.store.engine import Store
from service import errors
from service.api import score
from service.desk.page import routes as page
from service.desk.paste import routes as paste
from service.desk.queue import routes as queue
from service.look.screens import Screens
from service.parts import Parts
from service.security import login
from service.security.bodies import LimitBody
from service.security.headers import SafeHeaders
from service.security.sessions import Sessions
from service.security.throttle import Throttle
from service.settings import Settings

_STATIC = Path(__file__).parent / "look" / "static"


def create_app(store: Store, detector: Judge, settings: Settings) -> FastAPI:
    """The application over one store and one detector; nothing is read from the environment."""
    # The interactive pages of FastAPI load scripts from elsewhere; /openapi.json stays.
    app = FastAPI(title="adwatch", version="1", docs_url=None, redoc_url=None)
    app.state.parts = Parts(store, detector, settings, Screens(), Sessions(settings), Throttle())
    app.include_router(score.router)
    for area in (login, queue, page, paste):
        app.include_router(area.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    errors.register(app)
    # The last one added is the outermost: even a refused Host is answered with safe headers.
    app.add_middleware(LimitBody)
    app.add_middleware(
        TrustedHostMiddleware, allowed_hosts=settings.known_hosts, www_redirect=False
    )
    app.add_middleware(SafeHeaders)
    return app


def serve(app: FastAPI, *, port: int, host: str = "127.0.0.1") -> None:
    """Answer requests until interrupted; only warnings and errors are printed.

    Headers of a proxy in front are not believed: a client that reaches the service through one
    counts as the proxy.
    """
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
