"""The demo city: its pages are sound, its map is complete, its server gives out nothing else."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import ProxyHandler, build_opener
from urllib.robotparser import RobotFileParser

import pytest
from parsel import Selector

from crawler.demo.net_values import net_values
from crawler.demo.server import PAGES, City, Site, read_plan, serve_city
from dossier.claims import LABELS, AsOf
from dossier.reading.html import read_page
from model.detect import Detector

PLAN = read_plan()
EXPECTED: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("demo_expected.toml").read_text("utf-8")
)["page"]
P2P = "www.hengruidai.example"


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with serve_city() as city:
        yield city


def ask(city: City, target: str, host: str = P2P, method: str = "GET") -> tuple[int, str, bytes]:
    """One raw request, its target sent as it stands: status, content type or location, body."""
    address = urlsplit(city.proxy)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=5)
    try:
        connection.putrequest(method, target, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        response = connection.getresponse()
        said = response.getheader("Location") or response.getheader("Content-Type") or ""
        return response.status, said, response.read()
    finally:
        connection.close()


def stored_pages() -> dict[str, str]:
    """Every stored page, by URL, decoded strictly as city.toml says its bytes are."""
    found = {}
    for site in PLAN.sites.values():
        home = PAGES / site.host
        for file in sorted(home.rglob("*.html")):
            path = "/" + file.relative_to(home).as_posix().removesuffix("index.html")
            found[f"http://{site.host}{path}"] = file.read_bytes().decode(site.encoding)
    return found


@cache
def all_pages() -> dict[str, str]:
    return stored_pages() | {f"http://{host}{path}": net_values() for host, path in PLAN.generated}


@cache
def links(url: str, text: str) -> set[str]:
    hrefs = Selector(text).xpath("//a/@href").getall()
    return {urljoin(url, href).partition("#")[0] for href in hrefs}


@cache
def robots(host: str) -> RobotFileParser:
    rules = RobotFileParser()
    file = PAGES / host / "robots.txt"
    rules.parse(file.read_text("utf-8").splitlines() if file.exists() else [])
    return rules


def allowed(url: str) -> bool:
    return robots(str(urlsplit(url).hostname)).can_fetch("adwatch", url)


def test_is_large_and_various_enough() -> None:
    kinds = [site.kind for site in PLAN.sites.values()]
    assert kinds.count("platform") == 10
    assert {"bank", "newspaper", "regulator"} < set(kinds)
    assert len(kinds) >= 13
    assert len(all_pages()) >= 55
    assert {path.name for path in PAGES.iterdir()} == set(PLAN.sites)


def test_every_other_file_is_text_that_decodes_too() -> None:
    others = [path for path in PAGES.rglob("*") if path.is_file() and path.suffix != ".html"]
    assert {path.name for path in others} == {"robots.txt", "fengxianjieshi.txt"}
    for path in others:
        assert path.read_text("utf-8").strip()


def declared(site: Site, page: bytes) -> tuple[bool, bool]:
    """Whether header and meta element name a charset."""
    return "charset" in site.content_type, re.search(rb"<meta[^>]*charset", page, re.I) is not None


def test_gbk_is_declared_in_the_header_in_meta_nowhere_and_wrongly() -> None:
    ways = {}
    for site in (site for site in PLAN.sites.values() if site.encoding == "gbk"):
        pages = [file.read_bytes() for file in (PAGES / site.host).rglob("*.html")]
        for page in pages:
            with pytest.raises(UnicodeDecodeError):
                page.decode("utf-8")
        (ways[site.host],) = {declared(site, page) for page in pages}
    assert ways == {
        "www.lanque.example": (True, False),
        "bbs.danyan.example": (False, True),
        "www.liucen.example": (False, False),
        "www.songxiuyijia.example": (True, True),
    }


def test_a_host_that_says_gb2312_holds_more_than_gb2312() -> None:
    (site,) = [site for site in PLAN.sites.values() if "gb2312" in site.content_type]
    with pytest.raises(UnicodeDecodeError):
        (PAGES / site.host / "index.html").read_bytes().decode("gb2312")


def test_every_link_within_the_city_leads_somewhere() -> None:
    maps = (PLAN.files, PLAN.redirects, PLAN.statuses, PLAN.generated)
    known = {f"http://{host}{path}" for table in maps for host, path in table}
    leads = {link for url, text in all_pages().items() for link in links(url, text)}
    inside = {link for link in leads if urlsplit(link).hostname in PLAN.sites}
    assert inside - known == set()
    assert leads - inside == {"http://www.haiwai-jingxiang.example/"}
    assert {f"http://{h}{p}" for h, p in PLAN.statuses} <= inside


def reached_from(start: str) -> set[str]:
    """Pages that a well-behaved crawler finds on the start page's host."""
    pages, seen, waiting = all_pages(), set[str](), [start]
    host = urlsplit(start).hostname
    while waiting:
        url = waiting.pop()
        split = urlsplit(url)
        if url in seen or split.hostname != host or not allowed(url):
            continue
        seen.add(url)
        if (str(host), split.path) in PLAN.redirects:
            waiting.append(urljoin(url, PLAN.redirects[str(host), split.path]))
        waiting.extend(links(url, pages[url]) if url in pages else ())
    return seen & set(pages)


