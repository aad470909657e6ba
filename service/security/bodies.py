"""Bodies: none is read further than the limit."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A text of 2 MB of Chinese takes 6 MB in a form (%E4%BF%9D) and 4 MB in JSON (\u4fdd); control
# characters take six times their size.
MAX_BODY_BYTES = 16_000_000


class LimitBody:
    """Refuses (413) a body that says it is too large, or turns out to be.

    The refusal is raised where the application reads the body, so that it is answered as every
    other error is.
    """

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        read = 0

        async def limited() -> Message:
            nonlocal read
            if declared.isdigit() and int(declared) > self._limit:
                raise self._too_large()
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise self._too_large()
            return message

        await self._app(scope, limited, send)

    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"the body is larger than {self._limit} bytes")
