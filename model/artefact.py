"""The artefact: what training leaves behind and running reads, npz and JSON, never a pickle."""

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dossier.claims import LABELS, Label
from dossier.errors import BadInput
from model.hearing import Neighbours
from model.scorer import Heads, sigmoid

BUILT = Path(__file__).with_name("built")
_WEIGHTS, _MODEL = "weights.npz", "model.json"
_FORMAT = 4


class NoArtefact(BadInput):
    """There is no usable model in a folder; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The scores from which a text sells, the gates of a passage are open, a claim is one.

    Whether a text advertises an investment is said as it most likely is; before it is held against
    anyone, both gates must be surer.
    """

    promotional: float
    gate: float
    labels: dict[Label, float]


@dataclass(frozen=True, slots=True)
class Certainty:
    """How the logits of gate and strongest claim say that a text rightly is flagged."""

    gate: float
    claim: float
    intercept: float

    def of(self, gate: float, claim: float) -> float:
        """The probability, 0 to 1."""
        return sigmoid(self.gate * gate + self.claim * claim + self.intercept)


@dataclass(frozen=True)
class Artefact:
    """The heads and lines of a trained model, and the SHA-256 of its two files.

    `labels` hear a clause alone; `neighbours` make the calibrated score of it. The gates hear what
    `labels` say, hence these stay as they were trained.
    """

    gate: Heads
    labels: Heads
    neighbours: Neighbours
    lines: Lines
    certainty: Certainty
    trained_on: str
    digest: str = ""


def save(artefact: Artefact, folder: Path) -> str:
    """Write the two files, each beside its place first and then renamed; the digest."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[np.float64]] = {
        "neighbours_own": artefact.neighbours.own,
        "neighbours_beside": artefact.neighbours.beside,
        "neighbours_intercept": artefact.neighbours.intercept,
    }
    for name, heads in (("gate", artefact.gate), ("labels", artefact.labels)):
        arrays |= {
            f"{name}_idf": heads.idf,
            f"{name}_coef": heads.coef,
            f"{name}_intercept": heads.intercept,
        }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    model = {
        "format": _FORMAT,
        "trained_on": artefact.trained_on,
        "lines": lines_to_json(artefact.lines),
        "certainty": asdict(artefact.certainty),
        "gate": _names(artefact.gate),
        "labels": _names(artefact.labels),
    }
    text = json.dumps(model, ensure_ascii=False, indent=None).encode("utf-8")
    for name, content in ((_WEIGHTS, buffer.getvalue()), (_MODEL, text)):
        draft = folder / f"{name}.part"
        draft.write_bytes(content)
        draft.replace(folder / name)
    return _digest(buffer.getvalue(), text)


def load(folder: Path = BUILT) -> Artefact:
    """Read a model; NoArtefact when the folder holds none that this program can use."""
    try:
        weights, text = (folder / _WEIGHTS).read_bytes(), (folder / _MODEL).read_bytes()
    except FileNotFoundError:
        raise NoArtefact(f"no model in {folder}: run `adwatch train`") from None
    try:
        model = json.loads(text)
        with np.load(io.BytesIO(weights), allow_pickle=False) as arrays:
            return _artefact(model, dict(arrays), _digest(weights, text))
    except (ValueError, KeyError, OSError) as error:
        raise NoArtefact(f"the model in {folder} cannot be read ({error})") from None


def lines_to_json(lines: Lines) -> dict[str, float]:
    """The lines by the names of what they are drawn for."""
    gates = {"promotional": lines.promotional, "gate": lines.gate}
    return gates | {label.value: lines.labels[label] for label in LABELS}


def lines_from_json(lines: dict[str, float]) -> Lines:
    """The lines of such an object; KeyError when one is missing."""
    return Lines(
        promotional=float(lines["promotional"]),
        gate=float(lines["gate"]),
        labels={label: float(lines[label]) for label in LABELS},
    )


def _artefact(model: dict[str, Any], arrays: dict[str, Any], digest: str) -> Artefact:
    if model["format"] != _FORMAT:
        raise ValueError(f"format {model['format']}, this program reads {_FORMAT}")
    return Artefact(
        gate=_heads(model, arrays, "gate"),
        labels=_heads(model, arrays, "labels"),
        neighbours=Neighbours(
            own=arrays["neighbours_own"],
            beside=arrays["neighbours_beside"],
            intercept=arrays["neighbours_intercept"],
        ),
        lines=lines_from_json(model["lines"]),
        certainty=Certainty(**model["certainty"]),
        trained_on=model["trained_on"],
        digest=digest,
    )


def _names(heads: Heads) -> dict[str, list[str]]:
    return {"heads": list(heads.names), "terms": list(heads.terms), "signals": list(heads.signals)}


def _heads(model: dict[str, Any], arrays: dict[str, Any], name: str) -> Heads:
    names = model[name]
    heads = Heads(
        names=tuple(names["heads"]),
        terms=tuple(names["terms"]),
        signals=tuple(names["signals"]),
        idf=arrays[f"{name}_idf"],
        coef=arrays[f"{name}_coef"],
        intercept=arrays[f"{name}_intercept"],
    )
    features = len(heads.terms) + len(heads.signals)
    if heads.coef.shape != (features, len(heads.names)) or len(heads.idf) != len(heads.terms):
        raise ValueError(f"the weights of {name} do not fit their names")
    return heads


def _digest(weights: bytes, text: bytes) -> str:
    return hashlib.sha256(hashlib.sha256(weights).digest() + text).hexdigest()