def test_every_page_is_reached_from_its_front_page() -> None:
    reached = set[str]().union(*(reached_from(f"http://{host}/") for host in PLAN.sites))
    assert reached == {url for url in all_pages() if allowed(url)}


def test_a_corner_is_forbidden_and_yet_linked() -> None:
    assert {url for url in all_pages() if not allowed(url)} == {f"http://{P2P}/neibu/daili.html"}
    front = f"http://{P2P}/"
    assert f"http://{P2P}/neibu/daili.html" in links(front, all_pages()[front])


def test_the_long_page_is_long_and_always_the_same() -> None:
    text = re.sub(r"<[^>]+>", "", net_values())
    assert len(text) > 200_000
    assert net_values() == net_values()


def test_redirects_stay_on_their_host() -> None:
    assert all(to.startswith("/") and to[1:2] != "/" for to in PLAN.redirects.values())


def test_expectations_cover_exactly_the_crawlable_pages() -> None:
    urls = [row["url"] for row in EXPECTED]
    assert len(urls) == len(set(urls))
    assert set(urls) == {url for url in all_pages() if allowed(url)}


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: str(row["url"]).removeprefix("http://"))
def test_an_expectation_is_well_formed(row: dict[str, Any]) -> None:
    assert set(row) - {"hidden", "mistaken"} == {"url", "promotional", "labels", "why"}
    assert row["labels"] == [label for label in LABELS if label in row["labels"]]
    assert row["promotional"] or not row["labels"]
    assert row["why"]
    for words in row.get("hidden", []):
        assert words in all_pages()[row["url"]]


def _verdicts() -> Iterator[Any]:
    """Every expectation; a page the detector is known to mistake fails until it does no longer."""
    for row in EXPECTED:
        why = row.get("mistaken")
        marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
        yield pytest.param(row, marks=marks, id=str(row["url"]).removeprefix("http://"))


@pytest.mark.parametrize("row", list(_verdicts()))
def test_the_verdict_on_a_page_is_right(row: dict[str, Any], city: City, built: Detector) -> None:
    _, content_type, body = ask(city, row["url"], str(urlsplit(row["url"]).hostname))
    verdict = built(read_page(row["url"], body, content_type), AsOf(date(2026, 11, 25), "given"))
    assert list(verdict.labels) == row["labels"]


def test_expectations_show_the_whole_range() -> None:
    assert {len(row["labels"]) for row in EXPECTED} == {0, 1, 2, 3, 4, 5}
    assert {label for row in EXPECTED for label in row["labels"]} == set(LABELS)


def test_phone_numbers_are_nobodys() -> None:
    real = {"12386", "96110"}
    for url, text in all_pages().items():
        for number in re.findall(r"(?<![\d-])(?:400|0\d{2,3})-\d[\d-]+|(?<!\d)1[3-9]\d{9}", text):
            assert number in real or number.startswith(("400-000-", "010-555")), url


def test_pages_load_nothing_from_elsewhere() -> None:
    for url, text in all_pages().items():
        assert not re.search(r"""(?i)\bsrc\s*=\s*["']?(?!["']?data:)|<link\b|@import""", text), url


