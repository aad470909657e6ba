"""Readings of a rate: each a pattern over folded text and the arithmetic it stands for.

A pattern names its parts by groups: `term` and `unit` (half a year, 36 days), `low` and `high` or
`hundredth` (a percentage), `principal` and `paid` or `back` (sums), `every`, `daily`, `bare` or
`one` (what the payment recurs by). `READINGS` is in no order: the longest reading of a place wins.
"""

import re
from collections.abc import Callable

from model.numerals import NUMBER, parse_number

Converted = tuple[float, str] | None
Match = re.Match[str]

_TIMES_A_YEAR = {"年": 1, "季": 4, "月": 12, "周": 52, "天": 365, "日": 365}
_PERCENT_OF = {"毛": 10.0, "分": 1.0, "厘": 0.1}
_LONGEST_TERM = 100.0
_SHORTEST_LISTED = 0.25
_SMALLEST_PRINCIPAL = 100
# Beyond this a payout is another sum altogether: 投十元…奖金五百万.
_MOST_TIMES = 20
# A sum above the principal holds it (投一万,一年后拿一万二), unless it is said to be gained.
_GAINED = re.compile(r"赚|挣|(?<!带)利|分红|收益|多")

_GAP = r"[^,。!?;:\n]"
# 前三年每年8% is a rate a year and 2018年 is no term.
_TERM = (
    rf"(?<![前第头])(?P<term>{NUMBER})\s*(?P<unit>年|季度?|个?月|天|日|周)(?P<half>半)?(?![年息化])"
)
# A loss is no return: 持有期收益-3.2%.
_PERCENT = (
    rf"(?<!-)(?:(?P<low>{NUMBER})\s*(?:%|个?点)?\s*(?:-|~|至|到)\s*)?"
    rf"(?:(?P<high>{NUMBER})\s*(?:%|个(?:百分)?点)|百分之(?P<hundredth>{NUMBER}))(?:以上|起)?"
)
_BARE_PERCENT = (
    rf"(?:(?P<low>{NUMBER})(?:-|~|至|到))?(?P<hundredth>)(?P<high>{NUMBER})"
    r"(?![\d.%]|\s*(?:个|天|日|年|月|期|万|元|块|倍|成|分|家|人|户|次|亿|只|点))"
)
_YIELD = (
    r"(?:年化(?:收益|回报|利)?率?|年(?:利率?|息|收益率?|回报率?)|"
    r"[月日周季](?:化|息|利率?|收益率?|回报率?)|(?:收益|回报)率?|利息|利率|分红|派息|补贴|补偿金?|"
    r"返(?:还|利|现|息|租)?(?:(?:你|您)?的?(?:本金|投资额?|投资款)的)?|利润|给息|净?赚|到手|"
    r"业绩比较基准:?|参考回报|[结付]息|租金(?:回报率?)?|新手标|增值|升值|本金的|[稳坐尊]享)"
)
# 月领 counts by the month, 三个月给 does not.
_EVERY = (
    r"(?:每个?(?P<every>[年月周天日季])度?|(?P<daily>[天月年周日])(?P=daily)|"
    r"(?:月(?=月))?(?<![\d一二两三四五六七八九十半几个])(?P<bare>[年月日季])度?"
    r"|一个?(?P<one>[年月天季])(?:下来)?)"
)
_PAYS = r"(?:领|拿|返|给|到账|到手|得|收入?|分|发|赚|挣|付|结|收益|利息|租金|分红|返利)"
_SOON = r"(?:之?内|以?后|就|即可|能|可以?|时间|左右|不到)*"
_PRINCIPAL = rf"(?P<principal>{NUMBER}(?<!一)|{NUMBER}(?=块|元|,))\s*(?:块钱?|元)?"
_NO_SUM = r"(?!\s*(?:%|个?点|分|厘|毛|成|倍|天|年|个?月|期|人|家|户|次|张|席|克|斤|多人|步))"
# A sum never begins inside another: of 三千 the 千 alone is none.
_SUM_BEGINS = r"(?<![\d一二两三四五六七八九十百千万亿])"
_PAID = rf"{_SUM_BEGINS}(?P<paid>{NUMBER}){_NO_SUM}"
_BACK = rf"{_SUM_BEGINS}(?P<back>{NUMBER}){_NO_SUM}\s*(?:块钱?|元)?"
_TAKEN_BACK = r"(?:回购|回收|收回|包销|赎回|拿回)"
# 八分钟, 分红 and 分公司 are no interest.
_NO_FEN = r"(?!钱|钟|之|红|享|期|公司|店|析|行|类|销|散|别|子|布|摊|部)"
_FEN = rf"(?P<number>{NUMBER})\s*(?P<fen>[分厘毛])(?P<rest>[\d一二三四五六七八九半])?{_NO_FEN}"
_THOUSANDTH = rf"(?P<per>[千万])(?:分之)?(?P<number>{NUMBER})"


