"""The console in a real browser: keys, marks and line ends as Chromium makes them.

Where there is no Chromium these tests are skipped.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from consoles import PatternJudge, file, page_of, running
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dossier.claims import Label
from dossier.pages import Origin
from dossier.reviews import Decision, Reason, Review
from dossier.store.engine import Store
from dossier.store.findings import reviews_of
from service.app import create_app
from service.security.accounts import create_account
from service.settings import Settings

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("needs chromium: run `make system`")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield started
        started.close()


class Desk:
    """A browser page on a running console, and the store behind it."""

    def __init__(self, page: Page, store: Store, address: str) -> None:
        self.page = page
        self.store = store
        self.address = address

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, *keys: str) -> None:
        # A key pressed before the script has run is nobody's.
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)

    def marked(self) -> list[str]:
        """The words inside each <mark> of the text, one after another."""
        marks = self.page.locator("article mark")
        marks.first.wait_for()
        return marks.all_inner_texts()

    def words_of(self, key: str) -> str:
        """The words of one claim, over every run it was cut into."""
        return "".join(self.page.locator(f"[data-keys~='{key}']").all_inner_texts())

    def reviews(self) -> list[Review]:
        with self.store.read() as connection:
            return [review for _, review in reviews_of(connection, 1)]


@contextmanager
def _desk(browser: Browser, store: Store, folder: Path, *, scripts: bool = True) -> Iterator[Desk]:
    """Somebody logged in through the form; anything the browser complains of fails the test."""
    password = create_account(store)
    assert password is not None
    complaints: list[str] = []
    with running(create_app(store, PatternJudge(), Settings.in_folder(folder))) as address:
        context = browser.new_context(java_script_enabled=scripts, base_url=address)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text))
        page.goto("/queue")
        page.fill("#password", password)
        page.click("button.main")
        expect(page).to_have_url(f"{address}/queue")
        yield Desk(page, store, address)
        context.close()
    # An answer of 422 is complained of too, but is what the form meant.
    assert [text for text in complaints if "status of 422" not in text] == []


@pytest.fixture
def desk(browser: Browser, store: Store, tmp_path: Path) -> Iterator[Desk]:
    _fill(store)
    with _desk(browser, store, tmp_path / "data") as opened:
        yield opened


def _fill(store: Store) -> None:
    judge = PatternJudge()
    first = page_of(
        (Origin.TITLE, "长信稳盈:国企控股,年化18%"),
        (Origin.PARAGRAPH, "政府贴息保本项目😀𠮷,到期一分不少"),
    )
    file(store, judge, first)
    file(store, judge, page_of((Origin.TITLE, "白酒认购,年化21%"), name="2"))


def test_from_the_queue_to_a_kept_decision_by_keyboard(desk: Desk) -> None:
    desk.press("j")
    expect(desk.page.locator(".queue h2 a").first).to_be_focused()
    desk.press("j", "k", "Enter")
    expect(desk.page).to_have_url(f"{desk.address}/page/1")
    assert desk.marked() == ["国企控股", "年化18%", "政府贴息", "保本", "到期一分不少"]
    desk.press("j", "j", "x")
    box = desk.page.locator("input[name=remove]:checked")
    expect(box).to_have_count(1)
    desk.press("a")
    expect(desk.page).to_have_url(f"{desk.address}/page/2?done=1")
    expect(desk.page.locator(".told")).to_contain_text("现为列为疑似")
    (review,) = desk.reviews()
    assert review.decision is Decision.SUSPECT
    assert Label.EXCESSIVE_YIELD not in review.labels
    assert [mark.quote for mark in review.marks] == [
        "国企控股",
        "政府贴息",
        "政府贴息保本",
        "到期一分不少",
    ]
    desk.page.click(".told a")
    expect(desk.page.locator("input[name=remove]:checked")).to_have_count(1)
    expect(desk.page.locator(".history")).to_contain_text("列为疑似")


def test_dismissing_takes_two_keys_and_a_note_none_of_them(desk: Desk) -> None:
    desk.open("/page/1")
    desk.press("n")
    desk.page.keyboard.type("a d 1 j 持牌查询无误")
    desk.press("Escape", "d", "z", "1")
    assert desk.reviews() == []
    desk.press("d")
    expect(desk.page.locator("#dismiss")).to_have_class("armed")
    desk.press("1")
    expect(desk.page).to_have_url(f"{desk.address}/page/2?done=1")
    (review,) = desk.reviews()
    assert (review.decision, review.reason) == (Decision.DISMISSED, Reason.LICENSED)
    assert review.note == "a d 1 j 持牌查询无误"


def test_the_other_keys_go_where_they_say(desk: Desk) -> None:
    desk.press("/")
    expect(desk.page.locator("#search")).to_be_focused()
    desk.press("Escape", "?")
    expect(desk.page.locator("#help")).to_be_visible()
    desk.press("?")
    expect(desk.page.locator("#help")).to_be_hidden()
    desk.press("g", "p")
    expect(desk.page).to_have_url(f"{desk.address}/paste")
    desk.press("Escape", "g", "q")
    expect(desk.page).to_have_url(f"{desk.address}/queue")
    desk.open("/page/1")
    desk.press("w")
    expect(desk.page).to_have_url(f"{desk.address}/page/2?done=1")
    assert desk.reviews()[0].decision is Decision.PENDING


def test_enter_on_a_checkbox_decides_nothing(desk: Desk) -> None:
    desk.open("/page/1")
    desk.page.locator("input[name=remove]").first.focus()
    desk.press("Enter")
    expect(desk.page.locator("input[name=remove]").first).to_be_checked()
    desk.page.wait_for_timeout(300)
    expect(desk.page).to_have_url(f"{desk.address}/page/1")
    assert desk.reviews() == []


def test_a_claim_in_the_list_lights_up_its_words(desk: Desk) -> None:
    desk.open("/page/1")
    desk.page.locator(".step", has_text="政府贴息保本").focus()
    lit = desk.page.locator("mark.current").all_inner_texts()
    assert lit == ["政府贴息", "保本"]


_PASTE = "😀第一行\n𠮷,年化18%\n\n政府贴息保本😀到期一分不少𠮷"


def test_what_a_browser_marks_is_what_the_api_quotes(desk: Desk) -> None:
    # Typed with LF, sent by the browser with CRLF, judged with LF.
    claims = httpx.post(f"{desk.address}/v1/score", json={"text": _PASTE}).json()["claims"]
    desk.open("/paste")
    desk.page.fill("#text", _PASTE)
    desk.page.click("button.main")
    desk.page.wait_for_selector("article mark")
    assert len(claims) == 4
    for number, claim in enumerate(claims):
        assert desk.words_of(f"c{number}") == claim["quote"]
        assert desk.page.locator(f"#at-{claim['start']}").count() == 1
    blocks = desk.page.locator("article .block").evaluate_all("all => all.map(b => b.textContent)")
    assert "\n".join(blocks) == _PASTE
    desk.page.click("button[value=file]")
    expect(desk.page).to_have_url(f"{desk.address}/page/3")
    assert "".join(desk.marked()) == "年化18%政府贴息保本到期一分不少"


def test_everything_works_without_scripts(browser: Browser, store: Store, tmp_path: Path) -> None:
    _fill(store)
    with _desk(browser, store, tmp_path / "data", scripts=False) as desk:
        desk.page.click("text=长信稳盈")
        assert "年化18%" in desk.marked()
        desk.page.locator(".item", has_text="年化18%").locator("input").check()
        desk.press("Enter")
        expect(desk.page.locator(".problem")).to_contain_text("请选择一个决定")
        assert desk.reviews() == []
        desk.page.fill("#note", "无脚本")
        desk.page.click("button[value=suspect]")
        expect(desk.page.locator(".told")).to_contain_text("列为疑似")
        (review,) = desk.reviews()
        assert review.note == "无脚本"
        assert Label.EXCESSIVE_YIELD not in review.labels
        desk.page.click("text=粘贴检测")
        desk.page.fill("#text", "他说年化21%,是真的吗")
        desk.page.click("button[value=check]")
        expect(desk.page.locator(".retold")).to_contain_text("年化21%")
        desk.page.click("text=退出")
        expect(desk.page.locator("h1")).to_have_text("登录")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, desk: Desk, scheme: str) -> None:
    """Every text colour is read off the page and weighed by WCAG: at least 4.5 to 1."""
    desk.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/queue", "/page/1", "/paste"):
        desk.open(path)
        pale = desk.page.evaluate(_CONTRAST)
        assert pale == []


_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const over = (ground, colour) => {
    canvas.fillStyle = `rgb(${ground})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const groundOf = (element) => {
    const chain = [];
    for (let at = element; at; at = at.parentElement) chain.unshift(at);
    return chain.reduce((g, e) => over(g, getComputedStyle(e).backgroundColor), [255, 255, 255]);
  };
  const pale = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const ground = groundOf(element);
    const ink = over(ground, getComputedStyle(element).color);
    const [a, b] = [light(ground), light(ink)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) pale.push(`${element.className}: ${ratio.toFixed(2)}`);
  }
  return pale;
}"""


def test_a_phone_shows_everything_without_scrolling_sideways(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/queue", "/page/1", "/paste"):
        desk.open(path)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 360
    desk.open("/page/1")
    expect(desk.page.locator("button[value=suspect]")).to_be_in_viewport()


def test_print_leaves_text_marks_and_reasons(desk: Desk) -> None:
    desk.open("/page/1")
    desk.page.emulate_media(media="print")
    for gone in ("header.top", "#decide", ".choice >> nth=0"):
        expect(desk.page.locator(gone)).to_be_hidden()
    expect(desk.page.locator("article mark").first).to_be_visible()
    expect(desk.page.locator(".entries .quote").first).to_be_visible()
    style = "e => getComputedStyle(e).textDecorationLine + getComputedStyle(e).textDecorationColor"
    drawn = desk.page.locator("article mark .u").first.evaluate(style)
    assert drawn == "underlinergb(0, 0, 0)"
