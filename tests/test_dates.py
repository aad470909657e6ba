"""The day a page was published, and the many days that are not. A newcomer appends to a table."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.reading.dates import declared_day, published_date
from dossier.reading.html import read_page

DECLARED = [
    ("2015-12-01", date(2015, 12, 1)),
    ("2015-12-01T10:22:00+08:00", date(2015, 12, 1)),
    ("2015-12-01 10:22", date(2015, 12, 1)),
    ("2015/12/1 10:22:05", date(2015, 12, 1)),
    ("2015年12月1日", date(2015, 12, 1)),
    ("20151201", date(2015, 12, 1)),
    ("20151201102205", date(2015, 12, 1)),
    # the day in Shanghai
    ("2015-12-01T17:30:00Z", date(2015, 12, 2)),
    ("2015-12-01T17:30:00.123Z", date(2015, 12, 2)),
    ("2015-12-01T15:59:00+0000", date(2015, 12, 1)),
    ("2015-12-01 00:30:00 +0900", date(2015, 11, 30)),
    ("2015-12-31t20:00z", date(2016, 1, 1)),
    # the hour is nonsense, the day is not
    ("2015-12-01T25:61:00Z", date(2015, 12, 1)),
    # no day of a page
    ("", None),
    ("PT5H", None),
    ("2015-13-01", None),
    ("2015-02-29", None),
    ("0000-00-00", None),
    ("1970-01-01", None),
    ("1994-12-31", None),
    ("2100-01-01", None),
    ("9999-12-31T23:00:00-08:00", None),
    ("1448936520", None),
    ("12015-12-01", None),
]


@pytest.mark.parametrize(("value", "day"), DECLARED)
def test_declared_day(value: str, day: date | None) -> None:
    assert declared_day(value) == day


DAY = date(2015, 12, 1)
VISIBLE = [
    "发布时间:2015年12月1日",
    "发布时间：2015年12月1日",
    "(云汀网)（来源：云汀晨讯） 2015-12-01 10：22",
    "2015-12-01 10:22 来源：本网讯 记者 闻风",
    "（发布于2015-12-01）",
    "发布日期: 2015-12-01 10:22",
    "文章发布时间:2015.12.1 浏览次数:812",
    "发表于 2015-12-1 21:07",
    "楼主|发表于2015/12/1",
    "2015-12-01 10:22",
    "2015/12/1",
    "2015年12月1日",
    "2015年12月01日10:22",
    "2015-12-01 10:22 来源:云汀晨讯 编辑:周",
    "来源: 云汀晚报 2015-12-01 10:22:33",
    "日期:2015-12-01 | 点击数:88",
    "(云汀财经 2015-12-01)",
    "本报记者 程简 2015-12-01",
    "本报记者 柯讯 实习生 苏眠 2015-12-01",
    "原创 颐澜之家 2015-12-01 20:15",
    "2015-12-01 曜垄记者站",
    "披露日期:2015-12-01。依据办法编制。",
    "更新时间:2015-12-01",
    "发布时间:2015-12-01 更新时间:2016-03-08",
]
NOT_PUBLISHED = [
    "活动时间:2015-12-01 10:00 至 2015-12-31 24:00",
    "活动时间:2015年12月1日",
    "成立时间:2015年12月1日",
    "产品发布时间:2015年12月1日",
    "平台上线时间:2015年12月1日",
    "募集期:2015-12-01",
    "起息日 2015-12-01",
    "到期日:2015-12-01",
    "今天是2015年12月1日 星期二",
    "2015年12月1日,公司在云汀挂牌。",
    "2015-12-01 10:00 准时开抢",
    "秒杀专场 2015-12-01 10:00",
    "编辑推荐 热销产品 2015-12-01",
    "恒泰理财2015年年报 2015-12-01",
    "恒泰理财最具潜力平台2015-12-01",
    "2015-12-01 至 2015-12-31",
    "数据截至2015年12月1日",
    "电话 021-2015-12-01234",
    "发布时间:2015年12月",
    "12月1日",
]


@pytest.mark.parametrize("text", VISIBLE)
def test_a_day_near_the_head_is_the_pages(text: str) -> None:
    assert published_date((), ["恒泰理财", text, "保本保息"]) == DAY


@pytest.mark.parametrize("text", NOT_PUBLISHED)
def test_other_days_are_not(text: str) -> None:
    assert published_date((), [text]) is None


@pytest.mark.parametrize(
    ("declared", "visible", "day"),
    [
        # what is declared goes before what is seen, and nonsense is passed over
        (["2016-01-01"], ["发布时间:2015-12-01"], date(2016, 1, 1)),
        (["", "0000-00-00"], ["发布时间:2015-12-01"], DAY),
        # a label goes before a line of its own, and that before the last change
        ([], ["2016-01-01", "发布时间:2015-12-01"], DAY),
        ([], ["更新时间:2016-01-01", "2015-12-01 10:22"], DAY),
        # a thread begins with its oldest post, a list of articles with its newest
        ([], ["发表于 2015-12-01", "甲", "发表于 2015-12-02"], DAY),
        ([], ["发表于 2015-12-01", "甲", "发表于 2015-11-02"], None),
        ([], ["2015-12-01", "2015-11-02"], None),
        ([], ["2015-12-01", "2015-12-01 08:00"], DAY),
        # only near the head
        ([], ["段"] * 29 + ["2015-12-01"], DAY),
        ([], ["段"] * 30 + ["2015-12-01"], None),
    ],
)
def test_what_goes_first(declared: list[str], visible: list[str], day: date | None) -> None:
    assert published_date(declared, visible) == day


MARKED = [
    '<meta property="article:published_time" content="2015-12-01T10:22:00+08:00">',
    '<meta name="PubDate" content="2015-12-01 10:22">',
    '<meta name="publishdate" content="20151201">',
    '<meta itemprop="datePublished" content="2015-12-01">',
    '<span itemprop="datePublished">2015-12-01</span>',
    '<time itemprop="datePublished" datetime="2015-12-01"></time><time datetime="2016-01-01">x',
    '<time datetime="2015-12-01T10:22">上午</time>',
    '<time datetime="2015-12-01T10:22">上午</time><time datetime="2015-12-01">上午</time>',
    '<script type="application/ld+json">{"datePublished":"2015-12-01"}</script>',
    '<script type="application/ld+json">[{"@graph":[{"pubDate":"2015-12-01T08:00"}]}]</script>',
    '<script type="application/ld+json">{"a":"x\ny","pubDate":"2015-12-01"}</script>',
    '<script type="application/ld+json">{"comment":{"datePublished":"2016-01-01"},'
    '"datePublished":"2015-12-01"}</script>',
    "<nav>2011-01-01</nav><p>2015-12-01</p><footer>2012-01-01</footer>",
]
UNMARKED = [
    '<time datetime="2015-12-01">甲</time><time datetime="2015-12-02">乙</time>',
    '<time datetime="2099">甲</time>',
    '<script type="application/ld+json">{"datePublished":20151201}</script>',
    f'<script type="application/ld+json">{"[" * 100_000}</script>',
    '<script type="text/javascript">{"datePublished":"2015-12-01"}</script>',
    '<meta name="expires" content="2015-12-01">',
    "<a href=x>2015-12-01</a>",
    "<p hidden>发布时间:2015-12-01</p>",
]


@pytest.mark.parametrize("markup", MARKED)
def test_marked_days_are_found(markup: str) -> None:
    assert read_page("http://a.example/", f"<html>{markup}".encode()).published == DAY


@pytest.mark.parametrize("markup", UNMARKED)
def test_other_marks_are_not(markup: str) -> None:
    assert read_page("http://a.example/", f"<html>{markup}".encode()).published is None


@given(st.lists(st.text("0123456789-/年月日:TZ+ 发布于时间来源")))
def test_anything_is_a_plausible_day_or_none(texts: list[str]) -> None:
    day = published_date(texts, texts)
    assert day is None or 1995 <= day.year < 2100
