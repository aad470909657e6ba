"""Decisions as dataset lines: what people read becomes what the next detector learns."""

from collections.abc import Iterator

from dossier.examples import Example
from dossier.reviews import Review
from dossier.store.engine import Connection
from dossier.store.findings import Reviewed, last_reviews


def examples_of(connection: Connection) -> Iterator[Example]:
    """An example for every snapshot whose last review is a reading; pending ones are none."""
    for reviewed in last_reviews(connection):
        if reviewed.review.promotional is not None:
            yield _example(reviewed, reviewed.review.promotional)


def _example(reviewed: Reviewed, promotional: bool) -> Example:
    return Example(
        id=f"review-{reviewed.snapshot_id}",
        text=reviewed.page.text,
        promotional=promotional,
        marks=reviewed.review.marks,
        group=f"page-{reviewed.page_id}",
        pair=None,
        world="reviewed",
        form=reviewed.kind,
        genre=_genre(reviewed.review),
        writer="reviewer",
        source="review",
        parent=None,
    )


def _genre(review: Review) -> str:
    if not review.promotional:
        return "reviewed"
    return "ad_violating" if review.marks else "ad_lawful"
