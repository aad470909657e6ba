"""What tests of the service share: a judge whose claims are exact, a running console, a login."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from dossier.casework.filing import Filed, Judge, file_page
from dossier.claims import (
    LABELS,
    Absence,
    AsOf,
    Citation,
    Claim,
    Digests,
    Ground,
    Label,
    Mark,
    Rate,
    Span,
    Suppressed,
    SuppressedBy,
    Verdict,
)
from dossier.pages import Origin, Page, TextBlock
from dossier.store.engine import Store
from dossier.store.pages import Visit
from service.app import create_app
from service.security.accounts import NAME, create_account
from service.settings import Settings

_PATTERNS = {
    Label.GUARANTEED_RETURN: r"政府贴息保本|保本保息[^,。\n]*|到期一分不少",
    Label.STATE_BACKING: r"政府贴息|国企控股[^,。\n]*",
    Label.EXCESSIVE_YIELD: r"年化\d+%",
    Label.BORROWED_AUTHORITY: r"央视[^,。\n]*",
    Label.PRESSURE_SELLING: r"仅剩\d+席|今晚截止",
}
_LAW = (
    Citation("gg25-1", "《广告法》第二十五条第（一）项", "per_se", None, "V1"),
    Citation("gl10-7", "《管理办法》第十条第（七）项", "condition", "若经营者为持牌机构", "S"),
)


class PatternJudge:
    """Marks by pattern, overlaps kept; a text with 真的吗 is a retelling, one without marks quiet.

    `release` changes its digests, which is what a new detector looks like to the store.
    """

    def __init__(self, release: str = "1") -> None:
        self.digests = Digests(f"model{release}", "rules", "law", "rates", "code")

    def __call__(self, page: Page, as_of: AsOf) -> Verdict:
        claims = tuple(_claims(page.text))
        by: SuppressedBy | None = "retelling" if "真的吗" in page.text else None
        made = () if by else claims
        taken = tuple(Suppressed(claim, by, "像是在转述别人的话") for claim in claims if by)
        return Verdict(
            as_of=as_of,
            promotional=bool(made),
            promotional_score=0.93 if made else 0.1,
            scores={label: 0.2 for label in LABELS},
            risk=min(100, 24 * len(made)),
            certainty=0.88 if made else 0.7,
            detector=self.digests,
            claims=made,
            suppressed=taken,
            absences=(_absence(),) if made else (),
            rates=tuple(_rates(page.text, as_of.date)),
        )

    def same_tables(self, earlier: date, later: date) -> bool:
        return True


def _claims(text: str) -> Iterator[Claim]:
    for label, pattern in _PATTERNS.items():
        for match in re.finditer(pattern, text):
            mark = Mark.on(text, label, Span(*match.span()))
            grounds = (
                Ground("rule", "pattern", 2.5, f"出现“{mark.quote}”"),
                Ground("classifier", "rest", -0.3, "其余特征"),
            )
            yield Claim(mark, 0.91, 0.5, grounds, _LAW, f"“{mark.quote}”疑似误导。")


def _absence() -> Absence:
    return Absence("no_risk_notice", "absent", "page", "风险提示或风险自担", "全页", _LAW[:1])


def _rates(text: str, day: date) -> Iterator[Rate]:
    for match in re.finditer(r"年化(\d+)%", text):
        span = Span(*match.span())
        percent = float(match[1])
        yield Rate(span.of(text), span, percent, "按年化原样", 4, 12.0, day, "一年期 LPR 的四倍")


def page_of(*blocks: tuple[Origin, str], name: str = "1") -> Page:
    """A web page of these blocks, titled by the first."""
    return Page(
        tuple(TextBlock(text, origin) for origin, text in blocks),
        url=f"https://lend.example/{name}",
        platform="lend.example",
        title=blocks[0][1],
    )


def file(store: Store, judge: Judge, page: Page) -> Filed:
    """File a page as the crawler does."""
    assert page.url is not None
    seen = Visit(page.url, page.url, datetime.now(UTC), 200, {}, None)
    return file_page(store, judge, "web", page, seen)


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of the app, answering on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


class Console:
    """A client of a running console; forms are sent with what the last page gave for them."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, follow_redirects=False, trust_env=False)
        self.page = ""

    def get(self, path: str) -> httpx.Response:
        answer = self.client.get(path)
        self.page = answer.text
        return answer

    def post(self, path: str, fields: dict[str, str | list[str]]) -> httpx.Response:
        """Send a form with the token, and the verdict, of the page last seen."""
        hidden = {name: self.hidden(name) for name in ("csrf", "verdict")}
        answer = self.client.post(path, data=hidden | fields)
        self.page = answer.text
        return answer

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""

    def log_in(self, password: str, next: str = "/queue") -> httpx.Response:
        self.get("/login")
        return self.post("/login", {"name": NAME, "password": password, "next": next})


@contextmanager
def console(store: Store, judge: Judge, folder: Path) -> Iterator[Console]:
    """A running console that somebody has logged in to."""
    password = create_account(store)
    assert password is not None
    with running(create_app(store, judge, Settings.in_folder(folder))) as address:
        opened = Console(address)
        assert opened.log_in(password).status_code == 303
        yield opened
        opened.client.close()
