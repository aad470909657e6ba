"""Where things lie: the data folder, the model in use, the bundled dataset."""

from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from dossier.errors import BadInput

if TYPE_CHECKING:
    from model.detect import Detector

CHECKOUT = Path(__file__).parent.parent


def data_folder(asked: Path | None) -> Path:
    """The folder that holds everything; by default the user's data folder."""
    folder = asked or user_data_path("adwatch")
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is not a folder")
    return folder


def detector(model: Path | None, data: Path | None) -> "Detector":
    """The detector asked for, else the one promoted in the data folder, else the built one."""
    from model.artefact import BUILT
    from model.detect import load_detector

    promoted = data_folder(data) / "model"
    return load_detector(model or (promoted if promoted.exists() else BUILT))


def dataset(files: list[Path]) -> list[Path]:
    """The files asked for, else every dataset file of the checkout."""
    paths = files or sorted((CHECKOUT / "datasets").glob("*.jsonl"))
    if not paths:
        raise BadInput("no dataset lines here: name JSONL files to learn from")
    return paths
