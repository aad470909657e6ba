"""One crawl in a process of its own, since Twisted's reactor runs once a process.

Run with a data folder and a CrawlRequest as JSON, it prints the report as JSON, and progress on
standard error as it is made. `run_crawl` and `start_crawl` do that for a test.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from crawler.job import CrawlRequest
from crawler.run import crawl
from dossier.claims import LABELS, AsOf, Claim, Digests, Mark, Span, Verdict
from dossier.pages import Page
from dossier.store.engine import open_store


class WordJudge:
    """Finds 保本 and nothing else, and breaks on a page that says 炸."""

    digests = Digests("m", "r", "l", "t", "c")

    def __call__(self, page: Page, as_of: AsOf) -> Verdict:
        if "炸" in page.text:
            raise ZeroDivisionError("炸")
        at = page.text.find("保本")
        mark = Mark.on(page.text, LABELS[0], Span(at, at + 2)) if at >= 0 else None
        return Verdict(
            as_of=as_of,
            promotional=mark is not None,
            promotional_score=0.5,
            scores=dict.fromkeys(LABELS, 0.5),
            risk=50,
            certainty=0.5,
            detector=self.digests,
            claims=(Claim(mark, 0.9, 0.5, (), (), ""),) if mark else (),
        )

    def same_tables(self, earlier: date, later: date) -> bool:
        return True


ROOT = Path(__file__).parent.parent
_LONGEST = 60.0


def start_crawl(
    folder: Path, request: dict[str, Any], **environment: str
) -> "subprocess.Popen[str]":
    """A crawl under way in a process of its own."""
    return subprocess.Popen(
        [sys.executable, __file__, str(folder), json.dumps(request)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            **environment,
        },
    )


def run_crawl(
    folder: Path, request: dict[str, Any], *, complaint: str = "", **environment: str
) -> dict[str, Any]:
    """The report of a crawl that ran to its end with no complaint but the one foreseen."""
    with start_crawl(folder, request, **environment) as process:
        try:
            out, told = process.communicate(timeout=_LONGEST)
        finally:
            process.kill()
    assert process.returncode == 0, told
    complaints = [line for line in told.splitlines() if not line.startswith("filed ")]
    assert bool(complaints) == bool(complaint), told
    assert complaint in told
    report: dict[str, Any] = json.loads(out)
    return report


def main(folder: Path, words: str) -> None:
    asked = json.loads(words)
    store = open_store(folder)
    report = crawl(store, WordJudge(), folder, CrawlRequest(**asked), on_progress=_say)
    store.close()
    print(json.dumps(asdict(report) | {"unchanged": report.unchanged}))


def _say(filed: int, waiting: int) -> None:
    print(f"filed {filed}, waiting {waiting}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
