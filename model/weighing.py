"""Weighing: what the heads make of a reading, before any line is drawn.

Judging draws the lines of the artefact; fitting those lines needs the scores beneath them too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dossier.claims import LABELS, Label, Span
from model import context
from model.artefact import Artefact, Lines
from model.context import Cause
from model.marking import stretches
from model.scorer import Heads, logit, sigmoid
from model.signals import Reading

# The heads of the gate.
GATES = ("promotional", "misleading")

# The scales and shifts of logits, one of each a head.
Calibration = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may claim something: how much they do, and what takes that away in any case."""

    passage: int
    label: Label
    words: Span
    score: float
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

    def above(self, lines: Lines) -> Iterator[Candidate]:
        """The candidates that reach their label's line, wherever they stand."""
        return (one for one in self.candidates if one.score >= lines.labels[one.label])

    def claims(self, lines: Lines) -> Iterator[Candidate]:
        """Those of them that stand behind open gates and that nothing takes away."""
        for one in self.above(lines):
            if one.taken_by is None and self.gates[one.passage].open(lines):
                yield one

    def evidence(self) -> tuple[float, float]:
        """The logits of the gates and of the strongest candidate, of which certainty is made."""
        gates = (gate.weaker for gate in self.gates)
        scores = (one.score for one in self.candidates if one.taken_by is None)
        return logit(max(gates, default=0.0)), logit(max(scores, default=0.0))


def weigh(reading: Reading, artefact: Artefact) -> Weighed:
    """Score every passage and every clause of a reading."""
    gates = []
    for index in range(len(reading.cut)):
        scores = artefact.gate.probabilities(reading.window_input(index))
        gates.append(Gated(*(scores[name] for name in GATES)))
    return Weighed(tuple(gates), tuple(_candidates(reading, artefact.labels)))


def _moved(score: float, calibration: Calibration, head: int) -> float:
    scale, shift = calibration
    return sigmoid(scale[head] * logit(score) + shift[head])


def _candidates(reading: Reading, heads: Heads) -> Iterator[Candidate]:
    for index, passage in enumerate(reading.cut):
        for clause in passage.clauses:
            for label, (score, words) in _strongest(reading, heads, clause).items():
                cause = context.before_selling(reading, index, label, words)
                yield Candidate(index, label, words, score, cause)


def _strongest(reading: Reading, heads: Heads, clause: Span) -> dict[Label, tuple[float, Span]]:
    """For each label the stretch of the clause that speaks most for it, and how much."""
    begins = {label: stretches(reading, clause, label) for label in LABELS}
    chances = {
        stretch: heads.probabilities(reading.clause_input(stretch))
        for stretch in set().union(*begins.values())
    }
    return {
        label: max((chances[stretch][label], stretch) for stretch in begins[label])
        for label in LABELS
        if begins[label]
    }
