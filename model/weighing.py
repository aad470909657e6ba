"""Weighing: what the heads make of a reading, before any line is drawn.

Judging draws the lines of the artefact; fitting those lines needs the scores beneath them too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dossier.claims import LABELS, Label, Span
from model import context
from model.artefact import Artefact, Lines
from model.context import Cause
from model.hearing import beside, says
from model.marking import stretches
from model.scorer import logit, sigmoid
from model.signals import Reading

# What share of its line a claim must reach to be shown where nothing is sold.
_REPEATED = 1 / 3

# What share of the strongest of its label a claim must reach: beside 保本保息 a clause that is a
# guarantee with one chance in three is a clause too much. Marks gain two points of F1.
_BESIDE_THE_STRONGEST = 0.5

# The heads of the gate.
GATES = ("promotional", "misleading")

Floats = NDArray[np.float64]

# The scales and shifts of logits, one of each a head.
Calibration = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may claim something: how much they do, and what takes that away in any case.

    `said` is what the clauses before and after add to the logit of the score.
    """

    passage: int
    label: Label
    words: Span
    score: float
    said: float
    taken_by: Cause | None


@dataclass(frozen=True, slots=True)
class Gated:
    """Two chances of a passage in its surroundings: it sells an investment, and does so wrongly.

    A lawful fund's advertisement uses every word near a claim; what tells it from a pitch is the
    whole tone, which no clause alone has.
    """

    promotional: float
    misleading: float

    @property
    def weaker(self) -> float:
        """The lower of the two: both must be high for a claim to stand."""
        return min(self.promotional, self.misleading)

    def sells(self, lines: Lines) -> bool:
        """True when the passage advertises an investment, rightly or wrongly."""
        return self.promotional >= lines.promotional

    def open(self, lines: Lines) -> bool:
        """True when claims may stand in the passage."""
        return self.weaker >= lines.gate


@dataclass(frozen=True, slots=True)
class Weighed:
    """The gates of every passage, and every candidate in reading order."""

    gates: tuple[Gated, ...]
    candidates: tuple[Candidate, ...]

    @property
    def promotional_score(self) -> float:
        """The document's score: a document is promotional when a passage is."""
        return max((gate.promotional for gate in self.gates), default=0.0)

    def calibrated(self, gates: Calibration, labels: Calibration) -> "Weighed":
        """The same as heads would have scored it whose logits are scaled and shifted."""
        return Weighed(
            tuple(
                Gated(_moved(gate.promotional, gates, 0), _moved(gate.misleading, gates, 1))
                for gate in self.gates
            ),
            tuple(
                replace(one, score=_moved(one.score, labels, one.label.rank))
                for one in self.candidates
            ),
        )

    def claims(self, lines: Lines) -> Iterator[Candidate]:
        """What reaches its label's line behind open gates and nothing takes away.

        What is faint beside the strongest of its label is left out: one is enough to flag.
        """
        found = [
            one
            for one in self.candidates
            if one.score >= lines.labels[one.label] and self._stands(one, lines)
        ]
        strongest = dict.fromkeys(LABELS, 0.0)
        for one in found:
            strongest[one.label] = max(strongest[one.label], one.score)
        for one in found:
            if one.score >= _BESIDE_THE_STRONGEST * strongest[one.label]:
                yield one

    def set_aside(self, lines: Lines) -> Iterator[Candidate]:
        """What is no claim of the text and yet worth showing.

        Where nothing is sold, a third of the line is enough: a caller repeats claims in words of
        his own (叫我抓紧), and what is shown as set aside alarms nobody.
        """
        for one in self.candidates:
            line = lines.labels[one.label]
            if not self.gates[one.passage].sells(lines):
                line *= _REPEATED
            if one.score >= line and not self._stands(one, lines):
                yield one

    def _stands(self, one: Candidate, lines: Lines) -> bool:
        return one.taken_by is None and self.gates[one.passage].open(lines)

    def evidence(self) -> tuple[float, float]:
        """The logits of the gates and of the strongest candidate, of which certainty is made."""
        gates = (gate.weaker for gate in self.gates)
        scores = (one.score for one in self.candidates if one.taken_by is None)
        return logit(max(gates, default=0.0)), logit(max(scores, default=0.0))


def weigh(reading: Reading, artefact: Artefact) -> Weighed:
    """Score every clause of a reading, then every passage by what its clauses say."""
    heard = hear(reading, artefact)
    gates = []
    for index, nearby in enumerate(reading.nearby):
        given = reading.window_input(index, says(heard[nearby.start : nearby.stop]))
        scores = artefact.gate.probabilities(given)
        gates.append(Gated(*(scores[name] for name in GATES)))
    return Weighed(tuple(gates), tuple(_candidates(reading, artefact, heard)))


def hear(reading: Reading, artefact: Artefact) -> Floats:
    """Label logits of every clause alone, a row a clause."""
    rows = [artefact.labels.logits(reading.clause_input(clause)) for clause in reading.clauses]
    return np.array(rows).reshape(-1, len(LABELS))


def _moved(score: float, calibration: Calibration, head: int) -> float:
    scale, shift = calibration
    return sigmoid(scale[head] * logit(score) + shift[head])


def _candidates(reading: Reading, artefact: Artefact, heard: Floats) -> Iterator[Candidate]:
    first = np.arange(len(heard)) == 0
    said = artefact.neighbours.said(beside(heard, first))
    number = 0
    for index, passage in enumerate(reading.cut):
        for clause in passage.clauses:
            strongest = _strongest(reading, artefact, clause, heard[number], said[number])
            for label, (score, words) in strongest.items():
                cause = context.before_selling(reading, index, label, words)
                added = float(said[number, label.rank])
                yield Candidate(index, label, words, score, added, cause)
            number += 1


def _strongest(
    reading: Reading, artefact: Artefact, clause: Span, whole: Floats, said: Floats
) -> dict[Label, tuple[float, Span]]:
    """For each label the stretch of the clause that speaks most for it, and how much.

    `whole` are the logits of the clause from end to end, which have been heard already.
    """
    begins = {label: stretches(reading, clause, label) for label in LABELS}

    def alone(stretch: Span) -> Floats:
        if stretch == clause:
            return whole
        return artefact.labels.logits(reading.clause_input(stretch))

    logits = {
        stretch: artefact.neighbours.logits(alone(stretch), said).tolist()
        for stretch in set().union(*begins.values())
    }
    return {
        label: max((sigmoid(logits[stretch][label.rank]), stretch) for stretch in begins[label])
        for label in LABELS
        if begins[label]
    }
