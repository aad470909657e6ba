"""Rates: every return on people's money a text states, in simple interest a year.

A table of readings, each a pattern over folded text and the arithmetic it stands for. What a
percentage means is decided by the words around it: without a word of yield it is no return, and
beside a word of growth, debt, shares or fees it is something else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dossier.claims import Span
from model.numerals import NUMBER, parse_number


@dataclass(frozen=True, slots=True)
class FoundRate:
    """A return: where it stands, percent a year (a range gives its upper end), the arithmetic."""

    span: Span
    annual_percent: float
    conversion: str


Converted = tuple[float, str] | None
Match = re.Match[str]

# More than this a year is a slip of the pen or a phone number.
MOST = 100_000.0
_TIMES_A_YEAR = {"年": 1, "季": 4, "月": 12, "周": 52, "天": 365, "日": 365}
_PERCENT_OF = {"毛": 10.0, "分": 1.0, "厘": 0.1}
_LONGEST_TERM = 100.0

_GAP = r"[^,。!?;:\n]"
_TERM = rf"(?P<term>{NUMBER})\s*(?P<unit>年|季度?|个?月|天|日|周)"
_PERCENT = (
    rf"(?:(?P<low>{NUMBER})\s*(?:%|个?点)?\s*(?:-|~|至|到)\s*)?"
    rf"(?:(?P<high>{NUMBER})\s*(?:%|个(?:百分)?点)|百分之(?P<hundredth>{NUMBER}))(?:以上|起)?"
)
_YIELD = (
    r"(?:年化(?:收益|回报|利)?率?|年(?:利率?|息|收益率?|回报率?)|"
    r"[月日周季](?:化|息|利率?|收益率?|回报率?)|(?:收益|回报)率?|利息|利率|分红|派息|补贴|补偿金?|"
    r"返(?:利|现|息|还)?|利润|给息|净?赚|到手|业绩比较基准|参考回报)"
)
# 月领 counts by the month, 三个月给 does not.
_EVERY = (
    r"(?:每个?(?P<every>[年月周天日季])|(?:月(?=月))?(?<![\d一二两三四五六七八九十半几个])(?P<bare>[年月日])"
    r"|一个?(?P<one>[年月天季])(?:下来)?)"
)
_PAYS = r"(?:领|拿|返|给|到账|到手|得|收|分|发|赚|挣|付|结)"
_SOON = r"(?:之?内|就|即可|能|可以?|时间|左右|不到)*"


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
    for pattern, convert in _TABLE:
        for match in pattern.finditer(text):
            if _VETO.search(_clause_around(text, match)):
                continue
            converted = convert(match)
            if converted is not None and 0 < converted[0] <= MOST:
                yield FoundRate(Span(match.start(), match.end()), *converted)


def _stated(match: Match) -> Converted:
    """年化18%, 月收益2%, 三年收益60%, 20%的利息."""
    percent = _percent(match)
    if percent is None:
        return None
    upper = "，按上限计" if match["low"] else ""
    words = match[0]
    term = match.groupdict().get("term")
    if term and "年化" not in words and "年利" not in words:
        years = _years(match)
        if years is not None and years != 1.0:
            return (
                percent / years,
                f"{percent:g}% ÷ {years:.4g} 年 = {percent / years:.4g} %/年{upper}",
            )
    return _simple(percent, _period(match), upper)


def _by_fen(match: Match) -> Converted:
    """月息2分, 年息一分二, 1分8的利: of a month's rate a 分 is one percent, of a year's ten."""
    number, rest = parse_number(match["number"]), parse_number(match["rest"] or "零")
    if number is None or rest is None or number >= 10:
        return None
    percent = (number + rest / 10) * _PERCENT_OF[match["fen"]]
    unit = _period(match, default="月")
    return _simple(percent * 10 if unit == "年" else percent, unit)


def _by_thousand(match: Match) -> Converted:
    """日息千三, 每天万分之五."""
    number = parse_number(match["number"])
    if number is None:
        return None
    return _simple(number / (10 if match["per"] == "千" else 100), _period(match, default="日"))


def _payout(match: Match) -> Converted:
    """每投10万月领3000, 一万块一年给两千."""
    principal, paid = parse_number(match["principal"]), parse_number(match["paid"])
    if not principal or not paid or principal < 100 or paid > 20 * principal:
        return None
    unit = _period(match)
    yearly = 100.0 * paid / principal * _TIMES_A_YEAR[unit]
    return yearly, f"每{unit} {paid:g} ÷ {principal:g} = {yearly:.4g} %/年，单利"


def _payout_in_term(match: Match) -> Converted:
    """一万块三个月给一千二."""
    principal, paid, years = (
        parse_number(match["principal"]),
        parse_number(match["paid"]),
        _years(match),
    )
    if not principal or not paid or not years or principal < 100 or paid > 20 * principal:
        return None
    yearly = 100.0 * paid / principal / years
    return yearly, f"{paid:g} ÷ {principal:g} ÷ {years:.4g} 年 = {yearly:.4g} %/年，单利"


def _multiplied(match: Match) -> Converted:
    """三个月翻番, 三年翻两番, 半年翻三倍."""
    years, number = _years(match), parse_number(match["number"] or "一")
    if years is None or not number or number > 100:
        return None
    gain = 100.0 * (2**number - 1 if match["kind"] == "番" else max(number - 1, 1.0))
    return gain / years, f"增值 {gain:g}% ÷ {years:.4g} 年 = {gain / years:.4g} %/年"


def _paid_back(match: Match) -> Converted:
    """36天回本: a hundred percent in 36 days."""
    years = _years(match)
    return (
        None if years is None else (100 / years, f"100% ÷ {years:.4g} 年 = {100 / years:.4g} %/年")
    )


def _bought_back(match: Match) -> Converted:
    """3000元,三年后5000元回购."""
    paid, back, years = parse_number(match["principal"]), parse_number(match["back"]), _years(match)
    if not paid or not back or years is None or not paid < back <= 100 * paid:
        return None
    yearly = 100.0 * (back / paid - 1) / years
    return yearly, f"({back:g} - {paid:g}) ÷ {paid:g} ÷ {years:.4g} 年 = {yearly:.4g} %/年"


def _by_tenths(match: Match) -> Converted:
    """利息一成八: a 成 is a tenth."""
    number, rest = parse_number(match["number"]), parse_number(match["rest"] or "零")
    if number is None or rest is None or number > 10:
        return None
    return _simple(10 * number + rest, _period(match))


def _percent(match: Match) -> float | None:
    return parse_number(match["high"] or match["hundredth"])


def _years(match: Match) -> float | None:
    """The term in years; None for none, and for one that is no term of an investment."""
    number = parse_number(match["term"])
    if not number:
        return None
    years = number / _TIMES_A_YEAR[match["unit"].removeprefix("个")[0]]
    return years if years <= _LONGEST_TERM else None


def _period(match: Match, default: str = "年") -> str:
    """What a rate is counted by: 年化 says so whatever else is named, then 每月, then 月息."""
    words, groups = match[0], match.groupdict()
    if "年化" in words or "年利" in words:
        return "年"
    every = groups.get("every") or groups.get("bare") or groups.get("one")
    if every:
        return every
    named = re.search(r"[年季月周天日](?=化|息|利|收益|回报|结|返)", words)
    return named[0] if named else default


def _simple(percent: float, unit: str, note: str = "") -> Converted:
    times = _TIMES_A_YEAR[unit]
    if times == 1:
        return percent, f"{percent:g} %/年{note}"
    yearly = percent * times
    return yearly, f"{percent:g} %/{unit} × {times} = {yearly:.4g} %/年，单利{note}"


# 八分钟, 分红 and 分公司 are no interest.
_NO_FEN = r"(?!钱|钟|之|红|享|期|公司|店|析|行|类|销|散|别|子|布|摊|部)"
_FEN = rf"(?P<number>{NUMBER})\s*(?P<fen>[分厘毛])(?P<rest>[\d一二三四五六七八九半])?{_NO_FEN}"
_THOUSANDTH = rf"(?P<per>[千万])(?:分之)?(?P<number>{NUMBER})"
# 放十万一年拿两万: the 一 belongs to the year, not to the sum.
_PRINCIPAL = rf"(?P<principal>{NUMBER}(?<!一)|{NUMBER}(?=块|元|,))\s*(?:块钱?|元)?"
_PAID = (
    rf"(?P<paid>{NUMBER})(?!\s*(?:%|个?点|分|厘|毛|成|倍|天|年|个?月|期|人|家|户|次|张|席|克|斤))"
)

_TABLE: tuple[tuple[re.Pattern[str], Callable[[Match], Converted]], ...] = tuple(
    (re.compile(pattern), convert)
    for pattern, convert in (
        (rf"{_YIELD}{_GAP}{{0,6}}?{_TERM}{_GAP}{{0,3}}?{_PERCENT}", _stated),
        (rf"(?:{_TERM}期?{_GAP}{{0,4}}?)?{_YIELD}{_GAP}{{0,10}}?{_PERCENT}", _stated),
        (rf"{_EVERY}{_GAP}{{0,4}}?{_YIELD}{_GAP}{{0,6}}?{_PERCENT}", _stated),
        (rf"{_EVERY}{_GAP}{{0,4}}?{_PERCENT}\s*的?{_YIELD}", _stated),
        (rf"{_EVERY}{_GAP}{{0,4}}?(?P<low>)(?P<hundredth>)(?P<high>{NUMBER})\s*个点", _stated),
        (rf"{_PERCENT}(?:\s*/\s*年|\s*的?{_YIELD})", _stated),
        (
            rf"(?:{_EVERY}{_GAP}{{0,4}})?(?:[年月日]息|[年月日]结|利息?|给您?|返|月|做到){_GAP}{{0,4}}?{_FEN}",
            _by_fen,
        ),
        (rf"(?:{_EVERY}{_GAP}{{0,4}})?{_FEN}的?(?:利息?|息)", _by_fen),
        (
            rf"(?:[日月周]息|[日天]收益|日化|每[日天月]|一天){_GAP}{{0,3}}?{_THOUSANDTH}",
            _by_thousand,
        ),
        (
            rf"(?:利息?|收益|回报|返|赚|给|做到){_GAP}{{0,4}}?(?P<number>{NUMBER})成(?P<rest>[一二三四五六七八九半])?",
            _by_tenths,
        ),
        (
            rf"{_PRINCIPAL}{_GAP}{{0,6}},?{_GAP}{{0,4}}?{_EVERY}{_GAP}{{0,6}}?{_PAYS}{_GAP}{{0,3}}?{_PAID}",
            _payout,
        ),
        (rf"{_PRINCIPAL}{_GAP}{{0,4}}{_EVERY}{_GAP}{{0,2}}{_PAID}(?:块|元|的?利)", _payout),
        (
            rf"{_PRINCIPAL}{_GAP}{{0,4}}{_TERM}{_GAP}{{0,4}}{_PAYS}{_GAP}{{0,3}}?{_PAID}",
            _payout_in_term,
        ),
        (rf"{_TERM}{_SOON}(?:{_GAP}{{0,4}})翻(?P<number>{NUMBER})?(?P<kind>番|倍)", _multiplied),
        (rf"{_TERM}{_SOON}(?:回本|出本|收回(?:全部)?(?:成本|本金|投资)|还本)", _paid_back),
        (
            rf"(?:买|购|投|存){_GAP}{{0,4}}?{_PRINCIPAL}{_GAP}{{0,4}},?{_TERM}后?{_GAP}{{0,6}}?(?P<back>{NUMBER})\s*(?:块钱?|元)?{_GAP}{{0,2}}(?:回购|回收|收回|包销)",
            _bought_back,
        ),
    )
)

# The clause speaks of something else: 营收同比增长12%, 持股9.45%, 贷款年利率3.2%, 返佣20%.
_VETO = re.compile(
    r"同比|环比|增长|增速|增幅|涨幅|跌|涨停|营收|营业收入|净利|毛利|持股|股份|股本|股东|减持|质押|占比|占总|"
    r"贷款|借款人?利|贷|月供|首付|lpr|逆回购|中标|准备金|不良|覆盖率|费率|手续费|管理费|佣|提成|税|折|优惠|"
    r"净值|过往|历史|成立以来|近[一二三四五六七八九十七]+[日月年]|gdp|cpi|失业|概率|中奖|司法|违约金|罚息|指数"
)
_CLAUSE_END = ",。!?;\n"
_FAR = 60


def _clause_around(text: str, match: Match) -> str:
    """The clause of a match, looked for no farther than _FAR: some texts have no punctuation."""
    first, last = max(0, match.start() - _FAR), min(len(text), match.end() + _FAR)
    start = max(text.rfind(mark, first, match.start()) for mark in _CLAUSE_END) + 1
    ends = [end for mark in _CLAUSE_END if (end := text.find(mark, match.end(), last)) >= 0]
    return text[max(start, first) : min(ends, default=last)]