def _stated(match: Match) -> Converted:
    """年化18%, 月收益2%, 三年收益60%, 20%的利息."""
    percent = _percent(match)
    if percent is None:
        return None
    upper = "，按上限计" if match["low"] else ""
    words = match[0]
    if not match.groupdict().get("term") or "年化" in words or "年利" in words:
        return _simple(percent, _period(match), upper)
    years = _years(match)
    if years is None or years == 1.0:
        return _simple(percent, _period(match), upper)
    if percent > 100 and "返" in words and "收益" not in words:
        yearly = (percent - 100) / years
        return yearly, f"({percent:g}% - 本金) ÷ {years:.4g} 年 = {yearly:.4g} %/年{upper}"
    yearly = percent / years
    return yearly, f"{percent:g}% ÷ {years:.4g} 年 = {yearly:.4g} %/年{upper}"


def _of_a_term(match: Match) -> Converted:
    """三年期13.8%, 6个月 10%: in a list of terms each bears its rate a year; not 一天一个点."""
    percent, years = _percent(match), _years(match)
    if percent is None or years is None or years < _SHORTEST_LISTED:
        return None
    return _simple(percent, "年", "，按上限计" if match["low"] else "")


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


def _by_tenths(match: Match) -> Converted:
    """利息一成八, 半年赚三成: a 成 is a tenth."""
    number, rest = parse_number(match["number"]), parse_number(match["rest"] or "零")
    if number is None or rest is None or number > 10:
        return None
    percent, years = 10 * number + rest, _years(match) if match.groupdict().get("term") else None
    if years:
        return percent / years, f"{percent:g}% ÷ {years:.4g} 年 = {percent / years:.4g} %/年"
    return _simple(percent, _period(match))


def _payout(match: Match) -> Converted:
    """每投10万月领3000, 投一万,一年到手一万二 (of which ten thousand are one's own)."""
    sums = _sums(match, "paid")
    if sums is None:
        return None
    principal, paid = sums
    unit = _period(match)
    if unit == "年" and paid > principal and not _GAINED.search(match[0]):
        return _gain(principal, paid, 1.0)
    yearly = 100.0 * paid / principal * _TIMES_A_YEAR[unit]
    return yearly, f"每{unit} {paid:g} ÷ {principal:g} = {yearly:.4g} %/年，单利"


def _payout_in_term(match: Match) -> Converted:
    """一万块三个月给一千二; 存10万三年返15万."""
    sums, years = _sums(match, "paid"), _years(match)
    if sums is None or years is None:
        return None
    principal, paid = sums
    if paid > principal and not _GAINED.search(match[0]):
        return _gain(principal, paid, years)
    yearly = 100.0 * paid / principal / years
    return yearly, f"{paid:g} ÷ {principal:g} ÷ {years:.4g} 年 = {yearly:.4g} %/年，单利"


def _bought_back(match: Match) -> Converted:
    """3000元,三年后5000元回购; 一万变一万五只要半年."""
    sums, years = _sums(match, "back"), _years(match) if match["term"] else 1.0
    if sums is None or years is None:
        return None
    principal, back = sums
    return _gain(principal, back, years) if back > principal else None


def _above_price(match: Match) -> Converted:
    """三年后1.8倍回购, 两年后加价40%回购."""
    years = _years(match)
    times = parse_number(match["times"] or "")
    percent = 100.0 * (times - 1) if times else _percent(match)
    if years is None or not percent or percent <= 0:
        return None
    return percent / years, f"{percent:g}% ÷ {years:.4g} 年 = {percent / years:.4g} %/年"


def _multiplied(match: Match) -> Converted:
    """三个月翻番, 三年翻两番, 半年翻三倍, 一年赚一倍."""
    years, number = _years(match), parse_number(match["number"] or "一")
    if years is None or not number or number > 100:
        return None
    if match["kind"] == "番":
        gain = 100.0 * (2**number - 1)
    else:
        gain = 100.0 * (number if _GAINED.search(match[0]) else max(number - 1, 1.0))
    return gain / years, f"增值 {gain:g}% ÷ {years:.4g} 年 = {gain / years:.4g} %/年"


def _paid_back(match: Match) -> Converted:
    """36天回本: a hundred percent in 36 days."""
    years = _years(match)
    if years is None:
        return None
    return 100 / years, f"100% ÷ {years:.4g} 年 = {100 / years:.4g} %/年"


def _sums(match: Match, paid: str) -> tuple[float, float] | None:
    """Principal and what is paid on it; None where the two do not go together."""
    principal, sum_paid = parse_number(match["principal"]), parse_number(match[paid])
    if not principal or not sum_paid:
        return None
    if principal < _SMALLEST_PRINCIPAL or sum_paid > _MOST_TIMES * principal:
        return None
    return principal, sum_paid


def _gain(principal: float, back: float, years: float) -> Converted:
    yearly = 100.0 * (back / principal - 1) / years
    gained = f"({back:g} - {principal:g}) ÷ {principal:g}"
    return yearly, f"{gained} ÷ {years:.4g} 年 = {yearly:.4g} %/年"


def _percent(match: Match) -> float | None:
    return parse_number(match["high"] or match["hundredth"] or "")


