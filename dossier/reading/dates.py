"""When a page was published, as far as it says so itself."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from dossier.times import day_in_shanghai

EARLIEST, LATEST = date(1995, 1, 1), date(2100, 1, 1)

_ISO_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_DAY = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})")
# A day in running text is a day of anything; beside one of these it is the day of the page.
_SAID = re.compile(r"(?:发布|发表|更新|刊登|公布|上线)(?:时间|日期|于)?\s*[:：]?\s*")
_DATELINE = re.compile(
    r"\s*\d{4}\s*[年/-]\s*\d{1,2}\s*[月/-]\s*\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*"
)
_HEAD_BLOCKS = 30


def published_date(declared: Iterable[str], visible: Iterable[str]) -> date | None:
    """The Asia/Shanghai day a page was published; None when it does not clearly say.

    `declared` are values of meta tags and <time>, most trusted first; `visible` the page's blocks
    in reading order, of which only the first are looked at.
    """
    for value in declared:
        day = parse_day(value)
        if day is not None:
            return day
    for text, _ in zip(visible, range(_HEAD_BLOCKS), strict=False):
        said = _SAID.search(text)
        if said is not None:
            day = parse_day(text[said.end() : said.end() + 24])
            if day is not None:
                return day
        if _DATELINE.fullmatch(text):
            return parse_day(text)
    return None


def parse_day(words: str) -> date | None:
    """The first day in `words`, in Asia/Shanghai when a time with its zone is given.

    >>> parse_day("2015-12-01T17:30:00Z"), parse_day("2015年12月1日 10:22"), parse_day("2015/13/1")
    (datetime.date(2015, 12, 2), datetime.date(2015, 12, 1), None)
    """
    instant = _ISO_TIME.search(words)
    try:
        if instant is not None:
            at = datetime.fromisoformat(instant[0])
            return _plausible(day_in_shanghai(at) if at.tzinfo else at.date())
        found = _DAY.search(words)
        return _plausible(date(*map(int, found.groups()))) if found else None
    except (ValueError, OverflowError):
        return None


def _plausible(day: date) -> date | None:
    return day if EARLIEST <= day < LATEST else None
