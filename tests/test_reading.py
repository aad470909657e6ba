"""Reading: what a person sees becomes blocks. Cases are tables; a newcomer appends a row."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.reading.address import registered_domain
from dossier.reading.charset import decode
from dossier.reading.dates import published_date
from dossier.reading.html import read_page

TEXT = "稳健理财,年化18%,氵昆改"
URL = "http://www.hengtai.example/a"

# HTML and the blocks a person sees, as origin:text.
BLOCKS = [
    ("<title>标题</title><p>正文</p>", ["title:标题", "paragraph:正文"]),
    ("<p>本<b>金</b><a href=x>无忧</a><font>18%</font></p>", ["paragraph:本金无忧18%"]),
    ("<p>一行<br>又一行</p>", ["paragraph:一行", "paragraph:又一行"]),
    ("<p>空&nbsp;&nbsp;白\n\t换行</p>", ["paragraph:空 白 换行"]),
    ("<p>见<!-- 藏 -->见</p>", ["paragraph:见见"]),
    ("<h2>小标题</h2><ul><li>一<li>二</ul>", ["heading:小标题", "item:一", "item:二"]),
    (
        "<table><tr><td>产品甲<td>18%</tr><tr><td>产品乙<td>15%</tr></table>",
        ["cell:产品甲 | 18%", "cell:产品乙 | 15%"],
    ),
    ("<a href=/x>立即投资</a><p>文<a>链</a></p>", ["link:立即投资", "paragraph:文链"]),
    (
        "<button><span>抢购</span></button><input type=submit value=开户>",
        ["button:抢购", "button:开户"],
    ),
    ("<img src=a alt='国资背景 放心'>", ["image_alt:国资背景 放心"]),
    ("<meta name=description content=年化20%><p>文</p>", ["description:年化20%", "paragraph:文"]),
    ("<nav><ul><li><a>首页</a></ul></nav><p>文</p>", ["navigation:首页", "paragraph:文"]),
    (
        "<p>文</p><div class='site-footer'><p>投资有风险</p></div>",
        ["paragraph:文", "footer:投资有风险"],
    ),
    ("<p>同</p><p>同</p><p>异</p>", ["paragraph:同", "paragraph:异"]),
    ("<p>保\u200b本\u00ad</p>", ["paragraph:保本"]),
    ("<p>未闭<b>合<p>下一段", ["paragraph:未闭合", "paragraph:下一段"]),
    ("<frameset><frame src=a><noframes>请用新浏览器</noframes>", []),
    ("<?xml version='1.0' encoding='gb2312'?><p>文</p>", ["paragraph:文"]),
    ("<div id=app></div><script>var t='文'</script>", []),
    ("", []),
    ("\x00\x01\x02binary", []),
]
HIDDEN = [
    "<script>藏</script>",
    "<style>.藏{}</style>",
    "<template><p>藏</p></template>",
    "<noscript>藏</noscript>",
    "<p hidden>藏</p>",
    "<p style='color:red; DISPLAY : none'>藏</p>",
    "<div style='visibility:hidden'><p>藏</p></div>",
    "<input type=hidden value=藏>",
    "<style>.x, #y { display:none }</style><p class='a x'>藏</p>",
    "<style>#y{display:none}</style><div id=y>藏</div>",
    "<svg><title>藏</title></svg>",
    "<!-- <p>藏</p> -->",
]
SHOWN = [
    "<style>@media print{.x{display:none}}</style><p class=x>藏</p>",
    "<style>.open .x{display:none}</style><p class=x>藏</p>",
    "<p style='display:block'>藏</p>",
    "<p aria-hidden=true>藏</p>",
]
CHARSETS = [
    (TEXT.encode("utf-8"), None),
    (TEXT.encode("gb18030"), None),
    (TEXT.encode("gb18030"), "text/html; charset=gb2312"),
    (b"<meta charset=gb2312>" + TEXT.encode("gb18030"), None),
    (TEXT.encode("gb18030"), "text/html; charset=utf-8"),
    (TEXT.encode("utf-8"), "text/html; charset=gbk"),
    (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "text/html; charset=gbk"),
    (b"\xff\xfe" + TEXT.encode("utf-16-le"), None),
    (TEXT.encode("utf-8") + "保".encode()[:2], None),
    (TEXT.encode("gb18030") + "保".encode("gb18030")[:1], "text/html; charset=gbk"),
]
DATES = [
    ("2015-12-01T17:30:00Z", date(2015, 12, 2)),
    ("2015-12-01T17:30:00+08:00", date(2015, 12, 1)),
    ("2015年12月1日 10:22", date(2015, 12, 1)),
    ("2015/12/1", date(2015, 12, 1)),
    ("2015-13-01", None),
    ("1012-01-01", None),
    ("电话2015-1234-12", None),
]


def seen(html: str) -> list[str]:
    page = read_page(URL, html.encode(), "text/html; charset=utf-8")
    return [f"{block.origin.value}:{block.text}" for block in page.blocks]


@pytest.mark.parametrize(("html", "blocks"), BLOCKS)
def test_what_is_seen_becomes_blocks(html: str, blocks: list[str]) -> None:
    assert seen(html) == blocks


@pytest.mark.parametrize("html", HIDDEN)
def test_what_is_hidden_never_leaks(html: str) -> None:
    assert seen(f"<body>{html}<p>文</p>") == ["paragraph:文"]


@pytest.mark.parametrize("html", SHOWN)
def test_what_is_shown_is_kept(html: str) -> None:
    assert "paragraph:藏" in seen(f"<body>{html}")


@pytest.mark.parametrize(("body", "content_type"), CHARSETS)
def test_charsets_are_found_declared_or_not(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type).startswith(TEXT) or TEXT in decode(body, content_type)


def test_big5_is_read_where_it_is_declared() -> None:
    page = "<meta charset=big5><p>穩健理財保證收益</p>"
    assert "穩健理財保證收益" in decode(page.encode("big5"))


@pytest.mark.parametrize(("words", "day"), DATES)
def test_days_are_read(words: str, day: date | None) -> None:
    assert published_date([words], []) == day


def test_a_page_says_when_it_was_published() -> None:
    assert published_date(["", "2016-02-03"], ["发布时间:2015-12-01"]) == date(2016, 2, 3)
    assert published_date([], ["首页", "发布时间:2015-12-01 10:22"]) == date(2015, 12, 1)
    assert published_date([], ["2015-12-01 10:22"]) == date(2015, 12, 1)
    assert published_date([], ["公司成立于2015年12月1日"]) is None


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("http://licai.hengtai.com.cn/a?b", "hengtai.com.cn"),
        ("https://www.hengtai.example:8080/", "hengtai.example"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_platforms_are_registered_domains(url: str, domain: str) -> None:
    assert registered_domain(url) == domain


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(alphabet="<p>/a&;#x=\"'保本 \n\x00", max_size=200))
)
def test_any_bytes_make_a_page(body: bytes | str) -> None:
    raw = body if isinstance(body, bytes) else body.encode()
    page = read_page(URL, raw)
    page.text.encode("utf-8")
    assert all(block.text and "\n" not in block.text for block in page.blocks)


def test_deep_and_long_pages_are_read() -> None:
    deep = "<div>" * 20_000 + "深" + "</div>" * 20_000
    read_page(URL, deep.encode())
    long = "".join(f"<p>第{number}段,内容不同。</p>" for number in range(60_000))
    assert len(read_page(URL, long.encode()).blocks) == 60_000
