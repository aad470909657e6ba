"""Cutting: texts with | where a clause ends and / where a passage ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.pages import Page
from model.passages import passages, windows

CUTS = [
    "年化收益有19.8%哦|顶顶保险了/额度不多",
    "起投1,000元|每晚10:30开播",
    "保本保息|名额有限|扫码加入",
    "国企、央企背景|放心投",
    "第一行/第二行|第三句",
    "保 本 保 息",
    "今天只剩 38 万额度|马上抢",
    "年化18%|保本保息",
    "股票 明天 必 涨 加 老师 微信 领取|名额 有限",
    "🎁到场领鸡蛋|先到先得",
]
PUBLISHED = [
    "年化收益有19.8%哦,顶顶保险了!额度不多",
    "起投1,000元,每晚10:30开播",
    "保本保息  名额有限 扫码加入",
    "国企、央企背景，放心投。",
    "第一行\n第二行——第三句",
    "保 本 保 息",
    "今天只剩 38 万额度 马上抢",
    "年化18% 保本保息",
    "股票 明天 必 涨 加 老师 微信 领取，名额 有限",
    "🎁到场领鸡蛋✅先到先得!!!",
]


@pytest.mark.parametrize(("text", "expected"), list(zip(PUBLISHED, CUTS, strict=True)))
def test_cuts(text: str, expected: str) -> None:
    found = "/".join(
        "|".join(clause.of(text) for clause in passage.clauses)
        for passage in passages(Page.pasted(text))
    )
    assert found == expected.replace("🎁", "")


def test_speech_without_punctuation_is_cut_after_particles() -> None:
    text = (
        "我跟你讲啊这个东西放在我们这里一年下来就是一万块给两千的利息呀"
        "你去外面问问看哪里有这么好的事情呢你自己想想清楚好不好"
    )
    clauses = passages(Page.pasted(text))[0].clauses
    assert all(len(clause) <= 40 for clause in clauses)
    assert [clause.of(text)[-1] for clause in clauses[:2]] == ["呀", "呢"]


@given(st.text(alphabet="保本,。!\n 1.0%的呀😀", max_size=400))
def test_passages_are_ordered_and_inside_their_blocks(text: str) -> None:
    page = Page.pasted(text)
    cut = passages(page)
    ends = [0]
    for passage in cut:
        assert passage.clauses
        for clause in passage.clauses:
            assert ends[-1] <= clause.start
            assert passage.span.covers(clause)
            assert "\n" not in clause.of(text)
            ends.append(clause.end)
    for passage, window in zip(cut, windows(cut), strict=True):
        assert window.covers(passage.span)
