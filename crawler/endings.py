"""Why a request ended without a page: one plain sentence for each of Scrapy's exceptions."""

from typing import Literal

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.python import binary_is_text

from crawler.connect import Refused
from crawler.settings import MAX_MEGABYTES, MAX_REDIRECTS

TOO_LARGE = f"larger than {MAX_MEGABYTES} MB"

_SENTENCES: dict[type[BaseException], str] = {
    CannotResolveHostError: "the host name cannot be resolved",
    # Scrapy cancels a download for nothing but its size; timeouts have their own exception.
    DownloadCancelledError: TOO_LARGE,
    DownloadConnectionRefusedError: "the connection was refused",
    DownloadFailedError: "the connection broke off",
    # Of urljoin on "Location: http://[", and of Twisted on a host such as "a..b".
    ValueError: "the address, or the one it leads to, is malformed",
    ResponseDataLossError: "the connection broke off before the end of the page",
}
# Scrapy raises plain IgnoreRequest for these and tells them apart by their words only.
_IGNORED: dict[str, tuple[str, Literal["failed", "refused"]]] = {
    "Forbidden by robots.txt": ("robots.txt forbids it", "refused"),
    "max redirections reached": (f"redirected more than {MAX_REDIRECTS} times", "failed"),
    "exceeded DOWNLOAD_MAXSIZE": (TOO_LARGE, "failed"),
}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def ending(error: BaseException, timeout: float) -> tuple[str, Literal["failed", "refused"]]:
    """The reason to file and whether the request failed or was refused; `timeout` in seconds."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}", "failed"
    if isinstance(error, Refused):
        return str(error), "refused"
    if isinstance(error, DownloadTimeoutError):
        return f"no complete answer within {timeout:g} seconds", "failed"
    if isinstance(error, IgnoreRequest):
        for words, told in _IGNORED.items():
            if words in str(error):
                return told
    return _SENTENCES.get(type(error)) or fault(error), "failed"


def fault(error: BaseException) -> str:
    """An error nobody foresaw, in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]


def content_type(response: Response) -> str | None:
    """What the server says it sends, as it says it."""
    told = response.headers.get("Content-Type")
    return told.decode("latin-1") if told is not None else None


def not_a_page(response: Response) -> str | None:
    """Why there is nothing to read in an answer; None for text."""
    kind = (content_type(response) or "").partition(";")[0].strip()
    if not isinstance(response, TextResponse) or kind.endswith("json"):
        return f"not a page of text: {kind or 'of unknown type'}"
    head = response.body[:1000]
    # A JPEG under text/html would be filed as a page of gibberish. UTF-16 is full of NUL bytes.
    if not head.startswith(_UTF16_MARKS) and not binary_is_text(head):
        return f"not a page of text: binary data called {kind or 'nothing'}"
    return None
