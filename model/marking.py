"""Marking: which clauses of a passage carry a label, and where their words begin and end."""

import re

from dossier.claims import Label, Span
from model.scorer import Heads, sigmoid
from model.signals import WORKING_LINE, Reading

# What opens a clause without adding to its claim: connectors, forms of address, the speaker.
_OPENING = re.compile(
    r"(?:而且|并且|另外|同时|还有|所以|因为|其实|现在|目前|另|且|"
    r"爷叔|阿姨|叔叔?|大爷|大妈|老板|姐妹们?|家人们?|朋友们?|亲们?|您?放心|"
    r"(?:我们|咱们?|本|该)(?:公司|平台|集团|项目|产品)?(?:这里|这边|现在|的产品|是)?)+(?=[^\s])"
)
_SHORTEST = 4


def spans(reading: Reading, index: int, label: Label, heads: Heads, threshold: float) -> list[Span]:
    """Published spans of the clauses that carry `label`: the strongest one at least.

    A clause is weighed alone; one that passes the threshold by itself is a claim of its own.
    """
    clauses = reading.cut[index].clauses
    column = heads.names.index(label.value)
    chances = [
        sigmoid(float(heads.logits(reading.stretch_input(clause))[column])) for clause in clauses
    ]
    strongest = max(range(len(clauses)), key=chances.__getitem__)
    return [
        _words(reading, clause, label)
        for number, clause in enumerate(clauses)
        if number == strongest or chances[number] >= threshold
    ]


def _words(reading: Reading, clause: Span, label: Label) -> Span:
    """The clause without what adds nothing; a high yield begins where its rate begins."""
    if label is Label.EXCESSIVE_YIELD:
        for rate in reading.rates_in(clause):
            if rate.annual_percent >= WORKING_LINE:
                return Span(reading.published(rate.span).start, clause.end)
    opening = _OPENING.match(clause.of(reading.page.text))
    if opening and len(clause) - opening.end() >= _SHORTEST:
        return Span(clause.start + opening.end(), clause.end)
    return clause
