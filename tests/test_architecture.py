"""The diagram of the houses: who may import whom, and which library stays where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSES = ("dossier", "model", "crawler", "service", "commands", "datasets")

# The only arrows. commands may know all of them; adwatch.py knows commands and the refusals.
MAY_IMPORT: dict[str, set[str]] = {
    "dossier": set(),
    "model": {"dossier"},
    "crawler": {"dossier", "model"},
    "service": {"dossier", "model"},
    "commands": {"dossier", "model", "crawler", "service"},
    "datasets": {"dossier"},
}
# What of dossier the detector may know: nouns, folding and examples, never store or casework.
MODEL_MAY_NOT = ("dossier.store", "dossier.casework", "dossier.evidence", "dossier.reading")
ONLY_IN = {
    "sqlalchemy": ("dossier/store",),
    "alembic": ("dossier/store",),
    "sklearn": ("model/learning",),
    "joblib": ("model/learning",),
    "jieba": ("model/learning",),
    "pypinyin": ("model/learning",),
    "scrapy": ("crawler",),
    "twisted": ("crawler",),
    "fastapi": ("service",),
}
NEVER = {"pickle", "marshal", "shelve"}


def modules() -> list[Path]:
    return [path for house in HOUSES for path in sorted((ROOT / house).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """Every module name a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules(), ids=where)
def test_arrows_go_one_way(path: Path) -> None:
    house = where(path).split("/")[0]
    allowed = MAY_IMPORT[house] | {house}
    for name in imports(path):
        top = name.split(".")[0]
        assert top not in set(HOUSES) - allowed, f"{where(path)} imports {name}"
        if house == "model":
            assert not name.startswith(MODEL_MAY_NOT), f"{where(path)} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=where)
def test_libraries_stay_in_their_room(path: Path) -> None:
    for name in imports(path):
        top = name.split(".")[0]
        assert top not in NEVER, f"{where(path)} imports {name}"
        rooms = ONLY_IN.get(top)
        assert rooms is None or where(path).startswith(rooms), f"{where(path)} imports {name}"


def test_desk_areas_do_not_know_each_other() -> None:
    desk = ROOT / "service" / "desk"
    areas = [path.name for path in desk.iterdir() if (path / "routes.py").exists()]
    assert len(areas) >= 3
    for area in areas:
        for path in (desk / area).glob("*.py"):
            for name in imports(path):
                others = [other for other in areas if other != area]
                assert not name.startswith(tuple(f"service.desk.{o}" for o in others)), where(path)


def test_running_the_detector_needs_no_learning_library() -> None:
    """The running half imports numpy, never scikit-learn or jieba."""
    for path in sorted((ROOT / "model").glob("*.py")):
        assert not any(name.startswith("model.learning") for name in imports(path)), where(path)
