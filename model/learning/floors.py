"""Floors: the figures below which a change is not taken, and the data they were measured on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dossier.errors import BadInput

COMMITTED = Path(__file__).with_name("floors.json")
_DECIMALS = 4
# Other BLAS libraries and thread counts move a score across its line now and then.
_SLACK = 0.005

# The figures of each way of splitting the data.
Figures = Mapping[str, Mapping[str, float]]


class LowerFloor(BadInput):
    """A floor would come down; the message names it."""


@dataclass(frozen=True)
class Floors:
    """Figures by way of splitting, and the digest of the data they were measured on."""

    data: str
    figures: Figures

    @classmethod
    def committed(cls) -> Self:
        """What lies beside this module."""
        value = json.loads(COMMITTED.read_text(encoding="utf-8"))
        return cls(value["data"], value["figures"])

    def under(self, measured: Figures) -> list[str]:
        """A line for every measured figure below its floor."""
        return [
            f"{split} {name}: {figures[name]:.4f} is under its floor {floor:.4f}"
            for split, figures in measured.items()
            for name, floor in self.figures.get(split, {}).items()
            if figures[name] < floor - _SLACK
        ]

    def replaced(self, data: str, measured: Figures, *, lower: bool) -> "Floors":
        """The floors at what was measured; LowerFloor when one would come down unasked."""
        falling = self.under(measured)
        if falling and not lower:
            raise LowerFloor(f"{'; '.join(falling)}: say --lower to lower it")
        rounded = {
            split: {name: round(value, _DECIMALS) for name, value in sorted(figures.items())}
            for split, figures in measured.items()
        }
        # Figures measured on other data are no floors for these.
        kept = self.figures if data == self.data else {}
        return Floors(data, {**kept, **rounded})

    def commit(self) -> None:
        """Write beside this module."""
        value = {"data": self.data, "figures": self.figures}
        COMMITTED.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
