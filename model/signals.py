"""What the model is given: a page cut, folded, and read for rule hits and rates, once.

Training and judging both read texts through `read`, so that a model never meets an input that was
made in another way than those it learned from.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from dossier.claims import Span
from dossier.folding import Folded, fold
from dossier.pages import Page
from model.passages import Passage, passages, windows
from model.rates import FoundRate, find_rates
from model.rules import Cue, Hit, Rules
from model.terms import edged_terms

WORKING_LINE = 10.0


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


Found = TypeVar("Found", bound=_Spanned)


class InOrder(Generic[Found]):
    """What was found in a text, by place: a long page asks for each clause's share of thousands."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._found = sorted(found, key=lambda one: one.span)
        self._starts = [one.span.start for one in self._found]
        self._longest = max((len(one.span) for one in self._found), default=0)

    def __iter__(self) -> Iterator[Found]:
        return iter(self._found)

    def touching(self, start: int, end: int) -> list[Found]:
        """What shares a character with the range."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        return [one for one in self._found[first:last] if one.span.end > start]


@dataclass(frozen=True, slots=True)
class Input:
    """One stretch of text as the model sees it; what a signal says is 1 where it is just there."""

    terms: tuple[str, ...]
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read; spans of hits and rates count in the folded text.

    `around` is each passage's surroundings, `nearby` the numbers of the clauses that stand in them.
    """

    page: Page
    folded: Folded
    cut: tuple[Passage, ...]
    clauses: tuple[Span, ...]
    around: tuple[Span, ...]
    nearby: tuple[range, ...]
    hits: InOrder[Hit]
    rates: InOrder[FoundRate]
    cues: frozenset[Cue]

    def clause_input(self, clause: Span) -> Input:
        """What the label heads see: the clause alone.

        With its passage around it, 额度不多 beside 年化21% would teach that scarcity is a yield.
        """
        return Input(
            tuple(edged_terms(self._folded(clause))), dict.fromkeys(self._signals(clause), 1.0)
        )

    def window_input(self, index: int, says: Mapping[str, float]) -> Input:
        """What the gate sees: the passage's surroundings, its own signals, the whole page's cues.

        A news cue may stand sentences away from the pitch it reports, hence the page's. How a text
        begins and ends tells a headline from a banner. `says` is what the label heads make of the
        clauses nearby.
        """
        around, own = self.around[index], self.cut[index].span
        signals = {f"near:{name}" for name in self._signals(around)}
        signals |= {f"here:{name}" for name in self._signals(own)}
        signals |= {f"page:{cue}" for cue in self.cues}
        begins, ends = around.start == 0, around.end == len(self.page.text)
        found = edged_terms(self._folded(around), begins, ends)
        return Input(tuple(found), dict.fromkeys(signals, 1.0) | dict(says))

    def hits_in(self, span: Span) -> list[Hit]:
        """Rule hits that touch a published span."""
        return self.hits.touching(*self.folded.between(span))

    def rates_in(self, span: Span) -> list[FoundRate]:
        """Rates that touch a published span: 投十万,每月领三千 speaks for both its clauses."""
        return self.rates.touching(*self.folded.between(span))

    def published(self, span: Span) -> Span:
        """The published span behind a folded one."""
        return self.folded.published(span.start, span.end)

    def _folded(self, span: Span) -> str:
        start, end = self.folded.between(span)
        return self.folded.text[start:end]

    def _signals(self, span: Span) -> Iterable[str]:
        for hit in self.hits_in(span):
            yield f"rule:{hit.rule.name}"
        for rate in self.rates_in(span):
            high = rate.annual_percent >= WORKING_LINE
            yield "rate:at_least_10" if high else "rate:below_10"


def read(page: Page, rules: Rules) -> Reading:
    """Read a page once for everything that judges it."""
    folded = fold(page.text)
    cut = passages(page)
    around = tuple(windows(cut))
    hits = InOrder(rules.hits(folded.text))
    return Reading(
        page=page,
        folded=folded,
        cut=cut,
        clauses=tuple(clause for passage in cut for clause in passage.clauses),
        around=around,
        nearby=tuple(_nearby(cut, around)),
        hits=hits,
        rates=InOrder(find_rates(folded.text)),
        cues=frozenset(hit.rule.kind for hit in hits if isinstance(hit.rule.kind, Cue)),
    )


def _nearby(cut: tuple[Passage, ...], around: tuple[Span, ...]) -> Iterator[range]:
    """For each surroundings the numbers of the clauses whose passages reach into them."""
    starts = [passage.span.start for passage in cut]
    ends = [passage.span.end for passage in cut]
    before = [0, *accumulate(len(passage.clauses) for passage in cut)]
    for span in around:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
        yield range(before[first], before[last])
