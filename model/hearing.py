"""What clauses say to what stands around them: to their neighbours, and to the gates.

The label heads hear every clause alone. A testimony runs over three clauses of which one names
the neighbour (隔壁老周|去年放的|今年买了车), and 额度不多 means something else beside a yield than
beside a box of fruit: so each clause's score is mended by what its neighbours say, and the gates
hear the loudest of a passage's surroundings.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dossier.claims import LABELS, Label
from model.scorer import Share

Floats = NDArray[np.float64]

# Logits beyond these say nothing more; where there is no clause, none is said.
_LOUDEST = 6.0
SILENCE = np.full(len(LABELS), -_LOUDEST)
SAYS = (
    *(f"says:{label.value}" for label in LABELS),
    *(f"sure:{label.value}" for label in LABELS),
    "says:loudest",
    "says:second",
)


def says(logits: Floats) -> dict[str, float]:
    """What the clauses of a passage's surroundings (rows of label logits) say to the gates."""
    highest = np.clip(logits.max(axis=0), SILENCE, _LOUDEST) if len(logits) else SILENCE
    sure = 1.0 / (1.0 + np.exp(-highest))
    second, loudest = np.sort(highest)[-2:]
    return dict(zip(SAYS, [*highest.tolist(), *sure.tolist(), loudest, second], strict=True))


def beside(logits: Floats, first: NDArray[np.bool_]) -> Floats:
    """For each row of label logits those of the row before and of the row after, side by side.

    `first` marks rows that begin a text: what stands before them is another text's.
    """
    heard = np.clip(logits, -_LOUDEST, _LOUDEST)
    before = np.vstack([SILENCE, heard[:-1]])
    before[first] = SILENCE
    after = np.vstack([heard[1:], SILENCE])
    after[np.append(first[1:], True)] = SILENCE
    return np.hstack([before, after])


@dataclass(frozen=True)
class Neighbours:
    """How a clause's own logits and its neighbours' make its score.

    `own` weighs a label's logit, `beside` (a row for each label before and after, a column a
    label) those of the two clauses next to it.
    """

    own: Floats
    beside: Floats
    intercept: Floats

    def calibrated(self, scale: Sequence[float], shift: Sequence[float]) -> "Neighbours":
        """The same with every score's logit scaled and shifted."""
        return Neighbours(
            self.own * np.asarray(scale),
            self.beside * np.asarray(scale),
            self.intercept * np.asarray(scale) + np.asarray(shift),
        )

    def said(self, beside: Floats) -> Floats:
        """What neighbours add to each label's logit."""
        return np.asarray(beside @ self.beside, dtype=np.float64)

    def logits(self, own: Floats, said: Floats) -> Floats:
        """Label logits of a clause from its own and from what its neighbours add."""
        return np.asarray(own * self.own + said + self.intercept, dtype=np.float64)

    def share(self, share: Share, label: Label, said: float) -> Share:
        """The reasons of a clause alone, as they stand beside its neighbours; exact."""
        own = float(self.own[label.rank])
        return Share(
            tuple(replace(weight, value=weight.value * own) for weight in share.heaviest),
            share.rest * own,
            share.intercept * own + float(self.intercept[label.rank]),
            said,
        )
