"""The gate: whether a passage, in its surroundings, itself advertises an investment."""

from dataclasses import dataclass

from model.scorer import Heads, sigmoid
from model.signals import Reading

HEAD = "promotional"


@dataclass(frozen=True, slots=True)
class Gated:
    """The gate's score of every passage, 0 to 1, and the line they are held against."""

    scores: tuple[float, ...]
    threshold: float

    def open(self, index: int) -> bool:
        """True when the passage is promotional."""
        return self.scores[index] >= self.threshold

    @property
    def score(self) -> float:
        """The document's score: a document is promotional when a passage is."""
        return max(self.scores, default=0.0)

    @property
    def promotional(self) -> bool:
        """True when any passage is."""
        return self.score >= self.threshold


def judge(reading: Reading, heads: Heads, threshold: float) -> Gated:
    """Score every passage of a page."""
    logits = (heads.logits(reading.window_input(index))[0] for index in range(len(reading.cut)))
    return Gated(tuple(sigmoid(float(logit)) for logit in logits), threshold)
