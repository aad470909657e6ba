"""What evaluation fits and training reads: calibration, lines, certainty, and on which data."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from dossier.claims import LABELS
from model.artefact import Artefact, Certainty, Lines, lines_from_json, lines_to_json
from model.weighing import Calibration

COMMITTED = Path(__file__).with_name("fitted.json")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Numbers found on texts that the heads had not seen; `data` is the digest of those texts."""

    gate_calibration: Calibration
    label_calibration: Calibration
    lines: Lines
    certainty: Certainty
    data: str = field(default="")

    @classmethod
    def plain(cls) -> Self:
        """Nothing fitted yet: logits as they are, every line at one half."""
        return cls(
            gate_calibration=((1.0, 1.0), (0.0, 0.0)),
            label_calibration=((1.0,) * len(LABELS), (0.0,) * len(LABELS)),
            lines=Lines(0.5, 0.5, dict.fromkeys(LABELS, 0.5)),
            certainty=Certainty(1.0, 1.0, 0.0),
        )

    @classmethod
    def of(cls, artefact: Artefact) -> Self:
        """The lines of a trained model; its heads are calibrated already."""
        return replace(cls.plain(), lines=artefact.lines, certainty=artefact.certainty)

    @classmethod
    def committed(cls) -> Self:
        """What lies beside this module."""
        value: dict[str, Any] = json.loads(COMMITTED.read_text(encoding="utf-8"))
        gate, labels = value["gate"], value["labels"]
        return cls(
            gate_calibration=(tuple(gate["scale"]), tuple(gate["shift"])),
            label_calibration=(tuple(labels["scale"]), tuple(labels["shift"])),
            lines=lines_from_json(value["lines"]),
            certainty=Certainty(**value["certainty"]),
            data=value["data"],
        )

    def commit(self) -> None:
        """Write beside this module, for the next training."""
        value = {
            "data": self.data,
            "lines": lines_to_json(self.lines),
            "certainty": asdict(self.certainty),
            "gate": dict(zip(("scale", "shift"), self.gate_calibration, strict=True)),
            "labels": dict(zip(("scale", "shift"), self.label_calibration, strict=True)),
        }
        COMMITTED.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
