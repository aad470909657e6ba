"""The compiled model: linear heads over terms and signals, in plain numpy.

Equal to the scikit-learn pipelines of model/learning to 1e-9: terms weigh
(1 + ln count) x idf, scaled to length one; signals weigh what they say, most of them one.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.signals import Input

HEAVIEST = 8
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Weight:
    """What one feature adds to a logit; `kind` tells a term from a signal."""

    kind: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Share:
    """A logit taken apart: the heaviest features, the rest of them, the intercept, and what
    neighbouring clauses add."""

    heaviest: tuple[Weight, ...]
    rest: float
    intercept: float
    neighbours: float = 0.0

    @property
    def logit(self) -> float:
        """The sum of all parts."""
        named = sum(weight.value for weight in self.heaviest)
        return named + self.rest + self.intercept + self.neighbours


@dataclass(frozen=True)
class Heads:
    """Linear heads that share their features: `coef` is (terms + signals) x heads."""

    names: tuple[str, ...]
    terms: tuple[str, ...]
    signals: tuple[str, ...]
    idf: NDArray[np.float64]
    coef: NDArray[np.float64]
    intercept: NDArray[np.float64]

    @cached_property
    def _term_index(self) -> dict[str, int]:
        return {term: index for index, term in enumerate(self.terms)}

    @cached_property
    def _signal_index(self) -> dict[str, int]:
        start = len(self.terms)
        return {signal: start + index for index, signal in enumerate(self.signals)}

    def logits(self, given: Input) -> NDArray[np.float64]:
        """One logit a head."""
        indices, values = self._features(given)
        return np.asarray(values @ self.coef[indices] + self.intercept, dtype=np.float64)

    def calibrated(self, scale: Sequence[float], shift: Sequence[float]) -> "Heads":
        """The heads whose logits are `scale` times theirs plus `shift`: still linear, so exact."""
        return replace(
            self,
            coef=self.coef * np.asarray(scale),
            intercept=self.intercept * np.asarray(scale) + np.asarray(shift),
        )

    def probabilities(self, given: Input) -> dict[str, float]:
        """One probability a head, by its name."""
        logits = self.logits(given).tolist()
        return dict(zip(self.names, map(sigmoid, logits), strict=True))

    def share(self, given: Input, head: str) -> Share:
        """Why a head says what it says: its logit taken apart, exactly."""
        column = self.names.index(head)
        indices, values = self._features(given)
        parts = values * self.coef[indices, column]
        order = np.argsort(-np.abs(parts), kind="stable")[:HEAVIEST]
        heaviest = tuple(self._weight(int(indices[i]), float(parts[i])) for i in order)
        rest = float(parts.sum()) - sum(weight.value for weight in heaviest)
        return Share(heaviest, rest, float(self.intercept[column]))

    def _weight(self, index: int, value: float) -> Weight:
        count = len(self.terms)
        if index < count:
            return Weight("term", self.terms[index], value)
        return Weight("signal", self.signals[index - count], value)

    def _features(self, given: Input) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        known = [
            (self._term_index[term], 1.0 + math.log(count))
            for term, count in Counter(given.terms).items()
            if term in self._term_index
        ]
        indices = np.array([index for index, _ in known], dtype=np.intp)
        values = np.array([weight for _, weight in known]) * self.idf[indices]
        length = float(np.sqrt(values @ values))
        present = sorted(
            (self._signal_index[signal], value)
            for signal, value in given.signals.items()
            if signal in self._signal_index
        )
        return (
            np.concatenate([indices, np.array([index for index, _ in present], dtype=np.intp)]),
            np.concatenate(
                [values / length if length else values, np.array([value for _, value in present])]
            ),
        )


def sigmoid(logit: float) -> float:
    """The probability of a logit, without overflow."""
    if logit >= 0:
        return 1.0 / (1.0 + math.exp(-logit))
    grown = math.exp(logit)
    return grown / (1.0 + grown)


def logit(probability: float) -> float:
    """The logit of a probability, kept finite."""
    kept = min(max(probability, _LEAST), 1.0 - _LEAST)
    return math.log(kept / (1.0 - kept))
