"""Running a crawl in the foreground: the one function the command line calls."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from crawler.job import CrawlReport, CrawlRequest, Job, begin
from crawler.settings import settings
from crawler.spiders.promo import PromoSpider
from dossier.casework.filing import Judge
from dossier.store import frontier
from dossier.store.engine import Store
from dossier.store.jobs import finish_job

# They log, some with a traceback, what is filed as the reason of a failed visit anyway.
_TOLD_ELSEWHERE = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.robotstxt",
)


def crawl(
    store: Store,
    detector: Judge,
    data: Path,
    request: CrawlRequest,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> CrawlReport:
    """Crawl until nothing is left to ask, `request.max_pages` are filed, or Ctrl-C.

    An unfinished job of the same request goes on where it stopped. `on_progress` is told the
    pages filed in the job and the requests waiting. A process can crawl once only: Twisted's
    reactor does not start a second time (ReactorNotRestartable).
    """
    job_id, resumed = begin(store, request)
    report = CrawlReport(job_id, resumed)
    _run(Job(store, detector, data, request, report, on_progress))
    _conclude(store, request, report)
    return report


def _run(job: Job) -> None:
    process = AsyncCrawlerProcess(settings(job.request))
    for name in _TOLD_ELSEWHERE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawled: asyncio.Task[None] = process.crawl(PromoSpider, job=job)
    with _signals_given_back():
        process.start()
    # A second Ctrl-C stops the reactor at once and leaves the task undone.
    if crawled.done() and not crawled.cancelled():
        crawled.result()


@contextmanager
def _signals_given_back() -> Iterator[None]:
    """Let Ctrl-C mean afterwards what it meant before: Scrapy and Twisted keep the handlers."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _conclude(store: Store, request: CrawlRequest, report: CrawlReport) -> None:
    """Close the job when all its work is done and note how far it got."""
    with store.write() as connection:
        report.filed_in_job = frontier.count(connection, report.job_id, "filed")
        report.waiting = frontier.count(connection, report.job_id, "waiting", "leased")
        report.finished = report.waiting == 0 or report.filed_in_job >= request.max_pages
        if report.finished:
            finish_job(connection, report.job_id, datetime.now(UTC))
