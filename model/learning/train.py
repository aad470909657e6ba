"""Training: examples in, an artefact out."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from dossier.claims import LABELS
from dossier.examples import Example
from model.artefact import Artefact
from model.hearing import Neighbours, beside
from model.learning.features import Reference, Settings, widespread
from model.learning.fitted import Fitted
from model.learning.forked import forked
from model.learning.lessons import (
    CannotTrain,
    Flags,
    Floats,
    Read,
    Rows,
    gate_rows,
    label_rows,
    read_all,
)
from model.weighing import GATES

Progress = Callable[[str, int, int], None]

GATE_SETTINGS = Settings(strength=100.0, signal=0.1)
LABEL_SETTINGS = Settings(strength=3.0, signal=0.5)
# Label heads are heard by the gates as they sound in texts they have not learned.
_HEARINGS = 5
_LABEL_NAMES = tuple(label.value for label in LABELS)
_DECIMALS = 6


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
    labels = label_rows(texts)
    heard = _hear(examples, labels, progress)
    return Lessons(tuple(examples), tuple(texts), labels, heard, gate_rows(texts, heard))


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


def digest_of(examples: Iterable[Example]) -> str:
    """SHA-256 over the examples' lines, by which a model names what it learned from."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(json.dumps(example.to_line(), ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def _hear(examples: Sequence[Example], rows: Rows, progress: Callable[[int, int], None]) -> Floats:
    """Logits of every clause by label heads that have not seen its group."""
    heard = np.zeros((len(rows.counted), len(LABELS)))
    groups = [example.group for example in examples]
    folds = [held for _, held in GroupKFold(_HEARINGS).split(groups, groups=groups)]
    unseen = [np.isin(np.arange(len(examples)), held) for held in folds]
    for number, logits in enumerate(forked(partial(_unseen_logits, rows), unseen)):
        progress(number, _HEARINGS)
        heard[rows.of(unseen[number])] = logits
    progress(_HEARINGS, _HEARINGS)
    return heard


def _unseen_logits(rows: Rows, unseen: Flags) -> Floats:
    """Logits of the clauses of some texts by heads that learned from the others."""
    heads = fit(_LABEL_NAMES, rows, ~unseen, LABEL_SETTINGS)
    return heads.logits(rows.counted.rows(rows.of(unseen)))


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
