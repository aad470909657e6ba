"""Filing and deciding on a real database: what is seen once is filed once, people win."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dossier.casework.deciding import StaleView, decide
from dossier.casework.filing import Filed, file_failure, file_page
from dossier.casework.readings import examples_of
from dossier.claims import LABELS, AsOf, Claim, Digests, Label, Mark, Span, Verdict
from dossier.pages import Page
from dossier.reviews import Decision, Reason, Review, ShownWhy
from dossier.store.engine import DATABASE, Store, open_store
from dossier.store.findings import counts, load_finding, queue, reviews_of
from dossier.store.pages import Visit, each_standing

URL = "http://www.hengtai.example/"
NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


class WordJudge:
    """A judge of one word, so that a test says itself what is found."""

    def __init__(self, word: str = "保本", version: str = "1") -> None:
        self.word = word
        self.digests = Digests(version, "r", "l", "t", "c")
        self.asked = 0

    def __call__(self, page: Page, as_of: AsOf) -> Verdict:
        self.asked += 1
        at = page.text.find(self.word)
        mark = Mark.on(page.text, LABELS[0], Span(at, at + 2)) if at >= 0 else None
        return Verdict(
            as_of=as_of,
            promotional=mark is not None,
            promotional_score=0.9,
            scores=dict.fromkeys(LABELS, 0.5),
            risk=45 if mark else 0,
            certainty=0.9,
            detector=self.digests,
            claims=(Claim(mark, 0.9, 0.5, (), (), ""),) if mark else (),
        )

    def same_tables(self, earlier: date, later: date) -> bool:
        return True


def seen(text: str, store: Store, judge: WordJudge, url: str = URL) -> Filed:
    page = replace(Page.pasted(text), url=url, platform="hengtai.example")
    visit = Visit(url, url, NOW, 200, {"Content-Type": "text/html"}, "0" * 64)
    return file_page(store, judge, "web", page, visit)


def reviewed(store: Store, filed: Filed, decision: Decision) -> None:
    assert filed.standing is not None
    with store.write() as connection:
        finding = load_finding(connection, filed.page_id)
        assert finding is not None
        suspect = decision is Decision.SUSPECT
        review = Review(
            reviewer="admin",
            at=NOW,
            decision=decision,
            reason=None if suspect else Reason.LICENSED,
            shown_why=ShownWhy.RANK,
            probability=1.0,
            verdict_id=filed.standing.verdict_id,
            promotional=True,
            marks=tuple(c.mark for c in finding.verdict.claims) if suspect else (),
        )
        decide(connection, filed.page_id, review)


def state(store: Store, filed: Filed) -> str:
    with store.read() as connection:
        finding = load_finding(connection, filed.page_id)
    assert finding is not None
    return finding.state


def test_an_unchanged_visit_is_kept_without_a_new_verdict(store: Store) -> None:
    judge = WordJudge()
    first = seen("保本放心", store, judge)
    second = seen("保本放心", store, judge)
    assert (first.changed, second.changed) == (True, False)
    assert first.standing == second.standing
    assert judge.asked == 1


def test_a_new_detector_judges_an_unchanged_page_again(store: Store) -> None:
    first = seen("保本放心", store, WordJudge())
    second = seen("保本放心", store, WordJudge("没有", version="2"))
    assert first.standing is not None
    assert second.standing is not None
    assert second.standing.snapshot_id == first.standing.snapshot_id
    assert second.standing.verdict_id != first.standing.verdict_id
    assert second.standing.state == "quiet"


def test_a_recompute_never_overrides_a_person(store: Store) -> None:
    filed = seen("保本放心", store, WordJudge())
    reviewed(store, filed, Decision.SUSPECT)
    assert state(store, seen("保本放心", store, WordJudge("没有", version="2"))) == "suspect"


def test_a_decision_carries_over_while_its_words_stand(store: Store) -> None:
    judge = WordJudge()
    filed = seen("今天是1日\n保本放心", store, judge)
    reviewed(store, filed, Decision.DISMISSED)
    assert state(store, seen("今天是2日\n保本放心", store, judge)) == "dismissed"
    assert state(store, seen("今天是2日\n保本又保息", store, judge)) == "open"


def test_a_decision_on_words_that_have_changed_is_refused(store: Store) -> None:
    filed = seen("保本放心", store, WordJudge())
    seen("保本放心了", store, WordJudge())
    with pytest.raises(StaleView):
        reviewed(store, filed, Decision.SUSPECT)
    with store.read() as connection:
        assert reviews_of(connection, filed.page_id) == []


def test_the_queue_pages_by_risk(store: Store) -> None:
    for number in range(5):
        seen("保本放心", store, WordJudge(), f"{URL}{number}")
    with store.read() as connection:
        first = queue(connection, "open", limit=3)
        last = first[-1]
        rest = queue(connection, "open", after=(last.verdict.risk, last.page_id), limit=3)
        assert counts(connection) == {"open": 5}
    assert len({f.page_id for f in first + rest}) == 5


def test_a_failed_visit_leaves_what_the_page_said(store: Store) -> None:
    filed = seen("保本放心", store, WordJudge())
    failure = Visit(URL, URL, NOW, None, {}, None, failure="timed out after 20 s")
    assert file_failure(store, "hengtai.example", failure).page_id == filed.page_id
    assert state(store, filed) == "open"


def test_a_decision_becomes_an_example(store: Store) -> None:
    filed = seen("保本放心", store, WordJudge())
    reviewed(store, filed, Decision.SUSPECT)
    with store.read() as connection:
        (example,) = examples_of(connection)
        (line,) = each_standing(connection)
    assert example.labels == (Label.GUARANTEED_RETURN,)
    assert example.text == line.page.text == "保本放心"


def test_opening_twice_upgrades_once(tmp_path: Path) -> None:
    for _ in range(2):
        open_store(tmp_path).close()
    assert {path.name for path in tmp_path.iterdir()} == {DATABASE, f"{DATABASE}.lock"}