@pytest.mark.parametrize("host", PLAN.sites)
def test_answers_in_proxy_form_and_by_host_header(city: City, host: str) -> None:
    stored = (PAGES / host / "index.html").read_bytes()
    expected = (200, PLAN.sites[host].content_type, stored)
    assert ask(city, f"http://{host}/", host) == expected
    assert ask(city, "/", f"{host}:80") == expected


def test_serves_an_ordinary_proxy_client(city: City) -> None:
    opener = build_opener(ProxyHandler({"http": city.proxy}))
    with opener.open(f"http://{P2P}/huodong/", timeout=5) as response:
        assert response.url == f"http://{P2P}/huodong/2017zhongqiu.html"


def test_names_its_hosts_and_start_urls(city: City) -> None:
    assert city.hosts == tuple(PLAN.sites)
    assert city.start_urls[0] == f"http://{P2P}/"
    assert city.proxy.startswith("http://127.0.0.1:")


def test_the_absolute_form_beats_the_host_header(city: City) -> None:
    bank = "www.jiangyubank.example"
    assert ask(city, f"http://{bank}/", P2P) == ask(city, "/", bank)


def test_what_city_toml_declares_is_answered(city: City) -> None:
    for (host, path), to in PLAN.redirects.items():
        assert ask(city, path, host)[:2] == (301, to)
    for (host, path), failure in PLAN.statuses.items():
        assert ask(city, path, host)[0] == failure
    for host, path in PLAN.generated:
        status, _, body = ask(city, path, host)
        assert (status, body.decode(PLAN.sites[host].encoding)) == (200, net_values())


def test_other_files_are_no_html(city: City) -> None:
    assert ask(city, "/robots.txt")[:2] == (200, "text/plain")
    assert ask(city, "/xinxi/fengxianjieshi.txt")[:2] == (200, "application/octet-stream")


def test_a_folder_without_its_slash_is_sent_on(city: City) -> None:
    assert ask(city, "/m", "www.liucen.example")[:2] == (301, "/m/")


@pytest.mark.parametrize(
    "host", ["www.nowhere.example", "127.0.0.1", "", "..", "../city", "[", f"{P2P}.", "%2e%2e"]
)
def test_an_unknown_host_is_not_found(city: City, host: str) -> None:
    assert ask(city, "/", host)[0] in {400, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/../www.lanque.example/index.html",
        "/anquan.html/../../city.toml",
        "/%2e%2e/%2e%2e/city.toml",
        "/%2E%2E%2fserver.py",
        "/..%5c..%5ccity.toml",
        "/..\\..\\city.toml",
        "/%252e%252e/city.toml",
        "/index.html%00.txt",
        "/xinxi/./yunying.html",
        "//etc/passwd",
        "/%2f/etc/passwd",
        "/C:/windows/win.ini",
        "/.%2e/server.py",
        "/%c0%ae%c0%ae/city.toml",
        "/%ff",
        "*",
        "/anquan.html/",
        "/Anquan.html",
        "/anquan.html%20",
        "/" + "a" * 5_000,
    ],
)
def test_a_path_out_of_the_city_is_refused(city: City, path: str) -> None:
    status, _, body = ask(city, path)
    assert status in {400, 404}
    assert len(body) < 200


def test_head_has_a_length_and_no_body(city: City) -> None:
    address = urlsplit(city.proxy)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request("HEAD", f"http://{P2P}/")
    response = connection.getresponse()
    assert response.getheader("Content-Length") == str((PAGES / P2P / "index.html").stat().st_size)
    assert response.read() == b""
    # The connection is still in step: nothing of a body is left in it.
    connection.request("GET", f"http://{P2P}/robots.txt")
    assert connection.getresponse().read() == (PAGES / P2P / "robots.txt").read_bytes()
    connection.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "CONNECT"])
def test_other_methods_are_refused(city: City, method: str) -> None:
    assert ask(city, "/", method=method)[0] == 501


def test_says_nothing_on_stderr(city: City, capfd: pytest.CaptureFixture[str]) -> None:
    ask(city, "/")
    ask(city, "/nowhere.html")
    assert capfd.readouterr() == ("", "")
