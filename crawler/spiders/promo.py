"""The promo spider: from answers to pages read, links to follow and reasons for failure."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urldefrag

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.link import Link
from scrapy.linkextractors import LinkExtractor
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from crawler.endings import content_type, ending, not_a_page
from crawler.items import Failed, Fetched
from crawler.job import Job
from crawler.platforms import site_of
from dossier.reading.address import registered_domain
from dossier.reading.html import read_page
from dossier.store.frontier import Lease
from dossier.store.pages import Visit

# Frames too: what a landing page promises often stands in one. Archives, images, films and
# office files are left out by LinkExtractor itself.
_LINKS = LinkExtractor(tags=("a", "area", "frame", "iframe"), attrs=("href", "src"))


class PromoSpider(Spider):
    """Reads pages of every platform of a job; what it sees is filed by the pipeline."""

    name = "promo"

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the first requests were queued when the job was opened."""
        return
        yield

    def request_for(self, lease: Lease) -> Request:
        """The request of a lease, which goes along in its meta until it is closed."""
        kept = lease.ask.request
        meta = {**kept["meta"], "lease": lease.id}
        return Request(kept["url"], callback=self.parse, errback=self.failed, meta=meta)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Request | Fetched | Failed]:
        """Read one answer: its links, then the page.

        In this order, because the lease is closed with the page: killed in between, the page is
        asked again, while links still to be queued would be lost.
        """
        reason = not_a_page(response)
        if reason is not None:
            yield self.failure(response, reason)
            return
        assert isinstance(response, TextResponse)
        yield from self._links(response)
        page = read_page(
            canonicalize_url(response.url),
            response.body,
            content_type(response),
            response.meta["platform"],
        )
        yield Fetched(page, _visit(response), response.body, response.meta["lease"])

    def failed(self, failure: Failure) -> Iterator[Failed]:
        """File why a request brought no page."""
        error = failure.value
        assert error is not None
        asked: Request = failure.request  # type: ignore[attr-defined]
        reason, outcome = ending(error, self.settings.getfloat("DOWNLOAD_TIMEOUT"))
        answer = error.response if isinstance(error, HttpError) else asked
        yield self.failure(answer, reason, refused=outcome == "refused")

    def failure(self, ended: Request | Response, reason: str, *, refused: bool = False) -> Failed:
        """A visit that ended without a page: at an answer, or at the request itself."""
        seen = _visit(ended, reason)
        return Failed(
            platform=ended.meta["platform"] or registered_domain(seen.asked_url),
            seen=seen,
            body=ended.body if isinstance(ended, Response) else b"",
            lease_id=ended.meta["lease"],
            outcome="refused" if refused else "failed",
        )

    def _links(self, response: TextResponse) -> Iterator[Request]:
        """Links of the same site, unless the page stands as deep as the crawl goes.

        Not left to DEPTH_LIMIT, where 0 means no limit and not the starting addresses alone.
        """
        if response.meta["depth"] >= self.job.request.depth:
            return
        within = response.meta["within"]
        # The site of a starting address is where it led to: example.com may live on example.net.
        site = response.meta.get("site") or site_of(response.url, within)
        meta = {"platform": response.meta["platform"], "within": within, "site": site}
        for link in _extracted(response):
            url = urldefrag(link.url).url
            if url.startswith(("http://", "https://")) and site_of(url, within) == site:
                yield Request(url, meta=dict(meta))


def _extracted(response: TextResponse) -> list[Link]:
    try:
        return _LINKS.extract_links(response)
    except ValueError:  # <base href="http://[">: no link of the page leads anywhere
        return []


def _visit(ended: Request | Response, failure: str | None = None) -> Visit:
    """The fetch as it is filed; the address asked for is the first of a chain of redirects."""
    asked = ended.request if isinstance(ended, Response) else ended
    assert asked is not None
    first = cast(str, (*asked.meta.get("redirect_urls", ()), asked.url)[0])
    answer = ended if isinstance(ended, Response) else None
    return Visit(
        # Canonical, since a page that cannot be read is known by nothing else.
        asked_url=canonicalize_url(first),
        url=ended.url,
        at=datetime.now(UTC),
        status=answer.status if answer else None,
        headers=_headers(answer) if answer else {},
        body_sha256=None,
        failure=failure,
    )


def _headers(response: Response) -> dict[str, str]:
    """The headers as text. Latin-1 never fails; a file name in GBK is not UTF-8."""
    return {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
