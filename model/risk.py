"""Risk: one number from 0 to 100 out of a verdict's claims and rates.

Each label found, and the highest level of yield, leaves its share of what is still missing to
100, so that more or heavier findings never lower the number. It says how much harm the words can
do, not how sure the detector is.
"""

from collections.abc import Iterable

from dossier.claims import Label

_SHARE = {
    Label.GUARANTEED_RETURN: 0.45,
    Label.EXCESSIVE_YIELD: 0.35,
    Label.STATE_BACKING: 0.35,
    Label.BORROWED_AUTHORITY: 0.25,
    Label.PRESSURE_SELLING: 0.15,
}
_SHARE_OF_LEVEL = (0.0, 0.02, 0.05, 0.10, 0.20)


def risk(labels: Iterable[Label], levels: Iterable[int]) -> int:
    """The risk of these labels and levels of yield; 0 when no label was found."""
    found = set(labels)
    if not found:
        return 0
    left = 1.0 - _SHARE_OF_LEVEL[max(levels, default=0)]
    for label in found:
        left *= 1.0 - _SHARE[label]
    return round(100 * (1.0 - left))
