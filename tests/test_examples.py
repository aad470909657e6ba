"""Dataset lines: what is broken stops with file:line and the reason, and nothing is written."""

import json
from pathlib import Path
from typing import Any

import pytest

from dossier.examples import BrokenLine, Example, read_examples, write_examples

TEXT = "到期一分不少还您,抓紧"
MARK = {"label": "guaranteed_return", "start": 0, "end": 8, "quote": "到期一分不少还您"}
LINE: dict[str, Any] = {
    "id": "x1",
    "text": TEXT,
    "promotional": True,
    "marks": [MARK],
    "group": "g",
    "pair": None,
    "world": "p2p",
    "form": "sms",
    "genre": "ad_violating",
    "writer": "A",
    "source": "written",
    "parent": None,
}

BROKEN = [
    ({"marks": [MARK | {"label": "scam"}]}, "unknown label 'scam'"),
    ({"marks": [MARK | {"quote": "到期"}]}, "quotes '到期'"),
    ({"marks": [MARK | {"end": 400}]}, "quotes"),
    ({"marks": [MARK | {"start": 9}]}, "empty, reversed"),
    ({"marks": [MARK | {"start": "0"}]}, "whole numbers"),
    ({"marks": [{"label": "guaranteed_return"}]}, "needs label, start"),
    ({"marks": None}, "marks must be a list"),
    ({"text": "  "}, "the text is empty"),
    ({"text": 7}, "text must be text"),
    ({"promotional": "yes"}, "true or false"),
    ({"promotional": False}, "carries no marks"),
    ({"id": "x0"}, "stands already at"),
]


def write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_lines_go_round(tmp_path: Path) -> None:
    examples = [Example.from_line(LINE)]
    assert write_examples(examples, tmp_path / "out.jsonl") == 1
    assert read_examples([tmp_path / "out.jsonl"]) == examples


@pytest.mark.parametrize(("changed", "reason"), BROKEN)
def test_a_broken_line_names_its_place(
    tmp_path: Path, changed: dict[str, Any], reason: str
) -> None:
    path = write(tmp_path / "data.jsonl", LINE | {"id": "x0"}, LINE | changed)
    with pytest.raises(BrokenLine) as caught:
        read_examples([path])
    assert f"{path}:2:" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("raw", [b'{"id": 1,\n', b"[1]\n", b"\xff\xfe\n", b"nonsense\n"])
def test_what_is_no_json_object_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(raw)
    with pytest.raises(BrokenLine, match=":1:"):
        read_examples([path])


def test_a_file_is_complete_or_absent(tmp_path: Path) -> None:
    def broken() -> Any:
        yield Example.from_line(LINE)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_examples(broken(), tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
