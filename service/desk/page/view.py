"""One page as people see it: its reading, what was decided before, and the form's state."""

from dataclasses import dataclass

from dossier.pages import Origin
from dossier.reviews import Decision, Review
from dossier.store.findings import Finding
from service.desk.page.deciding import Filled
from service.look import words
from service.look.reading import Reading, lacking, read, title_of


@dataclass(frozen=True, slots=True)
class Past:
    """A review in the history; `stale` when it was about an earlier text of the page."""

    review: Review
    reading: str
    stale: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A finding with its reading and history.

    `titled` when the text itself begins with the title; `problem` says why a form was not kept.
    """

    finding: Finding
    title: str
    reading: Reading
    history: tuple[Past, ...]
    form: Filled
    can_suspect: bool
    titled: bool
    problem: str | None


def view(
    finding: Finding,
    reviews: list[tuple[int, Review]],
    sent: Filled | None = None,
    problem: str | None = None,
) -> PageView:
    """The view of a finding; `sent` is a form that could not be kept, shown again as it was."""
    verdict = finding.verdict
    return PageView(
        finding=finding,
        title=title_of(finding.page),
        reading=read(finding.page, verdict),
        history=tuple(
            Past(review, _reading_words(review), snapshot_id != finding.snapshot_id)
            for snapshot_id, review in reversed(reviews)
        ),
        form=sent or _last_form(finding, reviews),
        can_suspect=bool(verdict.claims or verdict.suppressed) or lacking(verdict),
        titled=finding.page.blocks[0].origin is Origin.TITLE,
        problem=problem,
    )


def _last_form(finding: Finding, reviews: list[tuple[int, Review]]) -> Filled:
    """The form as the last decision on this text left it, so that correcting it starts there."""
    blank = Filled("", finding.verdict_id)
    if not reviews:
        return blank
    snapshot_id, last = reviews[-1]
    if snapshot_id != finding.snapshot_id or last.decision is not Decision.SUSPECT:
        return blank
    kept = set(last.marks)
    verdict = finding.verdict
    return Filled(
        act="",
        verdict_id=finding.verdict_id,
        removed=frozenset(n for n, claim in enumerate(verdict.claims) if claim.mark not in kept),
        restored=frozenset(
            n for n, item in enumerate(verdict.suppressed) if item.claim.mark in kept
        ),
    )


def _reading_words(review: Review) -> str:
    """What the review says the text is; nothing for a suspect one, which goes without saying."""
    if review.decision is not Decision.DISMISSED:
        return ""
    if not review.promotional:
        return words.NOT_AN_AD
    return words.MARKED_AD if review.marks else words.CLEAN_AD
