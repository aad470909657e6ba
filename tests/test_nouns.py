"""The nouns keep their promises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.claims import Label, Mark, Span, in_order
from dossier.pages import BadText, Page, check_text
from dossier.reviews import Decision, Reason, Review, ShownWhy

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def review(decision: Decision, **changed: object) -> Review:
    fields: dict[str, object] = {
        "reviewer": "a",
        "at": NOW,
        "decision": decision,
        "reason": None,
        "shown_why": ShownWhy.RANK,
        "probability": 1.0,
        "verdict_id": 1,
        "promotional": None,
        "marks": (),
    }
    return Review(**(fields | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2)])
def test_a_span_is_never_empty(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="empty"):
        Span(start, end)


def test_a_mark_counts_code_points() -> None:
    text = "😀𠮷保本"
    mark = Mark.on(text, Label.GUARANTEED_RETURN, Span(2, 4))
    assert mark.quote == "保本"
    with pytest.raises(ValueError, match="runs past"):
        Mark.on(text, Label.GUARANTEED_RETURN, Span(2, 5))


def test_labels_come_in_the_guidelines_order() -> None:
    found = {Label.PRESSURE_SELLING, Label.GUARANTEED_RETURN, Label.EXCESSIVE_YIELD}
    assert in_order(found) == (
        Label.GUARANTEED_RETURN,
        Label.EXCESSIVE_YIELD,
        Label.PRESSURE_SELLING,
    )


@given(st.text())
def test_a_paste_keeps_its_offsets(text: str) -> None:
    assert Page.pasted(text).text == text


@given(st.text(min_size=1))
def test_every_character_of_a_page_knows_its_block(text: str) -> None:
    page = Page.pasted(text)
    for offset, character in enumerate(text):
        span = page.block_span(page.block_at(offset))
        if character != "\n":
            assert span is not None
            assert span.start <= offset < span.end


@pytest.mark.parametrize(
    ("decision", "changed", "message"),
    [
        (Decision.PENDING, {"promotional": True}, "no reading"),
        (Decision.SUSPECT, {"promotional": False}, "promotional"),
        (Decision.SUSPECT, {}, "whether"),
        (Decision.DISMISSED, {"promotional": False}, "reason"),
        (Decision.PENDING, {"at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
    ],
)
def test_a_review_says_what_it_stands_for(
    decision: Decision, changed: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        review(decision, **changed)


def test_a_dismissal_may_be_a_lawful_ad() -> None:
    kept = review(Decision.DISMISSED, promotional=True, reason=Reason.LICENSED)
    assert kept.labels == ()


@pytest.mark.parametrize("text", ["\ud800", "保" * 700_000])
def test_what_cannot_be_judged_is_refused(text: str) -> None:
    with pytest.raises(BadText):
        check_text(text)
