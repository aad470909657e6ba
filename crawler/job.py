"""A crawl as it was asked for, the job it becomes, and what it came to."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.utils.request import fingerprint

from crawler.platforms import Platform
from dossier.casework.filing import Filed, Judge
from dossier.store import frontier
from dossier.store.engine import Store
from dossier.store.jobs import open_job

KIND = "crawl"
# What a request takes along through the frontier. Scrapy puts more into meta (the download slot
# of the host it was first sent to, the proxy), which must not outlive a redirect or a restart.
_KEPT = (
    "depth",
    "platform",
    "within",
    "site",
    "retry_times",
    "redirect_times",
    "redirect_ttl",
    "redirect_urls",
    "redirect_reasons",
)


@dataclass(frozen=True, slots=True)
class CrawlRequest:
    """What to crawl and how; `delay` and `timeout` in seconds, `routes` from host to proxy URL.

    ValueError says in one line what cannot be asked for.
    """

    urls: tuple[str, ...] = ()
    depth: int = 2
    max_pages: int = 200
    allow_private: tuple[str, ...] = ()
    delay: float = 1.0
    timeout: float = 20.0
    routes: Mapping[str, str] = field(default_factory=dict)
    platforms: tuple[Platform, ...] = ()

    def __post_init__(self) -> None:
        if not self.starts:
            raise ValueError("nothing to crawl: no address given, no platform listed")
        if self.depth < 0 or self.max_pages < 1 or self.delay < 0 or self.timeout <= 0:
            raise ValueError("depth and delay are at least 0, pages at least 1, timeout above 0")
        for proxy in self.routes.values():
            _check_proxy(proxy)

    @property
    def starts(self) -> tuple[Platform, ...]:
        """The platforms to visit; an address asked for is one of its own."""
        return (*(Platform((url,)) for url in self.urls), *self.platforms)

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it the same crawl: where it goes, not how fast or by which way."""
        return {
            "platforms": [asdict(platform) for platform in self.starts],
            "depth": self.depth,
            "max_pages": self.max_pages,
        }


def _check_proxy(proxy: str) -> None:
    # The resolver lets a proxy's host through; were it a name such as localhost, pages that
    # name it would slip through as well.
    try:
        socket.inet_pton(socket.AF_INET, urlsplit(proxy).hostname or "")
    except (OSError, ValueError):
        raise ValueError(f"a route's proxy is named by its IPv4 address, not {proxy!r}") from None


@dataclass(slots=True)
class CrawlReport:
    """What one run of a crawl came to; `waiting` is what an unfinished job still has to ask.

    Counts are of this run, `filed_in_job` of the job across restarts; `findings` are pages that
    nobody has dismissed; `failures` are pairs of address and reason.
    """

    job_id: int
    resumed: bool
    filed: int = 0
    changed: int = 0
    findings: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    filed_in_job: int = 0
    waiting: int = 0
    finished: bool = False

    @property
    def unchanged(self) -> int:
        """Pages that say what they said before."""
        return self.filed - self.changed

    @property
    def failed(self) -> int:
        """Addresses that were not read."""
        return len(self.failures)

    def count(self, filed: Filed) -> None:
        """Add a page that was filed."""
        self.filed += 1
        self.changed += filed.changed
        state = filed.standing.state if filed.standing else "quiet"
        self.findings += state not in ("quiet", "dismissed")


@dataclass(frozen=True, slots=True)
class Job:
    """A crawl under way: what the spider, the scheduler and the pipeline share."""

    store: Store
    detector: Judge
    data: Path
    request: CrawlRequest
    report: CrawlReport
    on_progress: Callable[[int, int], None] | None = None

    @property
    def id(self) -> int:
        """The job's number in the store."""
        return self.report.job_id


def begin(store: Store, request: CrawlRequest) -> tuple[int, bool]:
    """Open the job of `request`, its first requests queued in the same transaction.

    The job's number and whether an unfinished one goes on. Were the starting addresses queued
    by the spider, a crawl killed in between would go on with an empty frontier and be done.
    """
    with store.write() as connection:
        job_id, resumed = open_job(connection, KIND, request.identity, datetime.now(UTC))
        if not resumed:
            for platform in request.starts:
                for url in platform.urls:
                    frontier.add(connection, job_id, ask_of(_first(url, platform)))
    return job_id, resumed


def _first(url: str, platform: Platform) -> Request:
    meta = {"depth": 0, "platform": platform.name, "within": platform.within}
    return Request(url, meta=meta)


def ask_of(request: Request) -> frontier.Ask:
    """A request as the frontier keeps it."""
    meta = {key: request.meta[key] for key in _KEPT if key in request.meta}
    return frontier.Ask(
        fingerprint=fingerprint(request).hex(),
        url=request.url,
        host=urlsplit(request.url).hostname or "",
        depth=meta.get("depth", 0),
        request={"url": request.url, "meta": meta},
    )
