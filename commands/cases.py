"""Commands that take out what the store holds: examples for training, pages for others."""

import sys
from pathlib import Path
from typing import Any

from commands import place
from commands.output import complete
from dossier.casework.readings import examples_of
from dossier.errors import BadInput
from dossier.examples import write_examples
from dossier.reviews import Review
from dossier.store.engine import DATABASE, Store, open_store
from dossier.store.findings import reviews_of
from dossier.store.pages import Seen, each_standing
from dossier.wire import dumps, review_doc


def pull(out: Path | None, data: Path | None) -> None:
    """Write the last reading of every decided text as a dataset line."""
    if out is None:
        raise BadInput("name the file to write: adwatch examples pull -o FILE")
    with _store(data).read() as connection:
        count = write_examples(examples_of(connection), out)
    print(f"Wrote {count} examples to {out}", file=sys.stderr)


def export_pages(out: Path | None, data: Path | None) -> None:
    """Write one line a page: text, verdict, reviews."""
    with _store(data).read() as connection, complete(out) as file:
        for seen in each_standing(connection):
            reviews = [review for _, review in reviews_of(connection, seen.page_id)]
            print(dumps(_page_line(seen, reviews)), file=file)


def _page_line(seen: Seen, reviews: list[Review]) -> dict[str, Any]:
    return {
        "id": seen.page_id,
        "url": seen.page.url,
        "platform": seen.page.platform,
        "fetched_at": seen.fetched_at.isoformat(),
        "status": seen.status,
        "sha256": seen.sha256,
        "title": seen.page.title,
        "text": seen.page.text,
        "verdict": seen.verdict,
        "reviews": [review_doc(review) for review in reviews],
    }


def _store(data: Path | None) -> Store:
    folder = place.data_folder(data)
    if not (folder / DATABASE).exists():
        raise BadInput(f"nothing has been filed in {folder} yet: run `adwatch crawl` first")
    return open_store(folder)
