"""What fitting and evaluation count alike: shares, and macro-F1 over documents."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def share(flags: Sequence[bool] | Flags) -> float:
    """The share of true ones, 0 to 1; 0 when there is none to count."""
    return float(np.mean(flags)) if len(flags) else 0.0


def macro_f1(there: Flags, found: Flags) -> float:
    """Mean F1 of the columns, a row a text; a label neither there nor found counts as 0."""
    right = (there & found).sum(axis=0)
    total = there.sum(axis=0) + found.sum(axis=0)
    return float((2 * right / np.maximum(total, 1)).mean())


def any_of(flags: Flags) -> Flags:
    """True for the rows that have a true column."""
    return np.asarray(flags.any(axis=1))