def _years(match: Match) -> float | None:
    """The term in years; None for none, and for one that is no term of an investment."""
    number = parse_number(match["term"])
    if not number:
        return None
    number += 0.5 if match["half"] else 0.0
    years = number / _TIMES_A_YEAR[match["unit"].removeprefix("个")[0]]
    return years if years <= _LONGEST_TERM else None


def _period(match: Match, default: str = "年") -> str:
    """What a rate is counted by: 年化 says so whatever else is named, then 每月, then 月息."""
    words, groups = match[0], match.groupdict()
    if "年化" in words or "年利" in words:
        return "年"
    every = next((groups[k] for k in ("every", "daily", "bare", "one") if groups.get(k)), None)
    if every:
        return every
    named = re.search(r"[年季月周天日](?=度?(?:化|息|利|收益|回报|结|返))", words)
    return named[0] if named else default


def _simple(percent: float, unit: str, note: str = "") -> Converted:
    times = _TIMES_A_YEAR[unit]
    if times == 1:
        return percent, f"{percent:g} %/年{note}"
    yearly = percent * times
    return yearly, f"{percent:g} %/{unit} × {times} = {yearly:.4g} %/年，单利{note}"


READINGS: tuple[tuple[re.Pattern[str], Callable[[Match], Converted]], ...] = tuple(
    (re.compile(pattern), convert)
    for pattern, convert in (
        (rf"{_YIELD}{_GAP}{{0,6}}?{_TERM}{_GAP}{{0,3}}?{_PERCENT}", _stated),
        (rf"(?:{_TERM}(?:期|一期,?)?{_GAP}{{0,4}}?)?{_YIELD}{_GAP}{{0,10}}?{_PERCENT}", _stated),
        (rf"{_YIELD}:{_PERCENT}", _stated),
        (rf"年化(?:收益|回报|利)?率?[给到做有达高为是约在]{{0,3}}{_BARE_PERCENT}", _stated),
        (rf"{_TERM}(?:期的?)?(?:就|能|可|你|您)*(?:给|做到|有|返|拿)(?:你|您)?{_PERCENT}", _stated),
        (rf"{_EVERY}{_GAP}{{0,4}}?{_YIELD}{_GAP}{{0,6}}?{_PERCENT}", _stated),
        (rf"{_EVERY}{_GAP}{{0,4}}?{_PERCENT}\s*的?(?:[静动]态|固定|保底)?{_YIELD}", _stated),
        (rf"{_TERM}(?:期|期限)?[\s:]?{_PERCENT}(?=$|[\s,。!?;、])", _of_a_term),
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
            rf"(?:{_TERM}{_SOON})?(?:利息?|收益|回报|返|赚|给|做到){_GAP}{{0,4}}?(?P<number>{NUMBER})成(?P<rest>[一二三四五六七八九半])?",
            _by_tenths,
        ),
        (
            rf"{_PRINCIPAL}{_GAP}{{0,6}},?{_GAP}{{0,4}}?{_EVERY}(?:后|底)?{_GAP}{{0,6}}?{_PAYS}{_GAP}{{0,3}}?{_PAID}",
            _payout,
        ),
        (
            rf"{_PRINCIPAL}{_GAP}{{0,4}}{_EVERY}{_GAP}{{0,2}}{_PAID}(?:块|元|的?利|到账|$|(?=,))",
            _payout,
        ),
        (
            rf"{_PRINCIPAL}{_GAP}{{0,6}},?{_GAP}{{0,2}}{_TERM}{_SOON}{_GAP}{{0,4}}?(?:{_PAYS}|连本带利|拿回){_GAP}{{0,3}}?{_PAID}",
            _payout_in_term,
        ),
        (rf"(?:{_TERM})?{_PRINCIPAL}(?:就|能|可以?)?变成?{_BACK}", _bought_back),
        (rf"{_PRINCIPAL}{_TERM}{_SOON}变成?{_BACK}", _bought_back),
        (rf"{_PRINCIPAL}变成?{_BACK},?(?:只要|只需|用时|也就){_TERM}", _bought_back),
        (
            rf"{_PRINCIPAL}{_GAP}{{0,6}},?{_TERM}{_SOON}{_GAP}{{0,6}}?{_BACK}{_GAP}{{0,2}}{_TAKEN_BACK}",
            _bought_back,
        ),
        (
            rf"{_TERM}{_SOON}{_GAP}{{0,6}}?(?:(?P<times>{NUMBER})倍{_GAP}{{0,2}}|(?:加价|溢价|加){_PERCENT}){_TAKEN_BACK}",
            _above_price,
        ),
        (
            rf"{_TERM}{_SOON}(?:{_GAP}{{0,4}})(?:翻|赚)(?P<number>{NUMBER})?(?P<kind>番|倍)",
            _multiplied,
        ),
        (rf"{_TERM}{_SOON}(?P<number>{NUMBER})(?P<kind>倍)(?!速|音)", _multiplied),
        (rf"{_TERM}{_SOON}(?:[回出翻还]本|出局|收回(?:全部)?(?:成本|本金|投资))", _paid_back),
        (rf"回本(?:周期|时间)?(?:只要|只需|约|为|仅)?{_TERM}", _paid_back),
    )
)
