"""Pages as people see them: a folder in tests/pages is one test.

`page.html` holds the bytes as served; `page.json` what a person sees, written by hand: url,
content_type (left out when the server sent none), title, platform, published, and the blocks as
[origin, text]. A newcomer adds a folder.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dossier.pages import Origin, Page, TextBlock
from dossier.reading.address import registered_domain
from dossier.reading.html import read_page

PAGES = Path(__file__).parent / "pages"
CASES = sorted(folder.name for folder in PAGES.iterdir())
FIELDS = ("title", "platform", "published", "blocks")
URL = "http://www.cheshi.example/"


def seen(words: str) -> list[tuple[str, str]]:
    """The blocks of a page in UTF-8, as (origin, text)."""
    return [(block.origin.value, block.text) for block in read_page(URL, words.encode()).blocks]


@cache
def expected(case: str) -> dict[str, Any]:
    return dict(json.loads((PAGES / case / "page.json").read_text(encoding="utf-8")))


@cache
def read(case: str) -> Page:
    said = expected(case)
    body = (PAGES / case / "page.html").read_bytes()
    return read_page(said["url"], body, said.get("content_type"))


def as_written(page: Page, field: str) -> Any:
    """A field of a page as page.json writes it."""
    if field == "blocks":
        return [[block.origin.value, block.text] for block in page.blocks]
    if field == "published":
        return page.published.isoformat() if page.published else None
    return getattr(page, field)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", CASES)
def test_a_page_is_read_as_a_person_sees_it(case: str, field: str) -> None:
    assert as_written(read(case), field) == expected(case)[field]


@pytest.mark.parametrize("case", CASES)
def test_a_page_keeps_its_address(case: str) -> None:
    assert read(case).url == expected(case)["url"]


def test_the_platform_is_the_one_given() -> None:
    assert read_page(URL, b"<p>x", platform="huatongdai").platform == "huatongdai"


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("http://licai.hengtai.com.cn/a?b=c", "hengtai.com.cn"),
        ("https://hengtai.com/", "hengtai.com"),
        ("http://a.b.hengtai.gov.cn", "hengtai.gov.cn"),
        ("http://www.yuntingjr.example:8000/", "yuntingjr.example"),
        ("http://yuntingjr.example/", "yuntingjr.example"),
        ("http://WWW.Hengtai.COM./", "hengtai.com"),
        ("http://10.0.0.1:8080/", "10.0.0.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://localhost:8000/", "localhost"),
        ("http://理财.中国/", "理财.中国"),
        ("http://com.cn/", "com.cn"),
    ],
)
def test_a_platform_is_known_by_its_registered_domain(url: str, domain: str) -> None:
    assert registered_domain(url) == domain


NO_PAGES = {
    "nothing": b"",
    "blanks": b" \r\n ",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
    "a paper": b"%PDF-1.4\n1 0 obj <</Title (abc)>> endobj",
    "a program": b"\x7fELF" + bytes(range(1, 32)) * 40,
}


@pytest.mark.parametrize("body", NO_PAGES.values(), ids=NO_PAGES.keys())
@pytest.mark.parametrize("content_type", [None, "text/html", "text/plain"])
def test_what_is_no_page_has_no_blocks(body: bytes, content_type: str | None) -> None:
    page = read_page(URL, body, content_type)
    assert (page.blocks, page.title, page.platform) == ((), None, "cheshi.example")


def test_a_comment_is_seen_only_in_plain_text() -> None:
    comment = "<!-- 保本 -->"
    assert seen(comment) == []
    page = read_page(URL, comment.encode(), "text/plain")
    assert [block.text for block in page.blocks] == [comment]


# markup of the body, what is seen of it
ROWS = [
    # a rate stays beside its product, whatever the cells are wrapped in
    ("<tr><td>甲<td>18%", [("cell", "甲 | 18%")]),
    ("<tr><td><div><p>甲</p></div><td><div><p>18%</p></div>", [("cell", "甲 | 18%")]),
    ("<tr><th>甲<td>18%<br>(税前)", [("cell", "甲 | 18% (税前)")]),
    ("<tr><td><td>甲<td><td>18%<td>", [("cell", "甲 | 18%")]),
    ("<tr><td hidden>隐<td>甲<td>18%", [("cell", "甲 | 18%")]),
    (f"<tr>{' ' * 400}<td>甲{' ' * 400}<td>18%", [("cell", "甲 | 18%")]),
    # what stands in a row by itself does not tear it
    ("<tr><td><img alt=热>甲<td>18%", [("image_alt", "热"), ("cell", "甲 | 18%")]),
    ("<tr><td>甲<td><button>投</button><td>18%", [("cell", "甲 | 18%"), ("button", "投")]),
    # a page laid out as a table is no row
    ("<tr><td>甲<td><ul><li>乙<li>丙</ul>", [("cell", "甲"), ("item", "乙"), ("item", "丙")]),
    ("<tr><td>甲<br>乙<br>丙<br>丁<br>戊<td>己", [("cell", word) for word in "甲乙丙丁戊己"]),
    (f"<tr><td>甲<td>{'长' * 400}", [("cell", "甲"), ("cell", "长" * 400)]),
    ("<tr><td>甲", [("cell", "甲")]),
]


@pytest.mark.parametrize(("row", "blocks"), ROWS)
def test_rows_of_data_stay_together(row: str, blocks: list[tuple[str, str]]) -> None:
    assert seen(f"<table>{row}</table>") == blocks


REGIONS = [
    ("<div class='main-nav'>", Origin.NAVIGATION),
    ("<div id='topNav'>", Origin.NAVIGATION),
    ("<div id='topnav'>", Origin.NAVIGATION),
    ("<ul class='left_menu'>", Origin.NAVIGATION),
    ("<div role='navigation'>", Origin.NAVIGATION),
    ("<nav>", Origin.NAVIGATION),
    ("<div class='g-foot'>", Origin.FOOTER),
    ("<div id='Footer2'>", Origin.FOOTER),
    ("<p class='copyright'>", Origin.FOOTER),
    ("<div role='contentinfo'>", Origin.FOOTER),
    ("<footer>", Origin.FOOTER),
    # words of which a region's name is only a part, or that tell of the page as a whole
    ("<div class='navy'>", Origin.PARAGRAPH),
    ("<div class='has-footer'>", Origin.PARAGRAPH),
    ("<div class='menu-open'>", Origin.PARAGRAPH),
    ("<p class='foot-note'>", Origin.PARAGRAPH),
    ("<p class='football'>", Origin.PARAGRAPH),
]


@pytest.mark.parametrize(("tag", "origin"), REGIONS)
def test_navigation_and_footer_are_told_apart(tag: str, origin: Origin) -> None:
    assert seen(f"{tag}云汀") == [(origin.value, "云汀")]


def test_nul_and_control_characters_do_not_cut_the_page() -> None:
    assert seen("<p>保\0本\x01保\x0b息</p>\0<p>末") == [
        ("paragraph", "保本保息"),
        ("paragraph", "末"),
    ]


@pytest.mark.parametrize("tag", ["div", "b", "font", "p", "ul><li", "table><tr><td", "a", "button"])
@pytest.mark.parametrize("closed", [True, False])
def test_words_at_any_depth_are_read(tag: str, closed: bool) -> None:
    end = f"</{tag.partition('>')[0]}>" * 20_000 if closed else ""
    words = [text for _, text in seen(f"{f'<{tag}>' * 20_000}底{end}<p>末")]
    assert "".join(words).replace(" ", "") == "底末"


@pytest.mark.parametrize(
    "glued",
    [
        "<p>甲</p></html><p>乙",
        "<p>甲</body></html>\n<p>乙",
        "<p>甲</p></HTML ><html><head><title>二</title></head><body><p>乙</p></body></html>",
        "<html><body><p>甲</body></html><div>乙</div></html>",
        "<title>一</title><p>甲</p><!DOCTYPE html><html><head><style>p{}</style><body><p>乙",
    ],
)
def test_documents_glued_together_are_read_to_the_end(glued: str) -> None:
    words = [text for origin, text in seen(glued) if origin == "paragraph"]
    assert words == ["甲", "乙"]


@pytest.mark.parametrize(
    "tag",
    [
        "<body style='display:none'>",
        "<style>.wait{display:none}</style><body class=wait>",
        "<div id=js_content style='visibility:hidden'>",
        "<style media=print>.page{display:none}</style><div class=page>",
    ],
)
def test_what_is_hidden_from_nobody_is_read(tag: str) -> None:
    assert seen(f"{tag}<p>露</p>") == [("paragraph", "露")]


def test_hidden_text_stays_hidden_at_depth() -> None:
    deep = "<div>" * 3_000 + "<p style='display:none'>藏</p><p>露</p>"
    assert seen(deep) == [("paragraph", "露")]


# What takes quadratic time when read carelessly: braces, comments, tags and rows left open, rules
# that all elements share. Nothing is timed; carelessness hangs here for minutes.
LARGE = {
    "paragraphs": "<p>年化<b>18%</b>,保本保息。</p>" * 60_000,
    "one line": "保本" * 350_000,
    "styles": "<style>" + ".a{display:none}" * 120_000 + "</style><p class=b>露",
    "open styles": "<style>" + "@media{.a{" * 200_000 + "</style><p>露",
    "no style": "<style>" + "x" * 2_000_000 + "</style><p>露",
    "open comments": "<style>" + "/*" * 1_000_000 + "</style><p>露",
    "tables": "<table><tr><td>甲<td>" * 90_000,
    "equal rules": "<style>"
    + ".a{display:none}" * 60_000
    + "</style>"
    + "<p class=a>藏" * 50_000
    + "<p>露",
    "crossed rules": "<style>"
    + "".join(f".a{n % 300}.b{n // 300}{{display:none}}" for n in range(60_000))
    + "</style>"
    + "<p class='a7 b300'>露</p>" * 20_000,
    "navs": "<div class=nav>" * 120_000 + "露",
    "tags": "<" * 2_000_000,
    "dates": "<p>" + "2015-" * 400_000,
    "labels": "<p>" + "发布时间:" * 130_000,
}


@pytest.mark.parametrize("words", LARGE.values(), ids=LARGE.keys())
def test_two_megabytes_are_read(words: str) -> None:
    assert len(words.encode()) > 1_500_000
    assert seen(words)


def test_every_paragraph_of_a_large_page_is_read() -> None:
    body = "".join(f"<p>第{number}段</p>" for number in range(100_000))
    assert len(seen(body)) == 100_000


MARKUP = st.lists(
    st.sampled_from(
        "<p> </p> <div hidden> </div> <a> </a> <br> <table> <tr> <td> </td> </table> <button> "
        "</button> <img\xa0alt=图> <li> <pre> </pre> <style>.x{display:none}</style> <title> "
        "</title> <!-- --> 保本 18% \n \r \x0b \x1c \x85 \u2028 &#xD800; &#10; \0 \ud800".split(" ")
    )
)


def bodies() -> Iterator[st.SearchStrategy[bytes]]:
    yield st.binary()
    yield st.binary().map(b"<p>".__add__)
    yield MARKUP.map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
    yield st.text().map(lambda words: f"<p>{words}".encode("utf-16"))


@given(st.one_of(*bodies()), st.sampled_from([None, "text/html; charset=gbk", "text/plain"]))
@example(b"<p>\xed\xa0\x80", None)
@example("<p>甲\u2028乙".encode(), None)
def test_any_bytes_make_a_page(body: bytes, content_type: str | None) -> None:
    page = read_page(URL, body, content_type)
    page.text.encode("utf-8")
    assert all(block.text == block.text.strip() != "" for block in page.blocks)
    assert all(len(block.text.splitlines()) == 1 for block in page.blocks)


def test_repeats_side_by_side_are_kept_once() -> None:
    page = read_page(URL, "<p>甲</p><p>甲</p><h2>甲</h2><p>甲</p>".encode())
    first, second, third = page.blocks
    assert (first, second, third) == (
        TextBlock("甲", Origin.PARAGRAPH),
        TextBlock("甲", Origin.HEADING),
        TextBlock("甲", Origin.PARAGRAPH),
    )
