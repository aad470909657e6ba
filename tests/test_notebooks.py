"""The notebooks run from end to end on a sample, and define nothing of their own."""

import ast
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, SAMPLE
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def opened(path: Path) -> nbformat.NotebookNode:
    text = path.read_text(encoding="utf-8")
    book: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    return book


def code_of(path: Path) -> list[str]:
    book = opened(path)
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["explore", "mistakes", "retrain"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_they_call_functions_and_define_none(path: Path) -> None:
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for source in code_of(path):
        assert not any(isinstance(node, defined) for node in ast.walk(ast.parse(source)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_they_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    book = opened(path)
    book.cells[2].source = book.cells[2].source.replace("None", str(SAMPLE))
    assert f"SAMPLE = {SAMPLE}" in book.cells[2].source
    NotebookClient(book, timeout=300, kernel_name="python3").execute()
