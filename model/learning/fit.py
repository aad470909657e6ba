"""Fitting what stands between scores and verdicts: calibration, lines, certainty.

All of it on texts the heads have not seen. Lines are set by cost: macro-F1 over documents, less
what false alarms cost the people who must dismiss them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dossier.claims import LABELS
from model.artefact import Certainty, Lines
from model.learning.fitted import Fitted
from model.learning.judging import Judged
from model.scorer import logit
from model.weighing import GATES, Calibration, Candidate

# What a share of false alarms costs, in macro-F1: at one violating page in fifty, a false alarm on
# every hundredth innocent page already is a third of the queue.
_COST_NOT_PROMOTIONAL, _COST_LAWFUL = 2.0, 0.5
_GATE_LINES = np.linspace(0.30, 0.95, 14)
_LABEL_LINES = np.linspace(0.06, 0.94, 23)
_ROUNDS = 2
_DECIMALS = 4

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scores:
    """Candidates of many texts as columns, and what is true of each text, a row a text."""

    text: NDArray[np.intp]
    label: NDArray[np.intp]
    gate: Floats
    claim: Floats
    truth: Flags
    carried: Flags
    promotional: Flags

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> "Scores":
        """The columns of what was judged, as logits; what is taken away in any case is left out."""
        rows = [
            (
                number,
                one.label.rank,
                *_gate(text, one),
                logit(one.score),
                any(
                    m.label is one.label and m.span.overlaps(one.words) for m in text.example.marks
                ),
            )
            for number, text in enumerate(judged)
            for one in text.weighed.candidates
            if one.taken_by is None
        ]
        texts, labels, sells, misleads, claims, truths = zip(*rows, strict=True)
        return cls(
            text=np.array(texts, dtype=np.intp),
            label=np.array(labels, dtype=np.intp),
            gate=np.column_stack([sells, misleads]),
            claim=np.array(claims),
            truth=np.array(truths, dtype=bool),
            carried=np.array([[label in t.example.labels for label in LABELS] for t in judged]),
            promotional=np.array([t.example.promotional for t in judged]),
        )

    def calibrated(self, gate: Calibration, labels: Calibration) -> "Scores":
        """The same with logits moved as calibrated heads will give them."""
        scale, shift = np.array(labels[0]), np.array(labels[1])
        return Scores(
            self.text,
            self.label,
            self.gate * np.array(gate[0]) + np.array(gate[1]),
            self.claim * scale[self.label] + shift[self.label],
            self.truth,
            self.carried,
            self.promotional,
        )

    def strongest(self, gate_line: float) -> Floats:
        """The highest probability of each label in promotional passages, a row a text."""
        best = np.zeros(self.carried.shape)
        kept = self.gate.min(axis=1) >= logit(gate_line)
        chances = 1.0 / (1.0 + np.exp(-self.claim[kept]))
        np.maximum.at(best, (self.text[kept], self.label[kept]), chances)
        return best


def fit_lines(judged: Sequence[Judged], data: str = "") -> Fitted:
    """Calibration, then lines, then certainty, from what models made of texts unseen by them."""
    raw = Scores.of(judged)
    gate = _gate_calibration(judged)
    labels = _label_calibration(raw)
    scores = raw.calibrated(gate, labels)
    return Fitted(gate, labels, _lines(scores), _certainty(scores), data)


def _gate(text: Judged, one: Candidate) -> tuple[float, float]:
    gate = text.weighed.gates[one.passage]
    return logit(gate.promotional), logit(gate.misleading)


def _gate_calibration(judged: Sequence[Judged]) -> Calibration:
    """Over texts, by their most promotional and most misleading passages."""
    fitted = []
    for name in GATES:
        strongest = [
            max((getattr(gate, name) for gate in t.weighed.gates), default=0.0) for t in judged
        ]
        examples = [text.example for text in judged]
        truth = [e.promotional if name == "promotional" else bool(e.marks) for e in examples]
        scale, shift = _straight(np.array([[logit(one)] for one in strongest]), truth)
        fitted.append((scale[0], shift))
    return tuple(scale for scale, _ in fitted), tuple(shift for _, shift in fitted)


def _label_calibration(scores: Scores) -> Calibration:
    """Over the clauses of promotional texts, which is what the heads learn from."""
    fitted = []
    for number in range(len(LABELS)):
        rows = (scores.label == number) & scores.promotional[scores.text]
        scale, shift = _straight(scores.claim[rows][:, None], scores.truth[rows])
        fitted.append((scale[0], shift))
    return tuple(scale for scale, _ in fitted), tuple(shift for _, shift in fitted)


def _certainty(scores: Scores) -> Certainty:
    """How surely a text carries a claim, from its gate's and its strongest claim's logits."""
    texts = len(scores.promotional)
    gate, claim = np.full(texts, logit(0.0)), np.full(texts, logit(0.0))
    np.maximum.at(gate, scores.text, scores.gate.min(axis=1))
    np.maximum.at(claim, scores.text, scores.claim)
    scale, shift = _straight(np.column_stack([gate, claim]), _any(scores.carried))
    return Certainty(scale[0], scale[1], shift)


def _straight(given: Floats, truth: Sequence[bool] | Flags) -> tuple[list[float], float]:
    """Logistic regression almost without a penalty: Platt's scaling."""
    line = LogisticRegression(C=1e6, max_iter=1000).fit(given, truth)
    scale = [round(float(one), _DECIMALS) for one in line.coef_[0]]
    return scale, round(float(line.intercept_[0]), _DECIMALS)


def _lines(scores: Scores) -> Lines:
    """The lines of least cost, label by label for each line of the gate."""
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
    return Lines(round(gate_line, 3), round(gate_line, 3), labels)


def _with(lines: list[float], number: int, line: float) -> list[float]:
    return [*lines[:number], line, *lines[number + 1 :]]


def _worth(scores: Scores, strongest: Floats, lines: Sequence[float]) -> float:
    found = strongest >= np.asarray(lines)
    right = (found & scores.carried).sum(axis=0)
    f1 = 2 * right / np.maximum(1, found.sum(axis=0) + scores.carried.sum(axis=0))
    flagged = _any(found)
    lawful = scores.promotional & ~_any(scores.carried)
    return float(
        f1.mean()
        - _COST_NOT_PROMOTIONAL * _share(flagged[~scores.promotional])
        - _COST_LAWFUL * _share(flagged[lawful])
    )


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _any(flags: Flags) -> Flags:
    return np.asarray(flags.any(axis=1))
