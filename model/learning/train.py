"""Training: examples in, an artefact out."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dossier.claims import LABELS, Span
from dossier.errors import BadInput
from dossier.examples import Example
from dossier.pages import Page
from model import rules
from model.artefact import Artefact
from model.learning.disguise import disguised
from model.learning.features import Counted, Reference, Settings, Vocabulary
from model.learning.fitted import Fitted
from model.signals import Input, Reading, read
from model.weighing import GATES

Progress = Callable[[str, int, int], None]

GATE_SETTINGS = Settings(strength=100.0, signal=0.1)
LABEL_SETTINGS = Settings(strength=10.0, signal=0.5)
# In a long page of an offer most passages are menu, news and address: only what stands near a
# mark teaches what selling looks like. Shorter texts sell throughout.
_LONG_TEXT = 800


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
    """What one kind of head learns from: counted inputs and, a row each, what is true of them."""

    vocabulary: Vocabulary
    counted: Counted
    truth: NDArray[np.bool_]


@dataclass(frozen=True)
class Lessons:
    """Everything the heads learn from, read and counted once; a fold takes the rows it may see."""

    examples: tuple[Example, ...]
    gate: Rows
    labels: Rows


def train(examples: Sequence[Example], progress: Progress = lambda *_: None) -> Artefact:
    """Train gates and labels; CannotTrain when a label or a gate has only one side.

    Calibration and lines are those that `adwatch evaluate --fit` found and that are committed.
    """
    lessons = prepare(examples, partial(progress, "Reading texts"))
    everything = np.ones(len(examples), dtype=bool)
    progress("Training", 0, 1)
    artefact = learn(lessons, everything, Fitted.committed())
    progress("Training", 1, 1)
    return artefact


def prepare(
    examples: Sequence[Example], progress: Callable[[int, int], None] = lambda *_: None
) -> Lessons:
    """Read, disguise and count all texts."""
    return count(examples, read_all(examples, progress))


def count(examples: Sequence[Example], texts: Sequence[Read]) -> Lessons:
    """Count what was read of the examples, copies in disguise included."""
    return Lessons(tuple(examples), _gate_rows(texts), _label_rows(texts))


def learn(
    lessons: Lessons,
    seen: NDArray[np.bool_],
    fitted: Fitted,
    gate_settings: Settings = GATE_SETTINGS,
) -> Artefact:
    """Train on the texts that may be seen, a flag a text."""
    gate = fit(GATES, lessons.gate, seen, gate_settings)
    labels = fit([label.value for label in LABELS], lessons.labels, seen, LABEL_SETTINGS)
    return Artefact(
        gate=gate.compiled().calibrated(*fitted.gate_calibration),
        labels=labels.compiled().calibrated(*fitted.label_calibration),
        lines=fitted.lines,
        certainty=fitted.certainty,
        trained_on=digest_of(e for e, used in zip(lessons.examples, seen, strict=True) if used),
    )


def fit(names: Sequence[str], rows: Rows, seen: NDArray[np.bool_], settings: Settings) -> Reference:
    """One head a name, from the rows of the texts that may be seen."""
    used = seen[rows.counted.text]
    truth = rows.truth[used]
    for column, name in enumerate(names):
        if len(set(truth[:, column])) < 2:
            raise CannotTrain(f"{name} needs examples that have it and examples that have it not")
    return Reference(names, rows.vocabulary, settings).fit(rows.counted.rows(used), truth)


def read_all(
    examples: Sequence[Example], progress: Callable[[int, int], None] = lambda *_: None
) -> list[Read]:
    """Read every text once, and a disguised copy of some."""
    table = rules.bundled()
    texts = []
    for number, example in enumerate(examples):
        for one in (example, *disguised(example)):
            texts.append(Read(one, read(Page.pasted(one.text), table), number))
        progress(number + 1, len(examples))
    return texts


def digest_of(examples: Iterable[Example]) -> str:
    """SHA-256 over the examples' lines, by which a model names what it learned from."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(json.dumps(example.to_line(), ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def _gate_rows(texts: Iterable[Read]) -> Rows:
    """The gates learn from every passage in its surroundings, as its writer left it.

    With copies in disguise beside them, the gates found fewer disguised claims for their plain
    parents (0.95 against 0.98), at the same worth: a passage has plain words enough.
    """
    return _counted(
        (text, text.reading.window_input(index), _sells(text.example))
        for text in texts
        if text.example.parent is None
        for index in range(len(text.reading.cut))
        if _teaches_selling(text, text.reading.around[index])
    )


def _label_rows(texts: Iterable[Read]) -> Rows:
    """The five labels learn from the clauses of promotional texts.

    Others repeat claims without a mark, since they sell nothing; that is the gate's business, and
    a head that learned from them would take 保本 for harmless and miss what a caller retells.
    """
    return _counted(
        (text, text.reading.clause_input(clause), _truth(text.example, clause))
        for text in texts
        if text.example.promotional
        for passage in text.reading.cut
        for clause in passage.clauses
    )


def _counted(rows: Iterable[tuple[Read, Input, list[bool]]]) -> Rows:
    truth: list[list[bool]] = []

    def inputs() -> Iterator[tuple[int, Input]]:
        for text, given, true in rows:
            truth.append(true)
            yield text.number, given

    vocabulary = Vocabulary()
    try:
        counted = vocabulary.count(inputs())
    except ValueError:  # scikit-learn finds no term at all
        raise CannotTrain("there is no promotional text to learn from") from None
    return Rows(vocabulary, counted, np.array(truth, dtype=bool))


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
