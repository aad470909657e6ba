"""The frontier table behind Scrapy's scheduler interface: requests on lease, none lost.

Scrapy's own queue on disk loses what was in flight when the process is killed. Here a request
stays in the table until the transaction that ends it: filed by the pipeline, or moved below.
"""

import os
import socket
from datetime import UTC, datetime
from typing import Self, cast

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.job import Job, ask_of
from crawler.spiders.promo import PromoSpider
from dossier.store import frontier

_ENDINGS = (signals.item_scraped, signals.item_dropped, signals.item_error, signals.spider_error)


class FrontierScheduler(BaseScheduler):
    """Leases requests of one job; every lease is closed once, by whoever ends the request."""

    def __init__(self, job: Job, spider: PromoSpider) -> None:
        self._job = job
        self._spider = spider
        self._owner = owner_name(os.getpid())
        # Of the links of a page nearly all are known, each of which would cost a transaction.
        self._known: set[str] = set()
        # The engine asks for a request six times a page. Once there was none to lease, there is
        # none until a request has ended or one is queued.
        self._nothing_to_lease = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The scheduler of the crawler's job, told when a request has ended."""
        spider = cast(PromoSpider, crawler.spider)
        scheduler = cls(spider.job, spider)
        for ended in _ENDINGS:
            crawler.signals.connect(scheduler.look_again, ended)
        return scheduler

    def look_again(self) -> None:
        """Ask the table the next time."""
        self._nothing_to_lease = False

    def open(self, spider: Spider) -> None:
        """Put back what crawls that are gone have left on lease."""
        now = datetime.now(UTC)
        with self._job.store.write() as connection:
            gone = [one for one in frontier.owners(connection, self._job.id) if is_gone(one)]
            frontier.free(connection, self._job.id, gone, now)

    def close(self, reason: str) -> None:
        """Put back what an error has left on lease, for the next run."""
        with self._job.store.write() as connection:
            frontier.free(connection, self._job.id, [self._owner], datetime.now(UTC))

    def has_pending_requests(self) -> bool:
        """True while there is something to ask; what ran out elsewhere is taken over.

        Called when the engine is idle, and every five seconds while another process is asking
        the hosts that are left.
        """
        self.look_again()
        with self._job.store.write() as connection:
            frontier.free(connection, self._job.id, (), datetime.now(UTC))
            filed = frontier.count(connection, self._job.id, "filed")
            waiting = frontier.count(connection, self._job.id, "waiting")
        return waiting > 0 and filed < self._job.request.max_pages

    def next_request(self) -> Request | None:
        """Lease a request, unless those in flight may fill the job's pages."""
        if self._nothing_to_lease:
            return None
        with self._job.store.write() as connection:
            taken = frontier.count(connection, self._job.id, "filed", "leased")
            full = taken >= self._job.request.max_pages
            now = datetime.now(UTC)
            lease = None if full else frontier.lease(connection, self._job.id, self._owner, now)
        self._nothing_to_lease = lease is None
        return self._spider.request_for(lease) if lease else None

    def enqueue_request(self, request: Request) -> bool:
        """Queue a link; a retry or a redirect is told by the lease it carries."""
        ask = ask_of(request)
        lease_id = request.meta.get("lease")
        if lease_id is None and ask.fingerprint in self._known:
            return False
        self._known.add(ask.fingerprint)
        self.look_again()
        with self._job.store.write() as connection:
            if lease_id is None:
                return frontier.add(connection, self._job.id, ask)
            try:
                if _goes_round(request):
                    frontier.again(connection, lease_id, ask.request)
                    return True
                frontier.close(connection, lease_id, "moved")
                return frontier.add(connection, self._job.id, ask)
            except frontier.LostLease:
                return False


def _goes_round(request: Request) -> bool:
    """True for a retry, and for a redirect back to where it came from.

    Requests leave the frontier with `dont_filter` unset and RetryMiddleware alone sets it. A
    circle stays on its lease until Scrapy has counted enough redirects and gives up; were its
    pages taken for known ones, it would end without a word.
    """
    return request.dont_filter or request.url in request.meta.get("redirect_urls", ())


def owner_name(pid: int) -> str:
    """How a process on this host signs its leases; fits the frontier's column."""
    return f"{socket.gethostname()[:50]}:{pid}"


def is_gone(owner: str) -> bool:
    """True when the owner was a process of this host that no longer runs.

    This process itself counts as gone, since it asks before its first lease: in a container
    every start has the same host name and number.
    """
    pid = int(owner.rpartition(":")[2])
    if owner != owner_name(pid):
        return False
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
