"""Fitting what stands between scores and verdicts: calibration, lines, certainty.

All of it on texts the heads have not seen. Lines are set by cost: macro-F1 over documents, less
what false alarms cost the people who must dismiss them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dossier.claims import LABELS
from model.artefact import Certainty, Lines
from model.learning.counting import Flags, any_of, macro_f1, share
from model.learning.fitted import Fitted
from model.learning.judging import Judged
from model.scorer import logit
from model.weighing import GATES, Calibration

# What a share of false alarms costs, in macro-F1: at one violating page in fifty, a false alarm on
# every hundredth innocent page already is a third of the queue.
_COST_NOT_PROMOTIONAL, _COST_LAWFUL = 2.0, 0.5
# What it costs to call texts advertisements that are none: a wrong word, though nobody is alarmed.
_COST_CALLED = 0.5
_PROMOTIONAL_LINES = np.linspace(0.30, 0.80, 11)
_GATE_LINES = np.linspace(0.30, 0.95, 14)
_LABEL_LINES = np.linspace(0.06, 0.94, 23)
_ROUNDS = 2
_DECIMALS = 4

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """What models made of unseen texts, as logits.

    A row a candidate: `text`, `label`, `gates` (of its passage), `claim`, `truth` (a mark of its
    label touches it). A row a text: `highest` (each gate's best passage), `carried` (its labels),
    `promotional`. What is taken away in any case is left out.
    """

    text: NDArray[np.intp]
    label: NDArray[np.intp]
    gates: Floats
    claim: Floats
    truth: Flags
    highest: Floats
    carried: Flags
    promotional: Flags

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> "Scores":
        """The columns of what was judged."""
        gates = [
            np.array([[logit(getattr(gate, name)) for name in GATES] for gate in t.weighed.gates])
            for t in judged
        ]
        found = [
            (number, one, judged[number].example.marks)
            for number, text in enumerate(judged)
            for one in text.weighed.candidates
            if one.taken_by is None
        ]
        none = np.full(len(GATES), logit(0.0))
        return cls(
            text=np.array([number for number, _, _ in found], dtype=np.intp),
            label=np.array([one.label.rank for _, one, _ in found], dtype=np.intp),
            gates=np.array([gates[number][one.passage] for number, one, _ in found]),
            claim=np.array([logit(one.score) for _, one, _ in found]),
            truth=np.array(
                [
                    any(mark.label is one.label and mark.span.overlaps(one.words) for mark in marks)
                    for _, one, marks in found
                ]
            ),
            highest=np.array([rows.max(axis=0) if len(rows) else none for rows in gates]),
            carried=np.array([[label in t.example.labels for label in LABELS] for t in judged]),
            promotional=np.array([t.example.promotional for t in judged]),
        )

    def of_texts(self, which: Flags) -> "Scores":
        """The same for some of the texts only."""
        rows = which[self.text]
        return Scores(
            text=(np.cumsum(which) - 1)[self.text[rows]],
            label=self.label[rows],
            gates=self.gates[rows],
            claim=self.claim[rows],
            truth=self.truth[rows],
            highest=self.highest[which],
            carried=self.carried[which],
            promotional=self.promotional[which],
        )

    def calibrated(self, gates: Calibration, labels: Calibration) -> "Scores":
        """The same with logits moved as calibrated heads will give them."""
        scale, shift = np.array(gates[0]), np.array(gates[1])
        return replace(
            self,
            gates=self.gates * scale + shift,
            highest=self.highest * scale + shift,
            claim=self.claim * np.array(labels[0])[self.label] + np.array(labels[1])[self.label],
        )

    def strongest(self, gate_line: float) -> Floats:
        """The highest probability of each label behind open gates, a row a text."""
        best = np.zeros(self.carried.shape)
        kept = self.gates.min(axis=1) >= logit(gate_line)
        chances = 1.0 / (1.0 + np.exp(-self.claim[kept]))
        np.maximum.at(best, (self.text[kept], self.label[kept]), chances)
        return best


def fit_lines(raw: Scores, data: str = "") -> Fitted:
    """Calibration, then lines, then certainty, from what models made of texts unseen by them."""
    gates = _gate_calibration(raw)
    labels = _label_calibration(raw)
    scores = raw.calibrated(gates, labels)
    return Fitted(gates, labels, _lines(scores), _certainty(scores), data)


def _gate_calibration(scores: Scores) -> Calibration:
    """Over texts, by their most promotional and most misleading passages."""
    truths = (scores.promotional, any_of(scores.carried))
    return _each(
        _straight(scores.highest[:, [number]], truth) for number, truth in enumerate(truths)
    )


def _label_calibration(scores: Scores) -> Calibration:
    """Over the clauses of promotional texts, which is what the heads learn from."""
    selling = scores.promotional[scores.text]
    rows = [(scores.label == number) & selling for number in range(len(LABELS))]
    return _each(_straight(scores.claim[row][:, None], scores.truth[row]) for row in rows)


def _certainty(scores: Scores) -> Certainty:
    """How surely a text carries a claim, from its gates' and its strongest claim's logits."""
    texts = len(scores.promotional)
    gate, claim = np.full(texts, logit(0.0)), np.full(texts, logit(0.0))
    np.maximum.at(gate, scores.text, scores.gates.min(axis=1))
    np.maximum.at(claim, scores.text, scores.claim)
    scale, shift = _straight(np.column_stack([gate, claim]), any_of(scores.carried))
    return Certainty(scale[0], scale[1], shift)


def _each(fitted: Iterable[tuple[list[float], float]]) -> Calibration:
    scales, shifts = zip(*fitted, strict=True)
    return tuple(scale[0] for scale in scales), shifts


def _straight(given: Floats, truth: Flags) -> tuple[list[float], float]:
    """Logistic regression almost without a penalty: Platt's scaling."""
    line = LogisticRegression(C=1e6, max_iter=1000).fit(given, truth)
    scale = [round(float(one), _DECIMALS) for one in line.coef_[0]]
    return scale, round(float(line.intercept_[0]), _DECIMALS)


def _lines(scores: Scores) -> Lines:
    """The lines of least cost, label by label for each line of the gates."""
    best: tuple[float, float, list[float]] = (-np.inf, 0.5, [0.5] * len(LABELS))
    for gate_line in _GATE_LINES:
        strongest = scores.strongest(float(gate_line))
        lines = [0.5] * len(LABELS)
        for _ in range(_ROUNDS):
            for number in range(len(LABELS)):
                lines[number] = max(
                    _LABEL_LINES,
                    key=lambda line: _worth(scores, strongest, _with(lines, number, line)),
                )
        worth = _worth(scores, strongest, lines)
        best = max(best, (worth, float(gate_line), lines))
    _, gate_line, lines = best
    labels = {x: round(float(y), 3) for x, y in zip(LABELS, lines, strict=True)}
    return Lines(min(_promotional_line(scores), round(gate_line, 3)), round(gate_line, 3), labels)


def _promotional_line(scores: Scores) -> float:
    """Where telling advertising of investments from the rest is worth most."""
    chances = 1.0 / (1.0 + np.exp(-scores.highest[:, [GATES.index("promotional")]]))
    truth = scores.promotional[:, None]

    def value(line: float) -> float:
        called = chances >= line
        return macro_f1(truth, called) - _COST_CALLED * share(called[~truth])

    return round(float(max(_PROMOTIONAL_LINES, key=value)), 3)


def _with(lines: list[float], number: int, line: float) -> list[float]:
    return [*lines[:number], line, *lines[number + 1 :]]


def _worth(scores: Scores, strongest: Floats, lines: Sequence[float]) -> float:
    found = strongest >= np.asarray(lines)
    flagged = any_of(found)
    lawful = scores.promotional & ~any_of(scores.carried)
    return worth(
        macro_f1(scores.carried, found),
        share(flagged[~scores.promotional]),
        share(flagged[lawful]),
    )


def worth(macro: float, not_promotional: float, lawful: float) -> float:
    """Macro-F1 less what the two shares of false alarms cost."""
    return macro - _COST_NOT_PROMOTIONAL * not_promotional - _COST_LAWFUL * lawful
