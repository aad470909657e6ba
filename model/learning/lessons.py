"""What heads learn from: texts read and counted once, a row an input, for every fold alike."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dossier.claims import LABELS, Span
from dossier.errors import BadInput
from dossier.examples import Example
from dossier.pages import Page
from model import rules
from model.hearing import says
from model.learning.disguise import disguised
from model.learning.features import Counted, Vocabulary, spread
from model.signals import Input, Reading, read

# In a long page of an offer most passages are menu, news and address: only what stands near a
# mark teaches what selling looks like. Shorter texts sell throughout.
_LONG_TEXT = 800
# Inputs are large and counted once: what is kept of a row holds none.
_NOTHING = Input((), {})

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class CannotTrain(BadInput):
    """The examples do not suffice; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Read:
    """An example with its text as read; a disguised copy bears its parent's number."""

    example: Example
    reading: Reading
    number: int


@dataclass(frozen=True)
class Rows:
    """What one kind of head is given: counted inputs and, a row each, what is true of them.

    `teaches` are the rows that heads learn from, `first` those that begin a text.
    """

    vocabulary: Vocabulary
    counted: Counted
    truth: Flags
    teaches: Flags
    first: Flags

    @cached_property
    def standing(self) -> csr_matrix:
        """In which texts each term stands, of the rows that teach."""
        return spread(self.counted.rows(self.teaches), int(self.counted.text.max()) + 1)

    def of(self, texts: Flags) -> Flags:
        """The rows of some of the texts, a flag a text."""
        return texts[self.counted.text]


@dataclass(frozen=True, slots=True)
class _Row:
    """One input of a text, and what is true of it."""

    text: int
    given: Input
    truth: list[bool]
    teaches: bool
    first: bool


def read_all(
    examples: Sequence[Example], progress: Callable[[int, int], None] = lambda *_: None
) -> list[Read]:
    """Read every text once, and a disguised copy of those that sell."""
    table = rules.bundled()
    texts = []
    for number, example in enumerate(examples):
        copies = disguised(example) if example.promotional else ()
        for one in (example, *copies):
            texts.append(Read(one, read(Page.pasted(one.text), table), number))
        progress(number + 1, len(examples))
    return texts


def label_rows(texts: Iterable[Read]) -> Rows:
    """Every clause; the five labels learn from those of promotional texts.

    Others repeat claims without a mark, since they sell nothing; that is the gate's business, and
    a head that learned from them would take 保本 for harmless and miss what a caller retells.
    """
    return _counted(
        _Row(
            text.number,
            text.reading.clause_input(clause),
            _truth(text.example, clause),
            teaches=text.example.promotional,
            first=number == 0,
        )
        for text in texts
        for number, clause in enumerate(text.reading.clauses)
    )


def gate_rows(texts: Sequence[Read], heard: Floats) -> Rows:
    """The gates learn from every passage in its surroundings, as its writer left it.

    With copies in disguise beside them, the gates found fewer disguised claims for their plain
    parents (0.95 against 0.98), at the same worth: a passage has plain words enough.
    """

    def rows() -> Iterator[_Row]:
        start = 0
        for text in texts:
            own = heard[start : start + len(text.reading.clauses)]
            start += len(own)
            if text.example.parent is not None:
                continue
            for index, nearby in enumerate(text.reading.nearby):
                if _teaches_selling(text, text.reading.around[index]):
                    given = text.reading.window_input(index, says(own[nearby.start : nearby.stop]))
                    truth = _sells(text.example)
                    yield _Row(text.number, given, truth, teaches=True, first=index == 0)

    return _counted(rows())


def _counted(rows: Iterable[_Row]) -> Rows:
    met: list[_Row] = []

    def inputs() -> Iterator[tuple[int, Input]]:
        for row in rows:
            met.append(replace(row, given=_NOTHING))
            yield row.text, row.given

    vocabulary = Vocabulary()
    try:
        counted = vocabulary.count(inputs())
    except ValueError:  # scikit-learn finds no term at all
        raise CannotTrain("there is no text to learn from") from None
    return Rows(
        vocabulary,
        counted,
        truth=np.array([row.truth for row in met], dtype=bool),
        teaches=np.array([row.teaches for row in met], dtype=bool),
        first=np.array([row.first for row in met], dtype=bool),
    )


def _teaches_selling(text: Read, around: Span) -> bool:
    example = text.example
    if not example.marks or len(example.text) < _LONG_TEXT:
        return True
    return any(mark.span.overlaps(around) for mark in example.marks)


def _sells(example: Example) -> list[bool]:
    return [example.promotional, bool(example.marks)]


def _truth(example: Example, clause: Span) -> list[bool]:
    labels = {mark.label for mark in example.marks if mark.span.overlaps(clause)}
    return [label in labels for label in LABELS]
