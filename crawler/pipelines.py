"""The pipeline: keep the bytes, judge the page, file the visit and close its lease."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.utils.asyncio import run_in_thread
from twisted.python.failure import Failure

from crawler.endings import fault
from crawler.items import Failed, Fetched
from crawler.job import Job
from crawler.spiders.promo import PromoSpider
from dossier.casework.filing import Filed, file_failure, file_page
from dossier.evidence.bodies import keep_body
from dossier.store import frontier


class FilingPipeline:
    """Files what the spider hands over, one at a time and beside the reactor.

    In a thread, because judging a long page would hold up every download; one at a time, because
    the store has one writer and the detector need not be safe for several threads.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of the crawler's job, told of errors nobody foresaw."""
        pipeline = cls(cast(PromoSpider, crawler.spider).job)
        crawler.signals.connect(pipeline.not_read, signals.spider_error)
        crawler.signals.connect(pipeline.not_filed, signals.item_error)
        return pipeline

    async def process_item(self, item: Fetched | Failed) -> Fetched | Failed:
        """File one visit; dropped when another crawl has ended the request meanwhile."""
        async with self._turn:
            try:
                filed = await run_in_thread(self._file, item)
            except frontier.LostLease as error:
                raise DropItem(str(error), log_level="DEBUG") from error
            self._count(item, filed)
            await self._tell()
        return item

    def _file(self, item: Fetched | Failed) -> Filed:
        job = self._job
        digest = keep_body(job.data, item.body) if item.body else None
        seen = replace(item.seen, body_sha256=digest)
        if isinstance(item, Fetched):
            return file_page(
                job.store,
                job.detector,
                "web",
                item.page,
                seen,
                job_id=job.id,
                lease_id=item.lease_id,
            )
        return file_failure(
            job.store,
            item.platform,
            seen,
            job_id=job.id,
            lease_id=item.lease_id,
            outcome=item.outcome,
        )

    def _count(self, item: Fetched | Failed, filed: Filed) -> None:
        if isinstance(item, Fetched):
            self._job.report.count(filed)
        else:
            self._job.report.failures.append((item.seen.asked_url, item.seen.failure or ""))

    async def _tell(self) -> None:
        if self._job.on_progress is not None:
            self._job.on_progress(*await run_in_thread(self._stand))

    def _stand(self) -> tuple[int, int]:
        with self._job.store.read() as connection:
            return (
                frontier.count(connection, self._job.id, "filed"),
                frontier.count(connection, self._job.id, "waiting"),
            )

    def not_read(self, failure: Failure, response: Response | Failure, spider: Spider) -> None:
        """File a page on which reading itself broke; Scrapy has logged where."""
        ended = response if isinstance(response, Response) else response.request  # type: ignore[attr-defined]
        assert isinstance(spider, PromoSpider)
        self._give_up(spider.failure(ended, f"reading it failed: {_told(failure)}"))

    def not_filed(self, item: Fetched | Failed, failure: Failure) -> None:
        """File a page on which judging or filing broke, so that the crawl can end.

        When the store itself is what broke, this fails too and the lease stays for the next run.
        """
        reason = f"judging or filing it failed: {_told(failure)}"
        platform = item.platform if isinstance(item, Failed) else item.page.platform
        seen = replace(item.seen, failure=reason)
        self._give_up(Failed(platform or "", seen, item.body, item.lease_id))

    def _give_up(self, item: Failed) -> None:
        # What broke after the page was filed, such as on_progress, leaves nothing to file.
        with suppress(frontier.LostLease):
            self._count(item, self._file(item))


def _told(failure: Failure) -> str:
    assert failure.value is not None
    return fault(failure.value)
