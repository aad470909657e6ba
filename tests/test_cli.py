"""The command line: what comes out, and one line with exit code 2 for what cannot be used."""

import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

import adwatch

GOOD = '{"id": "a", "text": "保本保息"}'


class Run:
    """One run of the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: object) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["adwatch", *map(str, words)])
        code: Any = 0
        try:
            adwatch.main()
        except SystemExit as stop:
            code = stop.code
        out, err = self._capsys.readouterr()
        return int(code or 0), out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("ADWATCH_DATA", str(tmp_path / "data"))
    return Run(capsys, monkeypatch)


def test_lines_come_back_in_order_with_their_ids(run: Run, tmp_path: Path) -> None:
    lines = [GOOD, '{"text": "你好"}', "", '{"id": 7, "text": "", "as_of": "2015-12-01", "x": 1}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run("score", "--jsonl", tmp_path / "in.jsonl", "--as-of", "2020-01-01")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [answer["id"] for answer in answers] == ["a", 2, 7]
    assert [answer["as_of"]["date"] for answer in answers] == [
        "2020-01-01",
        "2020-01-01",
        "2015-12-01",
    ]


@pytest.mark.parametrize("text", ["", " \n ", "😀🎁🔥", "\u200b", "!!!……"])
def test_a_text_without_words_says_nothing(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "text").write_text(text, encoding="utf-8")
    code, out, _ = run("score", "--json", tmp_path / "text")
    assert code == 0
    assert json.loads(out)["promotional"] is False


def test_a_text_of_a_megabyte_has_an_answer(run: Run, tmp_path: Path) -> None:
    sentence = (
        "今天天气很好,我们一家人早早起床去公园散步,回来的路上买了些蔬菜和水果,晚上一起包饺子。"
    )
    (tmp_path / "text").write_text(sentence * 8_000, encoding="utf-8")
    code, out, _ = run("score", "--json", tmp_path / "text")
    assert code == 0
    assert json.loads(out)["claims"] == []


BAD_LINES = [
    (b"{broken", "in.jsonl:7: not JSON"),
    (b'["a"]', "in.jsonl:7: not a JSON object"),
    (b'{"id": "a"}', 'in.jsonl:7: needs a "text"'),
    (b'{"text": 5}', 'in.jsonl:7: needs a "text"'),
    (b'{"text": "a", "id": [1]}', 'in.jsonl:7: "id" is'),
    (b'{"text": "a", "as_of": "2015-13-01"}', "in.jsonl:7: as of '2015-13-01'"),
    (b'{"text": "a", "as_of": 2015}', 'in.jsonl:7: "as_of"'),
    (b'{"text": "\\ud800"}', "in.jsonl:7: text holds a lone surrogate"),
    (b'{"text": "\xff"}', "in.jsonl:7: not UTF-8"),
    (b'{"text": "' + b"a" * 2_000_001 + b'"}', "in.jsonl:7: text has 2,000,001 bytes"),
]


@pytest.mark.parametrize(("line", "message"), BAD_LINES, ids=[m for _, m in BAD_LINES])
def test_a_broken_line_seven_stops_before_the_first_answer(
    run: Run, tmp_path: Path, line: bytes, message: str
) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([GOOD.encode()] * 6 + [line]))
    code, out, err = run("score", "--jsonl", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\x89PNG\r\n\x1a\n\x00\xff", "not UTF-8"), (b"a" * 2_000_001, "more than 2,000,000 bytes")],
)
def test_a_file_that_is_no_text_is_refused(
    run: Run, tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    code, out, err = run("score", tmp_path / "file")
    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("score", "nowhere.txt"), "nowhere.txt: No such file"),
        (("score", "--as-of", "gestern", "nowhere.txt"), "no such day"),
        (("score", "--model", "nowhere", "README.md"), "no model in nowhere"),
        (("crawl", "ftp://a.example/"), "not an http or https address"),
        (("crawl",), "nothing to crawl"),
        (("examples", "pull"), "-o FILE"),
        (("export", "pages"), "nothing has been filed"),
        (("train", "nowhere.jsonl"), "nowhere.jsonl"),
    ],
    ids=str,
)
def test_what_is_handed_in_wrongly_is_one_line(
    run: Run, words: tuple[str, ...], message: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [("export", "pages"), ("serve",)], ids=str)
def test_a_file_that_is_no_database_is_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "adwatch.db").write_bytes(b"no database" * 100)
    code, _, err = run(*words)
    assert code == 2
    assert "adwatch.db cannot be opened: file is not a database" in err


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_refused(run: Run, tmp_path: Path, command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, out, err = run(command, "--port", taken.getsockname()[1])
    assert (code, out) == (2, "")
    assert "Address already in use; choose another with --port" in err
    assert not (tmp_path / "data").exists()


def test_training_on_a_broken_line_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    code, _, err = run("train", tmp_path / "data.jsonl", "-o", tmp_path / "model")
    assert code == 2
    assert "data.jsonl:1:" in err
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    "words",
    ["demo", "serve", "crawl", "score", "train", "evaluate", "examples pull", "export pages"],
)
def test_every_command_helps_with_an_example(run: Run, words: str) -> None:
    code, out, _ = run(*words.split(), "--help")
    assert code == 0
    assert "Example: adwatch" in out
