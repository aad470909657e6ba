"""Training: examples in, an artefact out."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from dossier.claims import LABELS, Span
from dossier.errors import BadInput
from dossier.examples import Example
from dossier.pages import Page
from model import rules
from model.artefact import Artefact
from model.hearing import Neighbours, beside, says
from model.learning.disguise import disguised
from model.learning.features import (
    Counted,
    Reference,
    Settings,
    Vocabulary,
    spread,
    widespread,
)
from model.learning.fitted import Fitted
from model.signals import Input, Reading, read
from model.weighing import GATES

Progress = Callable[[str, int, int], None]

GATE_SETTINGS = Settings(strength=100.0, signal=0.1)
LABEL_SETTINGS = Settings(strength=3.0, signal=0.5)
# In a long page of an offer most passages are menu, news and address: only what stands near a
# mark teaches what selling looks like. Shorter texts sell throughout.
_LONG_TEXT = 800
# Label heads are heard by the gates as they sound in texts they have not learned.
_HEARINGS = 5
_LABEL_NAMES = tuple(label.value for label in LABELS)
_DECIMALS = 6

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


@dataclass(frozen=True)
class Lessons:
    """Everything the heads learn from, read and counted once; a fold takes the rows it may see.

    `heard` are the logits that label heads gave every clause without having seen its group.
    """

    examples: tuple[Example, ...]
    texts: tuple[Read, ...]
    labels: Rows
    heard: Floats
    gate: Rows


@dataclass(frozen=True, slots=True)
class _Row:
    """One input of a text, and what is true of it."""

    text: int
    given: Input
    truth: list[bool]
    teaches: bool
    first: bool


def train(examples: Sequence[Example], progress: Progress = lambda *_: None) -> Artefact:
    """Train gates and labels; CannotTrain when a label or a gate has only one side.

    Calibration and lines are those that `adwatch evaluate --fit` found and that are committed.
    """
    lessons = prepare(examples, progress)
    everything = np.ones(len(examples), dtype=bool)
    progress("Training", 0, 1)
    artefact = learn(lessons, everything, Fitted.committed())
    progress("Training", 1, 1)
    return artefact


def prepare(examples: Sequence[Example], progress: Progress = lambda *_: None) -> Lessons:
    """Read, disguise and count all texts, and hear their clauses."""
    texts = read_all(examples, partial(progress, "Reading texts"))
    return count(examples, texts, partial(progress, "Hearing clauses"))


def count(
    examples: Sequence[Example],
    texts: Sequence[Read],
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Lessons:
    """Count what was read of the examples, copies in disguise included."""
    labels = _label_rows(texts)
    heard = _hear(examples, labels, progress)
    return Lessons(tuple(examples), tuple(texts), labels, heard, _gate_rows(texts, heard))


def learn(
    lessons: Lessons,
    seen: Flags,
    fitted: Fitted,
    gate_settings: Settings = GATE_SETTINGS,
) -> Artefact:
    """Train on the texts that may be seen, a flag a text.

    What the gates hear while they learn comes from label heads that had not seen the clause's
    group, though they had seen texts that are held out here: a label of a held-out text reaches the
    gates only by way of the figures other texts are given, never by its own words.
    """
    labels = fit(_LABEL_NAMES, lessons.labels, seen, LABEL_SETTINGS)
    gate = fit(GATES, lessons.gate, seen, gate_settings)
    return Artefact(
        gate=gate.compiled().calibrated(*fitted.gate_calibration),
        labels=labels.compiled(),
        neighbours=_neighbours(lessons, seen).calibrated(*fitted.label_calibration),
        lines=fitted.lines,
        certainty=fitted.certainty,
        trained_on=digest_of(e for e, used in zip(lessons.examples, seen, strict=True) if used),
    )


def fit(names: Sequence[str], rows: Rows, seen: Flags, settings: Settings) -> Reference:
    """One head a name, from the rows that teach of the texts that may be seen."""
    used = rows.teaches & rows.of(seen)
    truth = rows.truth[used]
    for column, name in enumerate(names):
        if len(set(truth[:, column])) < 2:
            raise CannotTrain(f"{name} needs examples that have it and examples that have it not")
    kept = widespread(rows.standing[seen[: rows.standing.shape[0]]])
    return Reference(names, rows.vocabulary, settings).fit(rows.counted.rows(used), truth, kept)


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


def digest_of(examples: Iterable[Example]) -> str:
    """SHA-256 over the examples' lines, by which a model names what it learned from."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(json.dumps(example.to_line(), ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def _label_rows(texts: Iterable[Read]) -> Rows:
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


def _gate_rows(texts: Sequence[Read], heard: Floats) -> Rows:
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


def _hear(examples: Sequence[Example], rows: Rows, progress: Callable[[int, int], None]) -> Floats:
    """Logits of every clause by label heads that have not seen its group."""
    heard = np.zeros((len(rows.counted), len(LABELS)))
    groups = [example.group for example in examples]
    folds = GroupKFold(_HEARINGS).split(groups, groups=groups)
    for number, (_, held) in enumerate(folds):
        progress(number, _HEARINGS)
        unseen = np.zeros(len(examples), dtype=bool)
        unseen[held] = True
        heads = fit(_LABEL_NAMES, rows, ~unseen, LABEL_SETTINGS)
        mine = rows.of(unseen)
        heard[mine] = heads.logits(rows.counted.rows(mine))
    progress(_HEARINGS, _HEARINGS)
    return heard


def _neighbours(lessons: Lessons, seen: Flags) -> Neighbours:
    """What a clause's neighbours say of its labels, learned from clauses as they are heard."""
    rows = lessons.labels
    used = rows.teaches & rows.of(seen)
    around = beside(lessons.heard, rows.first)[used]
    lines = [
        LogisticRegression(max_iter=1000).fit(
            np.column_stack([lessons.heard[used, column], around]), rows.truth[used, column]
        )
        for column in range(len(LABELS))
    ]
    weights = np.round(np.column_stack([line.coef_[0] for line in lines]), _DECIMALS)
    intercept = np.array([round(float(line.intercept_[0]), _DECIMALS) for line in lines])
    return Neighbours(weights[0], weights[1:], intercept)


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
