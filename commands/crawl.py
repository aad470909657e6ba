"""The command that crawls, and the demo city it can be tried on."""

import sys
from dataclasses import dataclass
from pathlib import Path

from commands import place
from commands.progress import bars
from crawler.demo.server import serve_city
from crawler.job import CrawlReport, CrawlRequest
from crawler.platforms import Platform, load_platforms
from crawler.run import crawl as run_crawl
from dossier.casework.filing import Judge
from dossier.errors import BadInput
from dossier.store.engine import open_store

_TOLD = 10
_DEMO_DELAY = 0.02
_DEMO_PAGES = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line; `delay` and `timeout` in seconds."""

    urls: tuple[str, ...]
    depth: int
    max_pages: int
    allow_private: tuple[str, ...]
    delay: float
    timeout: float


def crawl(wish: Wish, data: Path | None, model: Path | None) -> None:
    """Crawl the addresses, or the monitoring list when none is given, and say what came of it."""
    try:
        request = CrawlRequest(
            urls=wish.urls,
            depth=wish.depth,
            max_pages=wish.max_pages,
            allow_private=wish.allow_private,
            delay=wish.delay,
            timeout=wish.timeout,
            platforms=() if wish.urls else load_platforms(),
        )
    except ValueError as error:
        raise BadInput(str(error)) from None
    _tell(_run(request, place.data_folder(data), place.detector(model, data)))


def crawl_city(folder: Path, detector: Judge) -> None:
    """Crawl the demo city, served on loopback while it lasts, through the real crawler."""
    with serve_city() as city:
        request = CrawlRequest(
            platforms=tuple(
                Platform((f"http://{site.host}/",), site.name, "host") for site in city.sites
            ),
            depth=3,
            max_pages=_DEMO_PAGES,
            delay=_DEMO_DELAY,
            routes=dict.fromkeys(city.hosts, city.proxy),
        )
        _tell(_run(request, folder, detector))


def _run(request: CrawlRequest, folder: Path, detector: Judge) -> CrawlReport:
    store = open_store(folder)
    with bars() as step:
        return run_crawl(
            store,
            detector,
            folder,
            request,
            on_progress=lambda filed, waiting: step("Pages filed", filed, filed + waiting),
        )


def _tell(report: CrawlReport) -> None:
    """What came of a crawl, on standard error."""
    how = "Resumed" if report.resumed else "Crawled"
    _say(
        f"{how}: {report.filed} pages filed ({report.changed} new or changed), "
        f"{report.findings} to look at, {report.failed} not read"
    )
    for url, reason in report.failures[:_TOLD]:
        _say(f"  {url}: {reason}")
    if report.failed > _TOLD:
        _say(f"  and {report.failed - _TOLD} more")
    if not report.finished:
        _say(f"{report.waiting} requests are still waiting: the same command goes on")


def _say(line: str) -> None:
    print(line, file=sys.stderr)
