"""What the rate parser understands, and what it must be silent on.

The expected words stand in <…> inside the phrase, with the yearly percentage beside it. A newcomer
appends a phrase to the list of its kind; what is known to fail goes to UNSUPPORTED.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.folding import fold
from model.numerals import parse_number
from model.rates import find_rates

STATED = [
    ("<年化收益有19.8%>哦", 19.8),
    ("理财<收益有21%>哦", 21.0),
    ("票面<年利率1.63%>,到期还本", 1.63),
    ("<年化收益做到二十个点>了呀", 20.0),
    ("<百分之十八的利息>", 18.0),
    ("投资<回报率高达百分之三十六>", 36.0),
    ("参考产品<12.8%/年>,期限12个月", 12.8),
    ("<8%-15%的年化>", 15.0),
    ("预期<年化收益8%-15%>", 15.0),
    ("最高<年化15%>", 15.0),
    ("<年息18%至24%>不等", 24.0),
    ("<年利10%到14%>", 14.0),
    ("<一年利息廿一个点>", 21.0),
    ("<一年给您十九个点的利息>", 19.0),
    ("<利息却有一成八>", 18.0),
    ("平均<赚了两成三>", 23.0),
    ("<业绩比较基准2.60%-3.10%>", 3.1),
    ("<年化１８％起>", 18.0),
    ("<年化1O%以上>随存随取", 10.0),
]
BY_PERIOD = [
    ("<月息2分>", 24.0),
    ("<月息1.5%>", 18.0),
    ("<年息一分二>", 12.0),
    ("<利息月结两分>", 24.0),
    ("<每个月给1分8的利>", 21.6),
    ("<五分利>", 60.0),
    ("<利息给到一分五>", 18.0),
    ("<日息千三>", 109.5),
    ("<每天万分之五>", 18.25),
    ("<一天千八>", 292.0),
    ("<日化1.2%>", 438.0),
    ("<日返1%>", 365.0),
    ("<周息2%>", 104.0),
    ("<每月固定返1.5%>", 18.0),
    ("<月收益两个点>", 24.0),
    ("<每个月都有两个点的收益>", 24.0),
    ("<返还收益三年60%>", 20.0),
    ("<三年收益60%>", 20.0),
    ("<5年返还本金的160%>", 32.0),
]
PAYOUTS = [
    ("每投<10万月领3000>", 36.0),
    ("<一万块一年给两千>", 20.0),
    ("放<十万一年拿两万二>", 22.0),
    ("存<一万一年给您两千一>", 21.0),
    ("投<十万,每月稳拿一千五>", 18.0),
    ("存<十万每个月给一千二>", 14.4),
    ("一份<三万,每个月分你一千零五十>", 42.0),
    ("<一万块三个月给一千二>的利", 48.0),
    ("<一百万放三个月给你七万五>", 30.0),
]
GROWN = [
    ("<三个月翻番>", 400.0),
    ("<三年翻两番>", 100.0),
    ("<半年翻三倍>", 400.0),
    ("<36天回本>", 100 / 36 * 365),
    ("<八十天出本>", 100 / 80 * 365),
    ("<十四个月回本>", 1200 / 14),
    ("<买1万元,三年后1.5万元回购>", 50 / 3),
]
SILENT = [
    "营收同比增长12%",
    "净利润增长33.4%",
    "持股9.45%的股东拟减持",
    "质押股份占其所持股份的42%",
    "抵押贷款年利率3.2%起",
    "房贷利率跌破3%",
    "逆回购中标利率1.40%",
    "近七日年化1.42%",
    "过往年化3.9%仅供参考",
    "成立以来年化收益率11%",
    "全场八折,再优惠20%",
    "返佣20%",
    "提成比例20%",
    "管理费1.5%",
    "存款准备金率下调0.5个百分点",
    "八分钟后开播",
    "考了九十八分",
    "分红险,投保须知",
    "热线400-000-1234",
    "2015年12月1日",
    "不良率1.2%",
    "首付25%,仅剩6套",
    "中奖概率0.1%",
    "电量剩余20%",
    "中证红利指数收益率x75%",
    "三分天下",
    "十分放心",
    "上涨10%封住涨停",
]
UNSUPPORTED = [
    ("半年期的<做到百分之七点五>", 15.0),
    ("<新手标15%>", 15.0),
    ("每克<每月给息两块五>", 0.0),
    ("<票房过十亿可分四倍>", 300.0),
]


def bracketed(text: str) -> str:
    """The folded text with <…> around every rate found."""
    out, at = [], 0
    for rate in find_rates(text):
        out += [text[at : rate.span.start], "<", rate.span.of(text), ">"]
        at = rate.span.end
    return "".join([*out, text[at:]])


@pytest.mark.parametrize(("phrase", "percent"), [*STATED, *BY_PERIOD, *PAYOUTS, *GROWN])
def test_a_return_is_understood(phrase: str, percent: float) -> None:
    check(phrase, percent)


@pytest.mark.xfail(strict=True, reason="not understood yet")
@pytest.mark.parametrize(("phrase", "percent"), UNSUPPORTED)
def test_a_return_is_not_understood_yet(phrase: str, percent: float) -> None:
    check(phrase, percent)


def check(phrase: str, percent: float) -> None:
    text = fold(re.sub("[<>]", "", phrase)).text
    assert bracketed(text) == fold(phrase).text
    (rate,) = find_rates(text)
    assert rate.annual_percent == pytest.approx(percent, rel=1e-6)
    assert "%/年" in rate.conversion


@pytest.mark.parametrize("phrase", SILENT)
def test_other_figures_are_no_return(phrase: str) -> None:
    assert find_rates(fold(phrase).text) == ()


@given(
    st.text(
        alphabet="年月日化收益利息返领投存给翻番倍回本十万一二三两半0123.%-分厘,。 ", max_size=80
    )
)
def test_rates_are_ordered_finite_and_inside(text: str) -> None:
    rates = find_rates(text)
    ends = [0]
    for rate in rates:
        assert ends[-1] <= rate.span.start < rate.span.end <= len(text)
        assert 0 < rate.annual_percent <= 100_000
        ends.append(rate.span.end)


@pytest.mark.parametrize("piece", ["1", "年化", "%", "投十万", "一万块", "三年", "每月", "十"])
def test_long_repeats_come_to_an_end(piece: str) -> None:
    assert find_rates(piece * 20_000) == ()


@given(
    st.text(
        alphabet="零〇一二两三四五六七八九十百千万亿半几点廿壹贰1234.w", min_size=1, max_size=12
    )
)
def test_any_numeral_is_a_number_or_none(words: str) -> None:
    number = parse_number(words)
    assert number is None or number >= 0
