"""The frontier behind Scrapy's scheduler: what is leased, put back, moved and closed."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request

from crawler.job import CrawlReport, CrawlRequest, Job, begin
from crawler.scheduler import FrontierScheduler, is_gone, owner_name
from crawler.spiders.promo import PromoSpider
from dossier.casework.filing import Judge
from dossier.store import frontier
from dossier.store.engine import Store

STARTS = ("http://a.example/", "http://b.example/", "http://a.example/second")
Begin = Callable[..., FrontierScheduler]


@pytest.fixture
def begun(store: Store, detector: Judge, tmp_path: object) -> Begin:
    def begin_with(**asked: int) -> FrontierScheduler:
        request = CrawlRequest(urls=STARTS, **asked)  # type: ignore[arg-type]
        job_id, resumed = begin(store, request)
        job = Job(store, detector, tmp_path, request, CrawlReport(job_id, resumed))  # type: ignore[arg-type]
        return FrontierScheduler(job, PromoSpider(job))

    return begin_with


def leased(scheduler: FrontierScheduler) -> Request:
    request = scheduler.next_request()
    assert request is not None
    return request


def close(store: Store, request: Request, outcome: frontier.Outcome) -> None:
    with store.write() as connection:
        frontier.close(connection, request.meta["lease"], outcome)


def states(store: Store, job_id: int = 1) -> dict[str, int]:
    names: tuple[frontier.State, ...] = ("waiting", "leased", "filed", "moved", "failed")
    with store.read() as connection:
        found = {name: frontier.count(connection, job_id, name) for name in names}
    return {name: count for name, count in found.items() if count}


def test_one_request_a_host_is_out_at_a_time(begun: Begin, store: Store) -> None:
    scheduler = begun()
    first, second = leased(scheduler), leased(scheduler)
    assert (first.url, second.url) == STARTS[:2]
    assert scheduler.next_request() is None
    close(store, first, "filed")
    scheduler.look_again()
    assert leased(scheduler).url == STARTS[2]


def test_a_link_is_queued_once(begun: Begin) -> None:
    scheduler = begun()
    assert scheduler.enqueue_request(Request("http://a.example/x?b=1&a=2"))
    assert not scheduler.enqueue_request(Request("http://a.example/x?a=2&b=1#part"))


def test_a_retry_puts_its_lease_back(begun: Begin, store: Store) -> None:
    scheduler = begun()
    request = leased(scheduler)
    again = request.replace(dont_filter=True)
    again.meta["retry_times"] = 1
    assert scheduler.enqueue_request(again)
    assert states(store) == {"waiting": 3}
    assert leased(scheduler).meta["retry_times"] == 1


def test_a_redirect_closes_its_lease_and_queues_the_new_address(begun: Begin, store: Store) -> None:
    scheduler = begun()
    request = leased(scheduler)
    moved = request.replace(url="http://a.example/new")
    moved.meta.update(redirect_urls=[request.url], download_slot="a.example")
    assert scheduler.enqueue_request(moved)
    assert states(store) == {"waiting": 3, "moved": 1}
    assert not scheduler.enqueue_request(moved), "the lease has ended, so there is nothing to do"
    close(store, leased(scheduler), "filed")
    close(store, leased(scheduler), "filed")
    last = leased(scheduler)
    assert last.url == "http://a.example/new"
    assert "download_slot" not in last.meta


def test_a_redirect_to_a_known_address_just_ends(begun: Begin, store: Store) -> None:
    scheduler = begun()
    request = leased(scheduler)
    moved = request.replace(url=STARTS[1])
    moved.meta["redirect_urls"] = [request.url]
    assert not scheduler.enqueue_request(moved)
    assert states(store) == {"waiting": 2, "moved": 1}


def test_a_redirect_in_a_circle_keeps_its_lease(begun: Begin, store: Store) -> None:
    scheduler = begun()
    request = leased(scheduler)
    round_again = request.replace(url=STARTS[0])
    round_again.meta["redirect_urls"] = [STARTS[0], request.url]
    assert scheduler.enqueue_request(round_again)
    assert states(store) == {"waiting": 3}


def test_pages_in_flight_count_until_they_have_failed(begun: Begin, store: Store) -> None:
    scheduler = begun(max_pages=1)
    first = leased(scheduler)
    assert scheduler.next_request() is None
    assert scheduler.has_pending_requests()
    close(store, first, "failed")
    close(store, leased(scheduler), "filed")
    assert not scheduler.has_pending_requests()


def test_a_lease_is_closed_once(begun: Begin, store: Store) -> None:
    request = leased(begun())
    close(store, request, "filed")
    with pytest.raises(frontier.LostLease):
        close(store, request, "failed")
    assert states(store) == {"waiting": 2, "filed": 1}


def test_the_same_request_goes_on_with_its_job(begun: Begin, store: Store) -> None:
    close(store, leased(begun()), "filed")
    again = begun()
    assert again._job.report.resumed
    assert states(store) == {"waiting": 2, "filed": 1}
    assert not begun(max_pages=7)._job.report.resumed


def test_what_a_dead_owner_left_is_put_back_and_a_live_one_keeps_his(
    begun: Begin, store: Store
) -> None:
    scheduler = begun()
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    )
    now = datetime.now(UTC)
    with store.write() as connection:
        frontier.lease(connection, 1, owner_name(int(dead.stdout)), now)
        frontier.lease(connection, 1, owner_name(os.getppid()), now)
    scheduler.open(scheduler._spider)
    assert states(store) == {"waiting": 2, "leased": 1}


def test_a_lease_that_ran_out_is_taken_over(begun: Begin, store: Store) -> None:
    scheduler = begun()
    with store.write() as connection:
        frontier.lease(connection, 1, "elsewhere:1", datetime.now(UTC) - timedelta(hours=1))
    assert scheduler.has_pending_requests()
    assert states(store) == {"waiting": 3}


def test_closing_puts_back_what_an_error_left(begun: Begin, store: Store) -> None:
    scheduler = begun()
    leased(scheduler)
    scheduler.close("finished")
    assert states(store) == {"waiting": 3}


def test_an_owner_of_another_host_is_not_ours_to_judge() -> None:
    assert not is_gone("elsewhere:1")
    assert is_gone(owner_name(os.getpid()))
