"""Context: what takes a claim away, who took it, and the sentence that says so.

A claim is never thrown away silently. What stands in a question, a retelling or a report is shown
as suppressed, because the words are worth knowing even where the text itself sells nothing.
"""

from dataclasses import dataclass

from dossier.claims import Label, Span, SuppressedBy
from model.rules import Cue, Hit
from model.signals import Reading


@dataclass(frozen=True, slots=True)
class Cause:
    """Who took a claim away, and why."""

    by: SuppressedBy
    reason: str


_BY_CUE: dict[Cue, Cause] = {
    Cue.RETELLING: Cause(
        "retelling", "文中在询问、投诉或转述他人的说法，不是自己招揽；所转述的说法值得留意"
    ),
    Cue.NEWS: Cause("news", "新闻或案情通报中引述的说法"),
    Cue.PROCEEDING: Cause("quotation", "法规、裁判或处罚文书中引用的说法"),
    Cue.WARNING: Cause("quotation", "风险提示或宣教中引述的说法"),
}
_NOT_SELLING = Cause("not_promotional", "全文未见招揽投资的内容")
# Never an all-clear: the gate has not found enough, which is no finding of the opposite.
NOT_MISLEADING = Cause(
    "product_gate", "上下文不足以认定为误导，未计入；不代表合法，也不代表可以投资"
)
_NEGATED = Cause("negation", "原文说的是不承诺、不保证")
_STATUTORY = Cause("product_gate", "存款、国债等的法定表述，不是对收益的承诺")
# A scheme that borrows the words of deposits is no deposit: 我们平台也有存款保险.
_SCHEME = frozenset({"offer_voice", "state_owner", "guarantor", "buy_back", "never_late"})


def before_selling(reading: Reading, index: int, label: Label, span: Span) -> Cause | None:
    """What takes a claim away even in a promotional passage."""
    if any(hit.rule.kind is Cue.NEGATION for hit in _touching(reading, index, span)):
        return _NEGATED
    if label is Label.GUARANTEED_RETURN:
        names = {hit.rule.name for hit in reading.hits_in(reading.cut[index].span)}
        if "statutory" in names and not names & _SCHEME:
            return _STATUTORY
    return None


def not_selling(reading: Reading, index: int) -> Cause:
    """Why a passage behind the closed gate makes no claim of its own.

    The most frequent cue around it tells: a report says 对方称 once and 记者 or 警方 all over.
    """
    found = [hit.rule.kind for hit in reading.hits_in(reading.around[index])]
    counts = {cue: found.count(cue) for cue in _BY_CUE}
    most = max(counts, key=counts.__getitem__)
    return _BY_CUE[most] if counts[most] else _NOT_SELLING


def _touching(reading: Reading, index: int, span: Span) -> list[Hit]:
    return [
        hit
        for hit in reading.hits_in(reading.cut[index].span)
        if reading.published(hit.span).overlaps(span)
    ]
