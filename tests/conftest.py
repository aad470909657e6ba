"""What tests share: a detector and a store in a fresh folder."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dossier.casework.filing import Judge
from dossier.claims import LABELS, AsOf, Claim, Digests, Ground, Label, Mark, Span, Verdict
from dossier.pages import Page
from dossier.store.engine import Store, open_store


class _KeywordJudge:
    """PROVISIONAL: marks every 保本, so that crawler and console can be tried meanwhile."""

    digests = Digests("m", "r", "l", "t", "c")

    def __call__(self, page: Page, as_of: AsOf) -> Verdict:
        at = page.text.find("保本")
        claims: tuple[Claim, ...] = ()
        if at >= 0:
            mark = Mark.on(page.text, Label.GUARANTEED_RETURN, Span(at, at + 2))
            ground = Ground("rule", "principal_safe", 2.0, "文中称保本")
            claims = (Claim(mark, 0.9, 0.5, (ground,), (), "文中称保本,疑似保证收益。"),)
        return Verdict(
            as_of=as_of,
            promotional=bool(claims),
            promotional_score=0.9 if claims else 0.1,
            scores={label: 0.1 for label in LABELS},
            risk=60 if claims else 0,
            certainty=0.9,
            detector=self.digests,
            claims=claims,
        )

    def same_tables(self, earlier: date, later: date) -> bool:
        return True


@pytest.fixture(scope="session")
def detector() -> Judge:
    return _KeywordJudge()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data")
    yield opened
    opened.close()
