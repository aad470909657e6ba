"""What folding undoes, and what it must leave alone. A newcomer appends to FOLDS or KEEPS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.claims import Span
from dossier.folding import fold

FOLDS = [
    # width, case, traditional characters
    ("年化１８％", "年化18%"),
    ("ＶＩＰ專享", "vip专享"),
    ("穩健執行", "稳健执行"),
    # look-alikes and radicals seen in crawled copies
    ("公司尛汾姩化", "公司小分年化"),
    ("⽬标⻓期⻅效", "目标长期见效"),
    # separators and blanks between single characters
    ("保/本/保/息", "保本保息"),
    ("保 本 保 息", "保本保息"),
    ("零*风*险", "零风险"),
    ("稳 健 理 财", "稳健理财"),
    # invisible characters, pinyin in brackets
    ("保\u200b本", "保本"),
    ("養(yǎng)老", "养老"),
    ("保\u00ad息", "保息"),
    # emoji and circled digits, O for 0
    ("1️⃣8️⃣%", "18%"),
    ("①⑧个点", "18个点"),
    ("18.O%", "18.0%"),
    ("年化l8%", "年化18%"),
    # characters written as two
    ("国企氵昆改", "国企混改"),
    ("亻呆本亻呆息", "保本保息"),
    ("1O0元", "100元"),
    ("充1OOO,返", "充1000,返"),
]
KEEPS = [
    "股票/基金/债券",
    "买/卖",
    "女子其月",
    "1.2.3版",
    "保本,保息",
    "好,行,买",
    "好!行!买!",
    "iphone vs. oppo",
    "😀𠮷",
    "第一行\n第二行",
]


@pytest.mark.parametrize(("published", "folded"), FOLDS)
def test_disguise_is_folded(published: str, folded: str) -> None:
    assert fold(published).text == folded


@pytest.mark.parametrize("text", KEEPS)
def test_ordinary_text_is_kept(text: str) -> None:
    assert fold(text).text == text


def test_spans_come_back_to_the_published_text() -> None:
    text = "😀本品保/本/保/息放心"
    folded = fold(text)
    start = folded.text.index("保本保息")
    assert folded.published(start, start + 4).of(text) == "保/本/保/息"
    assert folded.between(Span(3, 10)) == (start, start + 4)


def test_a_character_written_as_two_comes_back_whole() -> None:
    text = "央企氵昆,来"
    folded = fold(text)
    start = folded.text.index("企混")
    assert folded.published(start, start + 2).of(text) == "企氵昆"


@given(st.text())
def test_every_folded_character_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= offset < len(text) for offset in folded.offsets)


@given(st.text(alphabet="保本息年化/ *18%Oo(aǎ)\n，。"))
def test_lines_stay_lines(text: str) -> None:
    assert fold(text).text.count("\n") == text.count("\n")
