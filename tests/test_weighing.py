"""Which candidates are claims, and which are set aside."""

import pytest

from dossier.claims import Label, Span
from model.artefact import Lines
from model.context import NOT_MISLEADING
from model.weighing import Candidate, Gated, Weighed

G = Label.GUARANTEED_RETURN
LINES = Lines(promotional=0.5, gate=0.8, labels=dict.fromkeys(Label, 0.4))


def weighed(promotional: float, misleading: float, score: float, *, taken: bool = False) -> Weighed:
    cause = NOT_MISLEADING if taken else None
    candidate = Candidate(0, G, Span(0, 4), score, said=0.0, taken_by=cause)
    return Weighed((Gated(promotional, misleading),), (candidate,))


@pytest.mark.parametrize(
    ("promotional", "misleading", "score", "claims", "set_aside"),
    [
        (0.9, 0.9, 0.5, 1, 0),
        (0.9, 0.9, 0.3, 0, 0),
        (0.9, 0.7, 0.5, 0, 1),
        # It sells, though not surely enough to hold a claim against it.
        (0.6, 0.9, 0.5, 0, 1),
        (0.6, 0.9, 0.3, 0, 0),
        # Nothing is sold: a third of the line is enough for what is only shown.
        (0.1, 0.9, 0.15, 0, 1),
        (0.1, 0.9, 0.1, 0, 0),
    ],
)
def test_lines(
    promotional: float, misleading: float, score: float, claims: int, set_aside: int
) -> None:
    made = weighed(promotional, misleading, score)
    assert len(list(made.claims(LINES))) == claims
    assert len(list(made.set_aside(LINES))) == set_aside


def test_what_is_taken_away_is_set_aside() -> None:
    made = weighed(0.9, 0.9, 0.5, taken=True)
    assert not list(made.claims(LINES))
    assert len(list(made.set_aside(LINES))) == 1


def test_what_is_faint_beside_the_strongest_is_no_claim() -> None:
    made = weighed(0.9, 0.9, 0.95)
    faint = Candidate(0, G, Span(5, 9), score=0.45, said=0.0, taken_by=None)
    other = Candidate(0, Label.STATE_BACKING, Span(5, 9), score=0.45, said=0.0, taken_by=None)
    both = Weighed(made.gates, (*made.candidates, faint, other))
    assert list(both.claims(LINES)) == [made.candidates[0], other]
