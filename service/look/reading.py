"""A judged text as the console shows it: its blocks with marks, and what is said about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from dossier.claims import (
    LABELS,
    Absence,
    Claim,
    Label,
    Rate,
    Span,
    Suppressed,
    SuppressedBy,
    Verdict,
)
from dossier.pages import Origin, Page
from service.look.highlight import Highlight, Segment, cut

# Texts that repeat a pitch without making it: what they repeat is shown first, not last.
_REPEATED: frozenset[SuppressedBy] = frozenset(
    {"retelling", "quotation", "news", "not_promotional"}
)
_SUBDUED = frozenset({Origin.NAVIGATION, Origin.FOOTER})
_INLINE = _SUBDUED | {Origin.CELL, Origin.LINK, Origin.BUTTON}
_AROUND = 42
_TITLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the text in runs; a block that holds no character has none."""

    origin: Origin
    segments: tuple[Segment, ...]

    @property
    def stacked(self) -> bool:
        """True when underlines stack, which takes more room between the lines."""
        return any(len(segment.labels) > 1 for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring blocks of one origin; short ones (cells, links) flow in one line."""

    origin: Origin
    blocks: tuple[Block, ...]

    @property
    def inline(self) -> bool:
        """True for blocks that are set side by side."""
        return self.origin in _INLINE

    @property
    def subdued(self) -> bool:
        """True for what surrounds the text."""
        return self.origin in _SUBDUED


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim in the list beside the text; `number` is its place in the verdict, from 0."""

    number: int
    key: str
    claim: Claim
    by: SuppressedBy | None = None
    reason: str = ""

    @property
    def label(self) -> Label:
        """The claim's label."""
        return self.claim.mark.label

    @property
    def start(self) -> int:
        """Where its words begin, which is where the text has an anchor."""
        return self.claim.mark.span.start


@dataclass(frozen=True, slots=True)
class Reading:
    """A verdict laid out over its page.

    `retold` are claims the text repeats without making them, `aside` the other ones that were
    taken away.
    """

    verdict: Verdict
    runs: tuple[Run, ...]
    claims: tuple[Entry, ...]
    retold: tuple[Entry, ...]
    aside: tuple[Entry, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels in use, for the legend."""
        return tuple(label for label in LABELS if label in self.verdict.labels)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Returns found in the text."""
        return self.verdict.rates

    @property
    def absences(self) -> tuple[Absence, ...]:
        """What the page must say, and whether it does."""
        return self.verdict.absences

    @property
    def silent(self) -> bool:
        """True when there is nothing to show a person: neither claims nor a missing notice."""
        return not self.claims and not self.retold and not lacking(self.verdict)


def lacking(verdict: Verdict) -> bool:
    """True when a notice is absent or hidden away."""
    return any(item.state in ("absent", "not_prominent") for item in verdict.absences)


def read(page: Page, verdict: Verdict) -> Reading:
    """Lay a verdict out over the page it judged."""
    claims = _in_text_order(
        Entry(number, f"c{number}", claim) for number, claim in enumerate(verdict.claims)
    )
    suppressed = _in_text_order(_set_aside(*item) for item in enumerate(verdict.suppressed))
    retold = tuple(
        entry for entry in suppressed if not verdict.promotional and entry.by in _REPEATED
    )
    return Reading(
        verdict=verdict,
        runs=_runs(page, _highlights(verdict)),
        claims=claims,
        retold=retold,
        aside=tuple(entry for entry in suppressed if entry not in retold),
    )


def snippet(page: Page, verdict: Verdict) -> tuple[Segment, ...]:
    """The words around the strongest claim, within its block; the page's beginning without one."""
    if not verdict.claims:
        return cut(page.text, (), Span(0, min(2 * _AROUND, len(page.text)))) if page.text else ()
    around = max(verdict.claims, key=lambda claim: _telling(page, claim)).mark.span
    block = page.block_span(page.block_at(around.start))
    assert block is not None
    window = Span(
        max(block.start, around.start - _AROUND),
        min(block.end, around.end + _AROUND),
    )
    return cut(page.text, _highlights(verdict), window)


def _telling(page: Page, claim: Claim) -> tuple[bool, float]:
    """How much a claim tells beside the title, which stands above the snippet anyway."""
    origin = page.blocks[page.block_at(claim.mark.span.start)].origin
    return origin is not Origin.TITLE, claim.score


def title_of(page: Page) -> str:
    """The page's title; for a paste without one its first words."""
    if page.title:
        return page.title
    first = next((block.text.strip() for block in page.blocks if block.text.strip()), "")
    short = first[:_TITLE_LENGTH]
    return f"{short}…" if len(first) > len(short) else short or "（无标题）"


def _in_text_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.claim.mark.span, entry.label.rank)))


def _set_aside(number: int, item: Suppressed) -> Entry:
    return Entry(number, f"s{number}", item.claim, item.by, item.reason)


def _highlights(verdict: Verdict) -> tuple[Highlight, ...]:
    made = [
        Highlight(claim.mark.span, claim.mark.label, f"c{number}", claim.explanation)
        for number, claim in enumerate(verdict.claims)
    ]
    taken = [
        Highlight(item.claim.mark.span, item.claim.mark.label, f"s{number}", item.reason, True)
        for number, item in enumerate(verdict.suppressed)
    ]
    return (*made, *taken)


def _runs(page: Page, highlights: Sequence[Highlight]) -> tuple[Run, ...]:
    blocks = _blocks(page, highlights)
    return tuple(
        Run(origin, tuple(group)) for origin, group in groupby(blocks, key=lambda b: b.origin)
    )


def _blocks(page: Page, highlights: Sequence[Highlight]) -> Iterator[Block]:
    for index, block in enumerate(page.blocks):
        window = page.block_span(index)
        yield Block(block.origin, cut(page.text, highlights, window) if window else ())
