"""Marking: where the words of a claim begin and end within its clause."""

import re

from dossier.claims import Label, Span
from model.signals import WORKING_LINE, Reading

# What opens a clause without adding to its claim: connectors, forms of address, the speaker.
_OPENING = re.compile(
    r"(?:而且|并且|另外|同时|还有|所以|因为|其实|现在|目前|另|且|"
    r"爷叔|阿姨|叔叔?|大爷|大妈|老板|姐妹们?|家人们?|朋友们?|亲们?|您?放心|"
    r"(?:我们|咱们?|本|该)(?:公司|平台|集团|项目|产品)?(?:这里|这边|现在|的产品|是)?)+(?=[^\s])"
)
_SHORTEST = 4


def words_of_claim(reading: Reading, clause: Span, label: Label) -> Span:
    """The clause without what adds nothing; a high yield begins where its rate begins."""
    if label is Label.EXCESSIVE_YIELD:
        for rate in reading.rates_in(clause):
            start = reading.published(rate.span).start
            if rate.annual_percent >= WORKING_LINE and start > clause.start:
                return Span(start, clause.end)
    opening = _OPENING.match(clause.of(reading.page.text))
    if opening and len(clause) - opening.end() >= _SHORTEST:
        return Span(clause.start + opening.end(), clause.end)
    return clause
