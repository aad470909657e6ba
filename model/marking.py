"""Marking: where the words of a claim may begin within its clause."""

import re
from collections.abc import Iterator

from dossier.claims import Label, Span
from model.signals import WORKING_LINE, Reading

# What opens a clause without adding to its claim: connectors, forms of address, the speaker.
_OPENING = re.compile(
    r"(?:而且|并且|另外|同时|还有|所以|因为|其实|现在|目前|另|且|"
    r"爷叔|阿姨|叔叔?|大爷|大妈|老板|姐妹们?|家人们?|朋友们?|亲们?|您?放心|"
    r"(?:我们|咱们?|本|该)(?:公司|平台|集团|项目|产品)?(?:这里|这边|现在|的产品|是)?)+(?=[^\s])"
)
_SHORTEST = 4


def stretches(reading: Reading, clause: Span, label: Label) -> set[Span]:
    """Where the words of a claim may begin: with the clause, or with what speaks for the label.

    In 国家重点项目顶顶保险了 the promise is the second half only, and the first would outvote it.
    A word or two alone (文学, 版主 in a menu) claims nothing unless a rule or a rate says so: none.
    """
    starts = {reading.published(found).start for found in _speaking(reading, clause, label)}
    if len(clause) >= _SHORTEST or starts:
        starts.add(clause.start + _opening_length(clause.of(reading.page.text)))
    return {Span(start, clause.end) for start in starts if clause.start <= start}


def _speaking(reading: Reading, clause: Span, label: Label) -> Iterator[Span]:
    """Folded spans of the rules of the label, and of the yields that are its business."""
    for hit in reading.hits_in(clause):
        if hit.rule.kind is label:
            yield hit.span
    for rate in reading.rates_in(clause):
        if label is Label.EXCESSIVE_YIELD and rate.annual_percent >= WORKING_LINE:
            yield rate.span


def _opening_length(clause: str) -> int:
    opening = _OPENING.match(clause)
    return opening.end() if opening and len(clause) - opening.end() >= _SHORTEST else 0
