"""The main job: crawl the demo city, look, decide, export, learn from it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import ROOT

from dossier.examples import read_examples, write_examples

START_SECONDS = 120


def adwatch(*words: object, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "adwatch.py"), *map(str, words)],
        env={**os.environ, "ADWATCH_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """`adwatch demo` while it runs."""

    def __init__(self, data: Path, port: int, process: subprocess.Popen[str]) -> None:
        self.data = data
        self.url = f"http://127.0.0.1:{port}"
        self._process = process
        self.said = ""

    def wait(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.said += line
            if "Password:" in line:
                break
        for _ in range(100):
            try:
                httpx.get(f"{self.url}/healthz", timeout=5).raise_for_status()
                return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail(f"no answer; it said {self.said}")

    @property
    def password(self) -> str:
        found = re.search(r"Password: (\S+)", self.said)
        assert found, self.said
        return found[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "adwatch.py"),
            "demo",
            "--port",
            str(port),
            "--data",
            str(data),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Demo(data, port, process)
    try:
        running.wait()
        yield running
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stderr is not None:
            process.stderr.close()


@pytest.fixture(scope="module")
def pages(demo: Demo) -> list[dict[str, object]]:
    out = adwatch("export", "pages", "--jsonl", data=demo.data).stdout
    return [json.loads(line) for line in out.splitlines()]


def test_every_page_is_filed_once_with_its_verdict(pages: list[dict[str, object]]) -> None:
    urls = [page["url"] for page in pages]
    assert len(urls) == len(set(urls)) >= 50
    assert not any("/neibu/" in str(url) for url in urls)
    keys = "id url platform fetched_at status sha256 title text verdict reviews".split()
    for page in pages:
        assert list(page) == keys
        assert page["status"] == 200
        assert "\ufffd" not in str(page["text"]), page["url"]


def test_hidden_words_never_leak(pages: list[dict[str, object]]) -> None:
    expected = tomllib.loads((ROOT / "tests" / "demo_expected.toml").read_text("utf-8"))
    texts = {page["url"]: str(page["text"]) for page in pages}
    hidden = [(row["url"], word) for row in expected["page"] for word in row.get("hidden", ())]
    assert hidden
    for url, word in hidden:
        assert word not in texts[url], (url, word)


def test_a_decision_becomes_a_line_that_training_uses(demo: Demo, tmp_path: Path) -> None:
    with httpx.Client(base_url=demo.url, follow_redirects=True, timeout=30) as browser:
        login = browser.get("/login").text
        fields = {"csrf": field(login, "csrf"), "name": "admin", "password": demo.password}
        queue = browser.post("/login", data=fields).text
        link = re.search(r'href="(/page/\d+)"', queue)
        assert link, queue
        page = browser.get(link[1]).text
        assert "<mark" in page
        form = {"csrf": field(page, "csrf"), "verdict": field(page, "verdict"), "act": "suspect"}
        assert browser.post(link[1], data=form).status_code == 200

    reviewed, model = tmp_path / "reviewed.jsonl", tmp_path / "model"
    adwatch("examples", "pull", "-o", reviewed, data=demo.data)
    (example,) = read_examples([reviewed])
    assert example.promotional
    assert example.marks
    lines = read_examples(sorted((ROOT / "datasets").glob("*.jsonl")))[:150]
    write_examples(lines, tmp_path / "lines.jsonl")
    trained = adwatch("train", tmp_path / "lines.jsonl", reviewed, "-o", model, data=demo.data)
    assert f"Trained on {len(lines) + 1} texts" in trained.stdout


def field(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found, name
    return found[1]
