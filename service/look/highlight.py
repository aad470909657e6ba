"""Highlighting: a text and the spans over it become runs with one set of labels each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dossier.claims import Label, Span, in_order


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words to show: `key` ties them to their entry in the list, `aside` means taken away."""

    span: Span
    label: Label
    key: str
    reason: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under the same highlights; `start` is its offset in the whole text."""

    start: int
    text: str
    over: tuple[Highlight, ...] = ()

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels that stand on this run, in the guideline's order."""
        return in_order({item.label for item in self.over if not item.aside})

    @property
    def keys(self) -> str:
        """Keys of every highlight over this run, separated by blanks."""
        return " ".join(item.key for item in self.over)

    @property
    def reasons(self) -> str:
        """What hovering over this run shows: one line a highlight."""
        return "\n".join(item.reason for item in self.over)


def cut(text: str, highlights: Sequence[Highlight], window: Span) -> tuple[Segment, ...]:
    """The runs of `text` inside `window`, in order; together they are exactly that text.

    A highlight that reaches past the window is cut at its edge, so that block after block can
    be shown by itself.
    """
    near = [item for item in highlights if item.span.overlaps(window)]
    edges = {window.start, window.end}
    for item in near:
        edges.add(max(item.span.start, window.start))
        edges.add(min(item.span.end, window.end))
    ordered = sorted(edges)
    runs = [Span(start, end) for start, end in pairwise(ordered)]
    return tuple(
        Segment(run.start, run.of(text), tuple(item for item in near if item.span.covers(run)))
        for run in runs
    )
