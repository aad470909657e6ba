"""What clauses say to their neighbours and to the gates."""

from datetime import date

import numpy as np
import pytest

from dossier.claims import LABELS, AsOf, Label
from dossier.pages import Page
from model import rules
from model.detect import Detector
from model.hearing import SAYS, SILENCE, Neighbours, beside, says
from model.scorer import Share, Weight, logit
from model.signals import read

LOUD = np.array([3.0, -2.0, 9.0, -9.0, 0.0])


def test_the_loudest_clause_is_heard() -> None:
    heard = says(np.array([LOUD, -LOUD]))
    assert tuple(heard) == SAYS
    assert heard["says:guaranteed_return"] == 3.0
    assert heard["says:excessive_yield"] == 6.0
    assert heard["says:loudest"] == heard["says:second"] == 6.0
    assert heard["sure:pressure_selling"] == 0.5


def test_where_no_clause_stands_there_is_silence() -> None:
    assert says(np.empty((0, len(LABELS))))["says:loudest"] == SILENCE[0]


def test_neighbours_are_those_of_the_same_text() -> None:
    rows = np.array([LOUD, -LOUD, LOUD]) / 3
    around = beside(rows, np.array([True, False, True]))
    before, after = np.hsplit(around, 2)
    np.testing.assert_array_equal(before, [SILENCE, rows[0], SILENCE])
    np.testing.assert_array_equal(after, [rows[1], SILENCE, SILENCE])


def test_reasons_stay_exact_beside_neighbours() -> None:
    alone = Share((Weight("term", "保", 1.5),), 0.25, -1.0)
    labels = len(LABELS)
    for_itself = Neighbours(np.ones(labels), np.zeros((2 * labels, labels)), np.zeros(labels))
    neighbours = for_itself.calibrated((0.5,) * labels, (0.1,) * labels)
    together = neighbours.share(alone, Label.STATE_BACKING, 0.7)
    expected = neighbours.logits(np.full(labels, alone.logit), np.full(labels, 0.7))
    assert together.logit == pytest.approx(expected[Label.STATE_BACKING.rank])


def test_surroundings_hold_the_clauses_that_reach_into_them() -> None:
    text = "\n".join(f"第{number}句话在这里,后面还有半句。" for number in range(60))
    reading = read(Page.pasted(text), rules.bundled())
    for around, nearby in zip(reading.around, reading.nearby, strict=True):
        inside = {n for n, clause in enumerate(reading.clauses) if clause.overlaps(around)}
        assert inside <= set(nearby)
        assert len(nearby) <= len(inside) + 2


def test_grounds_of_a_claim_add_up_to_its_score(built: Detector) -> None:
    page = Page.pasted("大爷,我们家理财一年利息有十八个点哦,投的都是国家大飞机配套项目,老牢靠了!")
    verdict = built(page, AsOf(date(2026, 11, 25), "given"))
    assert verdict.claims
    for claim in verdict.claims:
        total = sum(ground.weight for ground in claim.grounds)
        assert total == pytest.approx(logit(claim.score), abs=1e-9)
