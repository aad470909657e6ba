"""What was just done, read back from the store: a link cannot put words on the screen."""

from dataclasses import dataclass

from dossier.store.findings import Finding
from service.look import words
from service.look.reading import title_of


@dataclass(frozen=True, slots=True)
class Told:
    """The message about a page just decided, and the way back to it."""

    title: str
    state: str
    href: str


def told(finding: Finding | None) -> Told | None:
    """What the finding now stands as; None when there is none."""
    if finding is None:
        return None
    return Told(title_of(finding.page), words.STATES[finding.state], f"/page/{finding.page_id}")
