"""Rates: every return on people's money a text states, in simple interest a year.

What a percentage means is decided by the words around it: without a word of yield it is no return,
and beside a word of growth, debt, shares or fees it is something else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.claims import Span
from model.rate_readings import READINGS


@dataclass(frozen=True, slots=True)
class FoundRate:
    """A return: where it stands, percent a year (a range gives its upper end), the arithmetic."""

    span: Span
    annual_percent: float
    conversion: str


# More than this a year is a slip of the pen or a phone number.
MOST = 100_000.0

# The clause speaks of something else: 营收同比增长12%, 持股9.45%, 贷款年利率3.2%, 返佣20%.
_VETO = re.compile(
    r"同比|环比|增长|增速|增幅|涨幅|跌|涨停|营收|营业收入|净利|毛利|持股|股份|股本|股东|减持|质押|占比|占总|"
    r"贷款|借款人?利|贷|月供|首付|lpr|逆回购|中标|准备金|不良|覆盖率|费率|手续费|管理费|佣|提成|税|折|优惠|"
    r"净值|过往|历史|成立以来|近[一二三四五六七八九十七]+[日月年]|gdp|cpi|失业|概率|中奖|司法|违约金|罚息|指数|"
    r"波动率|换手|通胀|信用卡|分期|滞纳|工资|薪|社保|养老金|上浮|上限|法院|[股房金]价|还款|借\d|借[一二两三十]|"
    r"(?:19|20)\d\d年.{0,8}年化"
)
_CLAUSE_END = ",。!?;\n"
_FAR = 60


def find_rates(text: str) -> tuple[FoundRate, ...]:
    """Every return the folded text states, in its order; of readings that overlap the longest."""
    kept: list[FoundRate] = []
    taken = bytearray(len(text))
    for rate in sorted(_readings(text), key=lambda rate: (-len(rate.span), rate.span.start)):
        place = slice(rate.span.start, rate.span.end)
        if not any(taken[place]):
            taken[place] = b"\1" * len(rate.span)
            kept.append(rate)
    return tuple(sorted(kept, key=lambda rate: rate.span))


def _readings(text: str) -> Iterator[FoundRate]:
    for pattern, convert in READINGS:
        for match in pattern.finditer(text):
            if _VETO.search(_clause_around(text, match)):
                continue
            converted = convert(match)
            if converted is not None and 0 < converted[0] <= MOST:
                yield FoundRate(Span(match.start(), match.end()), *converted)


def _clause_around(text: str, match: re.Match[str]) -> str:
    """The clause of a match, looked for no farther than _FAR: some texts have no punctuation."""
    first, last = max(0, match.start() - _FAR), min(len(text), match.end() + _FAR)
    start = max(text.rfind(mark, first, match.start()) for mark in _CLAUSE_END) + 1
    ends = [end for mark in _CLAUSE_END if (end := text.find(mark, match.end(), last)) >= 0]
    return text[max(start, first) : min(ends, default=last)]
