"""Crawls of real servers on loopback, most of which misbehave: what is filed, and what is not."""

import re
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from crawl_driver import run_crawl, start_crawl
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.http import HtmlResponse
from servers import TROUBLES, Chain, Explosive, serve
from twisted.python.failure import Failure

from crawler.endings import ending
from crawler.job import CrawlReport, CrawlRequest, Job, begin
from crawler.pipelines import FilingPipeline
from crawler.platforms import SEED_LIST, BrokenList, Platform, load_platforms
from crawler.scheduler import FrontierScheduler
from crawler.spiders.promo import PromoSpider
from dossier.casework.filing import Judge
from dossier.evidence.bodies import body_path
from dossier.store import frontier
from dossier.store.engine import DATABASE, Store


class Crawled(NamedTuple):
    """A crawl that has ended: its report, what the server was asked, and the data folder."""

    report: dict[str, Any]
    served: list[str]
    folder: Path

    @property
    def reasons(self) -> dict[str, str]:
        return dict(self.report["failures"])


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl of every kind of trouble at once."""
    folder = tmp_path_factory.mktemp("troubled")
    with serve() as (address, served):
        hosts = [f"{name}.test" for name in TROUBLES]
        starts = [f"http://{host}/" for host in hosts if host != "inward.test"]
        inward = [f"http://inward.test/{path}" for path in ("number", "name")]
        # The server itself, not allowed by name; nothing would answer at the others.
        literal = [address, "http://127.0.0.2:9/", "http://[::1]:9/", "http://10.255.0.1/"]
        request = {
            "urls": [*starts, *inward, *literal],
            "depth": 1,
            "delay": 0.01,
            "timeout": 2.0,
            "routes": dict.fromkeys(hosts, address),
        }
        # Nothing listens there: a crawler that heeded the environment would read no page.
        report = run_crawl(folder, request, http_proxy="http://127.0.0.1:9")
        yield Crawled(report, served, folder)


# Newcomers: a function in servers.py named like the host, and its line here.
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://never.test/", "no complete answer within 2 seconds"),
        ("http://drip.test/", "no complete answer within 2 seconds"),
        ("http://circle.test/", "redirected more than 10 times"),
        ("http://endless.test/", "redirected more than 10 times"),
        ("http://reset.test/", "the connection broke off"),
        ("http://cut.test/", "the connection broke off before the end of the page"),
        ("http://large.test/", "larger than 10 MB"),
        ("http://larger.test/", "larger than 10 MB"),
        ("http://bomb.test/", "larger than 10 MB"),
        ("http://picture.test/", "not a page of text: image/png"),
        ("http://disguised.test/", "not a page of text: binary data called text/html"),
        ("http://gone.test/", "HTTP 404"),
        ("http://broken.test/", "HTTP 500"),
        ("http://secret.test/secret/plan", "robots.txt forbids it"),
        ("http://malformed.test/astray", "the address, or the one it leads to, is malformed"),
        (f"http://{'a' * 64}.malformed.test/", "the host name cannot be resolved"),
        ("http://strays.test/out", "refused: redirected from strays.test to good.test"),
        (
            "http://inward.test/number",
            "refused: 2130706433 leads to 127.0.0.1, a loopback address",
        ),
        ("http://inward.test/name", "refused: localhost leads to 127.0.0.1, a loopback address"),
        ("http://127.0.0.2:9/", "refused: 127.0.0.2 is a loopback address"),
        ("http://[::1]:9/", "refused: ::1 is a loopback address"),
        ("http://10.255.0.1/", "refused: 10.255.0.1 is a private address"),
    ],
)
def test_every_ending_is_filed_with_its_reason(
    troubled: Crawled, address: str, reason: str
) -> None:
    assert troubled.reasons[address] == reason
    filed = rows(troubled.folder, f"SELECT failure FROM visit WHERE asked_url = '{address}'")
    assert filed == [(reason,)]


def test_what_can_be_read_is_filed(troubled: Crawled) -> None:
    read = rows(
        troubled.folder,
        "SELECT page.url, visit.asked_url FROM visit JOIN page ON page.id = visit.page_id"
        " WHERE visit.snapshot_id IS NOT NULL",
    )
    assert set(read) == {
        ("http://good.test/", "http://good.test/"),
        ("http://good.test/new", "http://moved.test/"),
        ("http://gbk.test/", "http://gbk.test/"),
        ("http://secret.test/", "http://secret.test/"),
        ("http://strays.test/", "http://strays.test/"),
        ("http://reloading.test/", "http://reloading.test/"),
        ("http://malformed.test/", "http://malformed.test/"),
        ("http://malformed.test/%zz", "http://malformed.test/%zz"),
        ("http://malformed.test/based", "http://malformed.test/based"),
    }
    assert len(read) == troubled.report["filed"] == troubled.report["changed"]
    assert troubled.report["finished"]


def test_every_request_is_closed(troubled: Crawled) -> None:
    states = {state for (state,) in rows(troubled.folder, "SELECT state FROM frontier")}
    assert states == {"filed", "moved", "refused", "failed"}
    assert rows(troubled.folder, "SELECT state FROM job") == [("done",)]


def test_a_gbk_page_is_read_and_judged(troubled: Crawled) -> None:
    assert troubled.report["findings"] == 1
    ((blocks,),) = rows(
        troubled.folder,
        "SELECT snapshot.blocks FROM snapshot JOIN page ON page.id = page_id"
        " WHERE url = 'http://gbk.test/'",
    )
    assert "恒泰理财,保本保息" in blocks.encode().decode("unicode_escape")


def test_the_bytes_of_a_page_are_kept(troubled: Crawled) -> None:
    ((digest,),) = rows(
        troubled.folder, "SELECT body_sha256 FROM visit WHERE asked_url = 'http://gbk.test/'"
    )
    assert "保本保息" in body_path(troubled.folder, digest).read_bytes().decode("gbk")


def test_a_page_that_is_not_there_is_not_asked_for_again(troubled: Crawled) -> None:
    asked = Counter(troubled.served)
    assert asked["gone.test/"] == 1
    assert asked["broken.test/"] == 3


def test_nothing_is_asked_where_nothing_may_be(troubled: Crawled) -> None:
    hosts = {asked.partition("/")[0] for asked in troubled.served}
    assert hosts == {f"{name}.test" for name in TROUBLES}
    asked = set(troubled.served)
    assert not asked & {"secret.test/secret/plan", "good.test/other", "strays.test/brochure.pdf"}
    assert not any(one.endswith("/private") for one in asked)


def test_an_allowed_private_host_is_crawled_and_an_unchanged_page_noticed(tmp_path: Path) -> None:
    with serve() as (address, _served):
        request = {"urls": [address], "allow_private": ["127.0.0.1"], "delay": 0.0, "depth": 0}
        first, second = (run_crawl(tmp_path, request) for _ in range(2))
    assert (first["changed"], first["unchanged"]) == (1, 0)
    assert (second["changed"], second["unchanged"]) == (0, 1)
    assert not second["resumed"]


def test_a_page_the_detector_breaks_on_is_filed_as_a_failure(tmp_path: Path) -> None:
    with serve(Explosive) as (address, _served):
        request = {"urls": [f"{address}/"], "allow_private": ["127.0.0.1"], "delay": 0.0}
        report = run_crawl(tmp_path, request, complaint="ZeroDivisionError: 炸")
    reason = "judging or filing it failed: ZeroDivisionError: 炸"
    assert report["failures"] == [[f"{address}/", reason]]
    assert report["finished"]


def test_a_page_that_reading_breaks_on_is_filed_as_a_failure(
    tmp_path: Path, store: Store, detector: Judge
) -> None:
    request = CrawlRequest(urls=("http://good.test/",))
    report = CrawlReport(*begin(store, request))
    job = Job(store, detector, tmp_path, request, report)
    spider = PromoSpider(job)
    asked = FrontierScheduler(job, spider).next_request()
    answer = HtmlResponse("http://good.test/", body=b"<p>", request=asked)
    broke = Failure(ValueError("two\nlines"))  # type: ignore[no-untyped-call]
    for _twice in range(2):
        FilingPipeline(job).not_read(broke, answer, spider)
    reason = "reading it failed: ValueError: two lines"
    assert report.failures == [("http://good.test/", reason)]
    with store.read() as connection:
        assert frontier.count(connection, job.id, "failed") == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CannotResolveHostError("x"), ("the host name cannot be resolved", "failed")),
        (DownloadConnectionRefusedError("x"), ("the connection was refused", "failed")),
        (UnsupportedURLSchemeError("a\nb"), ("UnsupportedURLSchemeError: a b", "failed")),
        (IgnoreRequest("for some reason"), ("IgnoreRequest: for some reason", "failed")),
    ],
)
def test_other_endings_are_told_in_one_line(error: Exception, told: tuple[str, str]) -> None:
    assert ending(error, timeout=20.0) == told


CHAIN = {"allow_private": ["127.0.0.1"], "delay": 0.01, "depth": 99}


def filed_paths(folder: Path) -> Counter[str]:
    """How often each path was filed in the one job there is."""
    assert len(rows(folder, "SELECT id FROM job")) == 1
    visits = rows(folder, "SELECT url FROM visit WHERE failure IS NULL AND job_id = 1")
    return Counter(re.sub(r"http://[^/]+", "", url) for (url,) in visits)


def stopped_after(folder: Path, request: dict[str, Any], pages: int, by: signal.Signals) -> int:
    """Start a crawl and send it a signal once `pages` are filed; its exit code."""
    with start_crawl(folder, request) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if line.startswith(f"filed {pages},"):
                    break
            process.send_signal(by)
            process.communicate(timeout=20)
        finally:
            process.kill()
    return process.returncode


def test_a_killed_crawl_goes_on_and_files_every_page_once(tmp_path: Path) -> None:
    with serve(Chain) as (address, _served):
        request = {**CHAIN, "urls": [f"{address}/0"]}
        assert stopped_after(tmp_path, request, 7, signal.SIGKILL) == -signal.SIGKILL
        before = filed_paths(tmp_path)
        assert 7 <= before.total() < Chain.pages
        report = run_crawl(tmp_path, request)
    assert report["resumed"]
    assert report["finished"]
    assert report["filed"] == Chain.pages - before.total()
    assert filed_paths(tmp_path) == dict.fromkeys((f"/{n}" for n in range(Chain.pages)), 1)


def test_ctrl_c_ends_in_good_order_and_counts_towards_the_pages(tmp_path: Path) -> None:
    with serve(Chain) as (address, served):
        request = {**CHAIN, "urls": [f"{address}/0"], "max_pages": 12}
        assert stopped_after(tmp_path, request, 5, signal.SIGINT) == 0
        assert rows(tmp_path, "SELECT id FROM frontier WHERE state = 'leased'") == []
        report = run_crawl(tmp_path, request)
    assert report["resumed"]
    assert report["finished"]
    assert report["filed_in_job"] == filed_paths(tmp_path).total() == 12
    assert Counter(served).most_common(1)[0][1] <= 2  # robots.txt, once a run


def test_depth_is_kept(tmp_path: Path) -> None:
    with serve(Chain) as (address, _served):
        report = run_crawl(tmp_path, {**CHAIN, "urls": [f"{address}/0"], "depth": 1})
    assert set(filed_paths(tmp_path)) == {"/0", "/1", "/2", "/3"}
    assert report["finished"]


def test_the_shipped_list_is_empty() -> None:
    assert load_platforms(SEED_LIST) == ()
    with pytest.raises(ValueError, match="nothing to crawl"):
        CrawlRequest(platforms=load_platforms(SEED_LIST))


def test_a_list_of_platforms_is_read(tmp_path: Path) -> None:
    path = tmp_path / "platforms.toml"
    # The example in the shipped list, with its comment signs taken off.
    example = SEED_LIST.read_text(encoding="utf-8").partition("An example:\n#\n")[2]
    path.write_text(re.sub(r"(?m)^# ?", "", example), encoding="utf-8")
    first, second = load_platforms(path)
    assert first.name == "某某财富"
    assert len(first.urls) == 2
    assert second == Platform(("https://shop.example.org/bank/",), "某某银行理财页", "host")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[platform]]\nname = 'a'", "platform 1: urls must be a list of addresses"),
        ("[[platform]]\nname = 'a'\nurls = []", "platform 1: urls must name at least one address"),
        ("[[platform]]\nurls = ['http://a.example/']", "platform 1: name must be text"),
        ("[[platform]]\nname='a'\nurls=['a.example']", "platform 1: 'a.example' is not an http"),
        ("[[platform]]\nname='a'\nurls=['http://[a']", "platform 1: 'http://[a' is not an http"),
        (
            "[[platform]]\nname='a'\nurls=['http://a.example/']\nwithin='world'",
            'platform 1: within is "domain" or "host", not \'world\'',
        ),
        ("[[platform]]\nname='a'\nurl='http://a.example/'", "platform 1: unknown key 'url'"),
        ("[[platform]]\nname='a'\nurls=['http://a.example/']\n" * 2, "platform 2: name 'a' stands"),
        ("[[platforms]]\nname = 'a'", "unknown key 'platforms'; write [[platform]]"),
        ("[platform]\nname = 'a'", "write [[platform]] with two brackets"),
        ("platform = [1]", "platform 1: not a table"),
        ("[[platform]", "Expected ']]' at the end of an array declaration (at line 1, column 11)"),
    ],
)
def test_a_broken_list_is_told_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "platforms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenList) as told:
        load_platforms(path)
    assert str(told.value).startswith(f"{path}: {complaint}")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "asked",
    [
        {"urls": ()},
        {"urls": ("ftp://a.example/",)},
        {"urls": ("http://a.example/",), "depth": -1},
        {"urls": ("http://a.example/",), "max_pages": 0},
        {"urls": ("http://a.example/",), "timeout": 0},
        {"urls": ("http://a.example/",), "routes": {"a.example": "http://localhost:1/"}},
    ],
)
def test_what_cannot_be_crawled_is_refused_beforehand(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        CrawlRequest(**asked)
