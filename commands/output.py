"""Where answers go: standard output, or a file that is complete or absent."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def complete(out: Path | None) -> Iterator[TextIO]:
    """A file to print to; a named one is written beside its place and renamed at the end."""
    if out is None:
        yield sys.stdout
        return
    draft = out.with_name(out.name + ".part")
    try:
        with draft.open("w", encoding="utf-8") as file:
            yield file
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
