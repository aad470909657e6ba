"""When a page was published, as far as it says so itself.

A wrong day cites a law that was not in force, no day falls back to the day of the visit: so a
page that is not sure has none.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from dossier.times import day_in_shanghai

EARLIEST, LATEST = date(1995, 1, 1), date(2100, 1, 1)

_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*([Zz]|[+-]\d{2}:?\d{2})"
)
_DAY = re.compile(r"(?<!\d)(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})(?!\d)\s*日?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")

# Only behind a blank or at the start: 产品发布时间 and 募集时间 are no days of the page.
_BEFORE = r"(?:^|[\s|,，。;；(（\[【·])"
_PUBLISHED = re.compile(
    rf"{_BEFORE}(?:文章|本文)?(?:发布|发表|刊登|刊发|公布|发稿|发帖|披露)(?:时间|日期|于)?\s*[:：]?\s*"
)
_UPDATED = re.compile(rf"{_BEFORE}(?:最后)?更新(?:时间|日期|于)?\s*[:：]?\s*")

# A day without a label is the page's when nothing but a byline stands beside it.
_CLOCK = re.compile(r"\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_BETWEEN = re.compile(r"[\s|·•/,，()（）【】\[\]]+")
_COLON = re.compile(r"\s*[:：]\s*")
_BYLINE = re.compile(
    r"(?:来源|稿源|出处|作者|编辑|责任编辑|责编|记者|时间|日期|浏览|阅读|点击|人气|评论|回复|字号|字体"
    r"|分享|打印|收藏)(?:数|次数|量)?(?::.*|\d*)"
    # Names of papers and sites; 报 alone would be any 年报, 台 any 平台.
    r"|.{1,6}(?:网|[日晚晨早商时]报|晨讯|电视台|通讯社|在线|财经)"
)
# Beside one of these stands a name: 本报记者 程简, 原创 檐雪掌柜.
_AUTHOR = re.compile(
    r"本[报网站刊](?:讯|记者)?|记者|通讯员|实习生|原创|作者|.{1,6}记者站|(?:来源|作者|编辑|责编|记者):.*"
)
_NAME = re.compile(r"[^\W\d]{1,8}")
_LONGEST_BYLINE = 80
_HEAD_BLOCKS = 30


def published_date(declared: Iterable[str], visible: Sequence[str]) -> date | None:
    """The Asia/Shanghai day a page was published; None when it does not clearly say.

    `declared` are values of meta tags and the like, most trusted first; `visible` the blocks of
    the page's body in reading order, of which only the first are looked at.
    """
    for value in declared:
        day = declared_day(value)
        if day is not None:
            return day
    head = visible[:_HEAD_BLOCKS]
    return _labelled(head, _PUBLISHED) or _bare(head) or _labelled(head, _UPDATED)


def declared_day(value: str) -> date | None:
    """The day of a value meant for machines, in Asia/Shanghai when it names its zone.

    >>> declared_day("2015-12-01T17:30:00Z"), declared_day("20151201"), declared_day("PT5H")
    (datetime.date(2015, 12, 2), datetime.date(2015, 12, 1), None)
    """
    instant = _INSTANT.search(value)
    if instant is not None:
        try:
            day, clock, zone = instant.groups()
            return _plausible(
                day_in_shanghai(datetime.fromisoformat(f"{day}T{clock}{zone.upper()}"))
            )
        except (ValueError, OverflowError):
            pass
    found = _DAY.search(value) or _COMPACT_DAY.fullmatch(value.strip())
    return _day(found) if found else None


def _labelled(head: Sequence[str], label: re.Pattern[str]) -> date | None:
    """The first day behind a label, unless an earlier one follows.

    In a thread the first post is the oldest; in a list of articles the first is the newest, and
    none of the days is the page's.
    """
    days = []
    for text in head:
        said = label.search(text)
        found = _DAY.match(text, said.end()) if said else None
        day = _day(found) if found else None
        if day is not None:
            days.append(day)
    return days[0] if days and days[0] == min(days) else None


def _bare(head: Sequence[str]) -> date | None:
    """The day that stands alone or in a byline, if the head of the page holds only one such."""
    days = {day for text in head if (day := _byline_day(text)) is not None}
    return days.pop() if len(days) == 1 else None


def _byline_day(text: str) -> date | None:
    found = _DAY.search(text) if len(text) <= _LONGEST_BYLINE else None
    if found is None:
        return None
    clock = _CLOCK.match(text, found.end())
    rest = f"{text[: found.start()]} {text[clock.end() if clock else found.end() :]}"
    pieces = [piece for piece in _BETWEEN.split(_COLON.sub(":", rest)) if piece]
    others = [piece for piece in pieces if not _BYLINE.fullmatch(piece)]
    signed = any(_AUTHOR.fullmatch(piece) for piece in pieces)
    named = all(_AUTHOR.fullmatch(piece) or _NAME.fullmatch(piece) for piece in others)
    return _day(found) if not others or (signed and named) else None


def _day(found: re.Match[str]) -> date | None:
    try:
        return _plausible(date(*map(int, found.groups())))
    except ValueError:  # 2015-13-01
        return None


def _plausible(day: date) -> date | None:
    return day if EARLIEST <= day < LATEST else None
