"""Deciding: a review becomes what the page says, and carries over while its words stand."""

from dossier.claims import Span, Verdict
from dossier.pages import Page
from dossier.reviews import Decision, Review
from dossier.store.engine import Connection
from dossier.store.findings import add_review
from dossier.store.pages import Standing, State, load_standing, set_standing_review


class StaleView(Exception):
    """The page has been read or judged again since the reviewer opened it."""


_STATES: dict[Decision, State] = {
    Decision.SUSPECT: "suspect",
    Decision.DISMISSED: "dismissed",
    Decision.PENDING: "pending",
}


def state_of(review: Review) -> State:
    """Where a page stands under this review."""
    return _STATES[review.decision]


def decide(connection: Connection, page_id: int, review: Review) -> Standing:
    """Keep a review and let the page stand under it.

    KeyError when the page was never read, StaleView when the reviewer saw another verdict than
    the one that stands: the decision would be about other words.
    """
    now = load_standing(connection, page_id)
    if now is None:
        raise KeyError(f"no page {page_id}")
    if now.verdict_id != review.verdict_id:
        raise StaleView(f"page {page_id} has verdict {now.verdict_id}, not {review.verdict_id}")
    review_id = add_review(connection, now.snapshot_id, review)
    return set_standing_review(connection, now, review_id, state_of(review))


def still_stands(then: Page, review: Review, now: Page, verdict: Verdict) -> bool:
    """True when a decision on `then` holds for `now`: the blocks of its words are unchanged.

    Every block the reviewer marked must still be there, and every block the detector now points
    at must have been there: a new claim is a new question.
    """
    old, new = {block.text for block in then.blocks}, {block.text for block in now.blocks}
    marked = _blocks_of(then, [mark.span for mark in review.marks])
    claimed = _blocks_of(now, [claim.mark.span for claim in verdict.claims])
    return marked <= new and claimed <= old


def _blocks_of(page: Page, spans: list[Span]) -> set[str]:
    """The texts of the blocks these spans touch."""
    return {
        page.blocks[index].text
        for span in spans
        for index in range(page.block_at(span.start), page.block_at(span.end - 1) + 1)
    }
