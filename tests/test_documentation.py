"""What the documentation quotes is what the program prints."""

import importlib
import re
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

from commands.showing import show
from dossier import errors
from dossier.claims import LABEL_NAMES, AsOf, Label
from dossier.pages import Page
from model.detect import Detector

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
COMMANDS = [
    "demo",
    "serve",
    "crawl",
    "score",
    "train",
    "evaluate",
    "examples pull",
    "export pages",
]
QUOTED = re.compile(r"^\$ echo '([^'\n]+)' \| adwatch score --as-of (\S+)\n(.+?)^```", re.M | re.S)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_quoted_verdicts_are_what_is_printed(built: Detector, readme: Path) -> None:
    quoted = QUOTED.findall(readme.read_text(encoding="utf-8"))
    assert len(quoted) == 2
    for text, day, answer in quoted:
        verdict = built(Page.pasted(text), AsOf(date.fromisoformat(day), "given"))
        assert answer.strip() == show(verdict)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_label_and_command_is_explained(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    for label in Label:
        assert f"`{label.value}`" in text
        assert LABEL_NAMES[label] in text
    for command in COMMANDS:
        assert f"adwatch {command}" in text or f"make {command}" in text, command


def test_the_guideline_rules_on_every_label() -> None:
    text = (ROOT / "datasets" / "GUIDELINES.md").read_text(encoding="utf-8")
    for label in Label:
        assert f"**`{label.value}`:" in text


def test_the_tree_of_refusals_is_complete() -> None:
    tree = errors.__doc__ or ""
    named = dict(re.findall(r"[├└]── (\w+) .*\((\S+)\)", tree))
    for name, module in named.items():
        assert issubclass(getattr(importlib.import_module(module), name), errors.BadInput)
    assert {refusal.__name__ for refusal in errors.BadInput.__subclasses__()} == set(named)
