"""The console without a browser: what stands on its pages, and what its forms keep."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from consoles import Console, PatternJudge, console, file, page_of

from dossier.casework.filing import Judge
from dossier.claims import LABEL_NAMES, AsOf, Label, Span, Verdict
from dossier.pages import MOST_BYTES, Origin, Page
from dossier.reviews import Decision, Reason, Review, ShownWhy
from dossier.store.engine import Store
from dossier.store.findings import counts, reviews_of
from service.desk.page.deciding import MAX_NOTE
from service.desk.queue.view import ROWS
from service.look import words
from service.look.highlight import Highlight, Segment, cut
from service.look.reading import read, snippet, title_of

_BOTH = "政府贴息保本"
_PAGE = page_of(
    (Origin.TITLE, "长信稳盈:国企控股,年化18%"),
    (Origin.NAVIGATION, "首页"),
    (Origin.NAVIGATION, "产品"),
    (Origin.PARAGRAPH, f"{_BOTH}项目😀𠮷,到期一分不少"),
    (Origin.FOOTER, "沪ICP备000000号"),
)


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Iterator[Console]:
    with console(store, PatternJudge(), tmp_path / "data") as opened:
        yield opened


# Highlighting. Marks are written into the text: [g:words] is a guaranteed_return over them.
_LETTERS = {"g": Label.GUARANTEED_RETURN, "s": Label.STATE_BACKING}


def _spans(*spans: tuple[int, int, str]) -> tuple[Highlight, ...]:
    return tuple(
        Highlight(Span(start, end), _LETTERS[letter], f"c{number}", f"reason {number}")
        for number, (start, end, letter) in enumerate(spans)
    )


def _shown(segments: tuple[Segment, ...]) -> str:
    names = {label: letter for letter, label in _LETTERS.items()}
    return "".join(
        f"[{''.join(names[label] for label in segment.labels)}:{segment.text}]"
        if segment.over
        else segment.text
        for segment in segments
    )


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("保本保息", [], "保本保息"),
        ("称保本的", [(1, 3, "g")], "称[g:保本]的"),
        ("保本", [(0, 2, "g")], "[g:保本]"),
        ("政府贴息保本", [(0, 6, "g"), (0, 4, "s")], "[gs:政府贴息][g:保本]"),
        ("甲乙丙丁", [(0, 3, "g"), (1, 4, "s")], "[g:甲][gs:乙丙][s:丁]"),
        ("甲乙丙丁", [(0, 2, "g"), (2, 4, "s")], "[g:甲乙][s:丙丁]"),
        ("甲乙丙丁", [(0, 2, "g"), (2, 4, "g")], "[g:甲乙][g:丙丁]"),
        ("甲乙丙", [(0, 3, "g"), (0, 3, "g")], "[g:甲乙丙]"),
        ("甲乙丙丁", [(0, 4, "g"), (1, 3, "s")], "[g:甲][gs:乙丙][g:丁]"),
        ("😀保本𠮷了", [(1, 4, "g")], "😀[g:保本𠮷]了"),
    ],
)
def test_text_is_cut_where_marks_begin_and_end(
    text: str, spans: list[tuple[int, int, str]], expected: str
) -> None:
    segments = cut(text, _spans(*spans), Span(0, len(text)))
    assert _shown(segments) == expected
    assert "".join(segment.text for segment in segments) == text
    assert all(text.startswith(segment.text, segment.start) for segment in segments)


def test_a_window_cuts_marks_at_its_edges() -> None:
    text = "一二\n三四\n五六"
    marks = _spans((1, 7, "g"))
    windows = [Span(0, 2), Span(3, 5), Span(6, 8)]
    assert [_shown(cut(text, marks, window)) for window in windows] == [
        "一[g:二]",
        "[g:三四]",
        "[g:五]六",
    ]


def test_words_set_aside_carry_no_label() -> None:
    aside = Highlight(Span(0, 2), Label.STATE_BACKING, "s0", "新闻引述", aside=True)
    (run,) = cut("国企", [aside], Span(0, 2))
    assert run.labels == ()
    assert (run.keys, run.reasons) == ("s0", "新闻引述")


def test_every_block_of_a_page_is_shown_once_and_in_order() -> None:
    reading = read(_PAGE, PatternJudge()(_PAGE, _today()))
    blocks = [block for run in reading.runs for block in run.blocks]
    assert ["".join(s.text for s in block.segments) for block in blocks] == [
        block.text for block in _PAGE.blocks
    ]
    assert [run.subdued for run in reading.runs] == [False, True, False, True]
    assert [entry.claim.mark.quote for entry in reading.claims] == [
        "国企控股",
        "年化18%",
        "政府贴息",
        _BOTH,
        "到期一分不少",
    ]


def test_the_snippet_shows_claims_beyond_the_title() -> None:
    shown = "".join(run.text for run in snippet(_PAGE, PatternJudge()(_PAGE, _today())))
    assert shown == _PAGE.blocks[3].text


def test_a_page_without_a_title_is_named_by_its_first_words() -> None:
    assert title_of(Page.pasted(" \n 到期一分不少")) == "到期一分不少"
    assert title_of(Page.pasted("保" * 50)) == "保" * 40 + "…"
    assert title_of(Page.pasted("")) == "（无标题）"


def _today() -> AsOf:
    return AsOf(datetime.now(UTC).date(), "today")


# The queue


def test_an_empty_queue_says_what_comes_next(desk: Console) -> None:
    assert words.NOTHING_CRAWLED in desk.get("/queue").text
    assert words.EMPTY_QUEUE["suspect"] in desk.get("/queue?state=suspect").text
    assert words.NOTHING_MATCHES in desk.get("/queue?q=nobody").text
    assert desk.get("/").headers["location"] == "/queue"


def test_the_queue_shows_what_a_person_scans(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    page = desk.get("/queue").text
    assert "长信稳盈" in page
    assert "lend.example" in page
    assert "未见风险提示" in page
    assert all(LABEL_NAMES[label] in page for label in (Label.STATE_BACKING, Label.EXCESSIVE_YIELD))
    assert "到期一分不少" in _marked(page)
    assert re.search(r"待审 <span class=\"figure\">1<", page)


def test_the_queue_goes_on_by_keyset(desk: Console, store: Store) -> None:
    for number in range(ROWS + 3):
        claims = "年化18%," * (1 + number % 3)
        file(store, PatternJudge(), page_of((Origin.TITLE, claims), name=str(number)))
    first = desk.get("/queue").text
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    second = desk.get(html.unescape(link[1])).text
    shown = [re.findall(r'href="/page/(\d+)"', text) for text in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (ROWS, 3)
    assert len({*shown[0], *shown[1]}) == ROWS + 3
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("words_asked", "found"),
    [("长信", 1), ("lend.ex", 1), ("/1", 1), ("%", 1), ("_", 0), ("信长", 0)],
)
def test_the_queue_finds_by_title_platform_or_address(
    desk: Console, store: Store, words_asked: str, found: int
) -> None:
    file(store, PatternJudge(), _PAGE)
    page = desk.client.get("/queue", params={"q": words_asked}).text
    assert page.count('href="/page/1"') == found


@pytest.mark.parametrize("path", ["/queue?state=quiet", "/queue?after=x", "/queue?done=-1"])
def test_an_address_that_cannot_be_read_is_said_so(desk: Console, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 422
    assert "网址里的参数不对" in answer.text


@pytest.mark.parametrize("path", ["/page/1", "/page/99999999999", "/nowhere"])
def test_a_page_that_is_not_there_is_said_so(desk: Console, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


# One page


def _marked(page: str) -> list[str]:
    """The words inside each <mark>, as a browser would show them."""
    found = re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", inside)) for inside in found]


def test_a_page_shows_its_words_reasons_and_law(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    page = desk.get("/page/1").text
    # The overlap is cut in two; together they are the longer claim.
    assert _marked(page) == ["国企控股", "年化18%", "政府贴息", "保本", "到期一分不少"]
    assert '<span class="u guaranteed_return d0"><span class="u state_backing d1">政府贴息' in page
    for shown in (
        "“到期一分不少”疑似误导。",
        "《广告法》第二十五条第（一）项",
        "若经营者为持牌机构",
        "未经核实（仅一处来源）",
        "+2.50",
        "年化 18 %",
        "风险提示：<b>未见</b>",
        "很可能",
        "/ 100 风险",
    ):
        assert shown in page, shown
    assert 'rel="noreferrer noopener"' in page


def _decide(desk: Console, act: str, page_id: int = 1, **more: str | list[str]) -> str:
    """Open the page, send the form and return where it leads."""
    desk.get(f"/page/{page_id}")
    answer = desk.post(f"/page/{page_id}", {"act": act, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def _last_review(store: Store, page_id: int = 1) -> Review:
    with store.read() as connection:
        return reviews_of(connection, page_id)[-1][1]


def test_suspect_keeps_the_whole_corrected_reading(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    desk.get("/page/1")
    removed = _number_of(desk.page, "政府贴息")
    way = _decide(desk, "suspect", remove=removed, note="已截图\r\n存档")
    review = _last_review(store)
    assert review.decision is Decision.SUSPECT
    assert review.promotional is True
    assert [(mark.label, mark.quote) for mark in review.marks] == [
        (Label.STATE_BACKING, "国企控股"),
        (Label.EXCESSIVE_YIELD, "年化18%"),
        (Label.GUARANTEED_RETURN, _BOTH),
        (Label.GUARANTEED_RETURN, "到期一分不少"),
    ]
    for mark in review.marks:
        mark.check(_PAGE.text)
    assert review.note == "已截图\n存档"
    assert (review.reviewer, review.shown_why, review.probability) == ("admin", ShownWhy.RANK, 1.0)
    assert way == "/queue?done=1"
    assert re.search(r"“长信稳盈.*”现为<b>列为疑似</b>", desk.get(way).text)
    again = desk.get("/page/1").text
    assert f'name="remove" value="{removed}" form="decide" checked' in again
    assert "已截图\n存档" in again


def _number_of(page: str, quote: str) -> str:
    """The number of the claim with this quote, as its checkbox has it."""
    entry = page.split(f">{quote}</a>")[1]
    found = re.search(r'name="(?:remove|restore)" value="(\d+)"', entry)
    assert found
    return found[1]


# reason, reading chosen, promotional, marks kept
_DISMISSALS = [
    (Reason.LICENSED, "", True, False),
    (Reason.NEWS_OR_WARNING, "", False, False),
    (Reason.RETELLING, "", False, False),
    (Reason.NOT_INVESTMENT, "", False, False),
    (Reason.ALREADY_HANDLED, "", True, True),
    (Reason.WEAK_EVIDENCE, "", True, False),
    (Reason.WEAK_EVIDENCE, "not_ad", False, False),
    (Reason.LICENSED, "marked_ad", True, True),
    (Reason.ALREADY_HANDLED, "clean_ad", True, False),
    (Reason.LICENSED, "nonsense", True, False),
]


@pytest.mark.parametrize(("reason", "reading", "promotional", "kept"), _DISMISSALS)
def test_a_dismissal_says_what_the_text_is(
    desk: Console, store: Store, reason: Reason, reading: str, promotional: bool, kept: bool
) -> None:
    file(store, PatternJudge(), _PAGE)
    _decide(desk, f"dismissed:{reason}", reading=reading)
    review = _last_review(store)
    assert (review.decision, review.reason) == (Decision.DISMISSED, reason)
    assert review.promotional is promotional
    assert bool(review.marks) is kept
    assert words.REASONS[reason] in desk.get("/page/1").text


def test_pending_carries_no_reading(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    _decide(desk, "pending")
    assert _last_review(store).promotional is None
    assert 'href="/page/1"' in desk.get("/queue?state=pending").text


def test_after_a_decision_the_next_open_finding_is_shown(desk: Console, store: Store) -> None:
    for number, title in enumerate(("年化18%", "年化18%,国企控股", "国企控股"), start=1):
        file(store, PatternJudge(), page_of((Origin.TITLE, title), name=str(number)))
    assert _decide(desk, "pending", page_id=3) == "/page/1?done=3"
    assert _decide(desk, "pending", page_id=1) == "/page/2?done=1"
    assert _decide(desk, "suspect", page_id=2) == "/queue?done=2"


@pytest.mark.parametrize(
    ("act", "more", "said"),
    [
        ("", {}, "请选择一个决定"),
        ("dismissed", {}, "排除时须选理由"),
        ("dismissed:other", {}, "排除时须选理由"),
        ("quiet", {}, "请选择一个决定"),
        ("pending", {"note": "长" * (MAX_NOTE + 1)}, f"最多 {MAX_NOTE} 字"),
    ],
)
def test_an_incomplete_decision_is_not_kept(
    desk: Console, store: Store, act: str, more: dict[str, str], said: str
) -> None:
    file(store, PatternJudge(), _PAGE)
    desk.get("/page/1")
    answer = desk.post("/page/1", {"act": act, "remove": "1", "note": "留着", **more})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="1" form="decide" checked' in answer.text
    assert more.get("note", "留着") in answer.text
    with store.read() as connection:
        assert reviews_of(connection, 1) == []


def test_nothing_is_suspect_without_a_mark(desk: Console, store: Store) -> None:
    class NoDuties(PatternJudge):
        def __call__(self, page: Page, as_of: AsOf) -> Verdict:
            return replace(super().__call__(page, as_of), absences=())

    file(store, NoDuties(), page_of((Origin.TITLE, "年化18%")))
    desk.get("/page/1")
    answer = desk.post("/page/1", {"act": "suspect", "remove": "0"})
    assert answer.status_code == 422
    assert "没有保留任何标记" in answer.text


def test_a_stale_view_keeps_nothing(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    desk.get("/page/1")
    file(store, PatternJudge("2"), _PAGE)
    answer = desk.post("/page/1", {"act": "suspect"})
    assert answer.status_code == 409
    assert "您的决定没有保存" in answer.text
    assert 'href="/page/1"' in answer.text
    with store.read() as connection:
        assert counts(connection) == {"open": 1}
    assert desk.post("/page/1", {"act": "suspect", "verdict": ""}).status_code == 409


def test_a_decision_can_be_taken_again_and_history_keeps_both(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    _decide(desk, "suspect", note="第一次")
    _decide(desk, "dismissed:licensed", note="第二次")
    page = desk.get("/page/1").text
    history = page[page.index("经过") :]
    assert history.index("第二次") < history.index("第一次")
    assert words.CLEAN_AD in history
    with store.read() as connection:
        assert counts(connection) == {"dismissed": 1}


# Pasting


def _paste(desk: Console, text: str, **more: str) -> str:
    desk.get("/paste")
    answer = desk.post("/paste", {"text": text, "act": "check", **more})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_paste_is_marked_by_code_points_whatever_the_line_ends(desk: Console) -> None:
    page = _paste(desk, "甲😀\r\n乙𠮷:年化18%\r\n\r\n到期一分不少")
    assert _marked(page) == ["年化18%", "到期一分不少"]
    assert 'id="at-6"' in page


def test_what_a_paste_retells_is_shown_and_never_reads_as_all_clear(desk: Console) -> None:
    page = _paste(desk, "他说年化21%,国企控股的,是真的吗")
    assert "文中转述的说法" in page
    assert "不能据此认为可以投资" in page
    assert "转述或提问：像是在转述别人的话" in page
    assert words.SILENT not in page
    assert "/ 100 风险" not in page
    assert _marked(page) == []
    assert re.findall(r'class="aside"[^>]*>([^<]+)', page) == ["年化21%", "国企控股的"]


def test_finding_nothing_is_no_all_clear(desk: Console) -> None:
    page = _paste(desk, "今天天气不错")
    assert words.SILENT in page
    assert "/ 100 风险" not in page


def test_a_paste_is_judged_on_the_day_asked_for(desk: Console) -> None:
    assert "按 2020-02-03 的规则（指定日期）" in _paste(desk, "年化18%", as_of="2020-02-03")


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (" \r\n ", "", "请先粘贴文字"),
        ("年化18%", "2020-13-01", "日期不对"),
        ("年化18%", "x", "日期不对"),
        ("保" * (MOST_BYTES // 3 + 1), "", "请分段粘贴"),
    ],
)
def test_a_paste_that_cannot_be_judged_is_said_so(
    desk: Console, text: str, day: str, said: str
) -> None:
    desk.get("/paste")
    answer = desk.post("/paste", {"text": text, "as_of": day})
    assert answer.status_code == 422
    assert said in answer.text
    if len(text) < 100:
        assert html.escape(text.replace("\r\n", "\n")) in answer.text


def test_a_form_larger_than_any_text_is_answered_politely(desk: Console) -> None:
    desk.get("/paste")
    answer = desk.post("/paste", {"text": "保" * 2_000_000})
    assert answer.status_code == 413
    assert "请分段粘贴" in answer.text


def test_a_paste_is_filed_once_and_decided_like_any_page(desk: Console, store: Store) -> None:
    page = _paste(desk, "年化18%\r\n到期一分不少")
    assert "存入待审" in page
    text = re.search(r'<input type="hidden" name="text" value="([^"]*)"', page)
    assert text
    for _ in range(2):
        desk.get("/paste")
        answer = desk.post("/paste", {"text": html.unescape(text[1]), "act": "file"})
        assert answer.headers["location"] == "/page/1"
    assert "年化18%" in desk.get("/queue").text
    _decide(desk, "suspect")
    review = _last_review(store)
    assert review.shown_why is ShownWhy.PASTE
    assert [mark.quote for mark in review.marks] == ["年化18%", "到期一分不少"]


def test_a_retelling_can_be_filed_and_its_marks_taken_back(desk: Console, store: Store) -> None:
    _paste(desk, "他说年化21%,国企控股的,是真的吗")
    assert "存入并人工判断" in desk.page
    answer = desk.post("/paste", {"text": "他说年化21%,国企控股的,是真的吗", "act": "file"})
    page = desk.get(answer.headers["location"]).text
    assert "文中转述的说法" in page
    number = _number_of(page, "年化21%")
    _decide(desk, "suspect", restore=number)
    assert [mark.quote for mark in _last_review(store).marks] == ["年化21%"]


def test_no_screen_decides_what_only_people_may(desk: Console, store: Store) -> None:
    file(store, PatternJudge(), _PAGE)
    _paste(desk, "今天天气不错")
    screens = [desk.page, *(desk.get(path).text for path in ("/queue", "/page/1", "/paste"))]
    for screen in screens:
        assert not re.search("违法|合规|置信度|准确率|移送公安", screen.replace("不代表合法", ""))


def test_any_detector_can_be_read_and_decided(
    detector: Judge, store: Store, tmp_path: Path
) -> None:
    with console(store, detector, tmp_path / "data") as desk:
        text = "😀本产品保本保息,到期一分不少,年化18%,国企控股\n欢迎投资"
        desk.get("/paste")
        api = desk.client.post("/v1/score", json={"text": text}).json()
        page = desk.post("/paste", {"text": text.replace("\n", "\r\n")}).text
        quotes = {claim["quote"] for claim in api["claims"]}
        assert quotes <= {
            html.unescape(quote) for quote in re.findall(r'href="#at-\d+">([^<]+)', page)
        }
        assert "".join(_marked(page)) != "" or not api["claims"]
        answer = desk.post("/paste", {"text": text, "act": "file"})
        _decide(desk, "pending", page_id=int(answer.headers["location"].split("/")[-1]))
        assert _last_review(store).decision is Decision.PENDING
