"""Dated tables, and what they say on a day."""

import csv
import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Self

from dossier.errors import BadInput

FOLDER = Path(__file__).parent


class MalformedTable(BadInput):
    """A table row that cannot be used; the message says file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """A reference rate in percent a year, in force from a day until the next one begins."""

    in_force_from: date
    name: str
    percent: float
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of yield in percent a year: reaching it makes a level from 0 to 4."""

    level: int
    percent: float
    since: date
    source: str


# The three fixed lines are the ones named at the Lujiazui Forum: above 6 % a question mark, above
# 8 % very dangerous, above 10 % be ready to lose everything. 10 % is the working line and counts
# from 10 % on, the others only above.
_NAMED = date(2018, 6, 14)
_FORUM = "2018 年陆家嘴论坛风险提示"
_FIXED = (
    Line(1, 6.0, _NAMED, _FORUM),
    Line(2, 8.0, _NAMED, _FORUM),
    Line(3, 10.0, _NAMED, f"{_FORUM}（工作线）"),
)
_TIMES = 4
_NAMES = {"benchmark_loan_1y": "一年期贷款基准利率", "lpr_1y": "一年期贷款市场报价利率（LPR）"}


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything dated that a verdict is joined with."""

    rates: tuple[ReferenceRate, ...]
    rates_digest: str
    law_digest: str

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """The tables of a folder; MalformedTable on a row that cannot be used."""
        path = folder / "rates.csv"
        # There are no law rows yet: verdicts name the digest of the empty table.
        empty = hashlib.sha256(b"").hexdigest()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(_read_rates(path), digest, empty)

    def reference(self, day: date) -> ReferenceRate | None:
        """The one-year loan rate in force (benchmark, from 2019-08-20 LPR); None before any."""
        index = bisect_right([rate.in_force_from for rate in self.rates], day)
        return self.rates[index - 1] if index else None

    def line(self, percent: float, day: date) -> Line:
        """The highest line that `percent` a year reaches on `day`.

        Below all of them it is the working line at level 0, since that is what was compared.
        """
        reference = self.reference(day)
        if reference is not None and percent >= _TIMES * reference.percent:
            words = f"{reference.name} {reference.percent:g}% 的 {_TIMES} 倍"
            return Line(4, _TIMES * reference.percent, reference.in_force_from, words)
        if percent >= _FIXED[2].percent:
            return _FIXED[2]
        above = [line for line in _FIXED[:2] if percent > line.percent]
        return above[-1] if above else Line(0, _FIXED[2].percent, _NAMED, _FIXED[2].source)

    def same(self, earlier: date, later: date) -> bool:
        """True when no boundary lies between the two days."""
        return self.reference(earlier) == self.reference(later)


@cache
def bundled() -> Tables:
    """The tables that come with the program."""
    return Tables.load()


def _read_rates(path: Path) -> tuple[ReferenceRate, ...]:
    rates: list[ReferenceRate] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                day = date.fromisoformat(row["in_force_from"])
                name, percent = _NAMES[row["kind"]], float(row["percent"])
                rate = ReferenceRate(day, name, percent, row["source"])
            except (KeyError, TypeError, ValueError) as error:
                raise MalformedTable(f"{path.name}:{number}: {error}") from None
            if rates and rates[-1].in_force_from >= rate.in_force_from:
                raise MalformedTable(f"{path.name}:{number}: not later than the row before")
            rates.append(rate)
    return tuple(rates)
