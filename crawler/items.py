"""What the spider hands to the pipeline: a page that was read, or why none was.

Scrapy logs an item it could not process in full; texts and bytes are left out of that.
"""

from dataclasses import dataclass, field
from typing import Literal

from dossier.pages import Page
from dossier.store.pages import Visit


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as read, how it was fetched, its raw bytes, and the lease that ends with it."""

    page: Page = field(repr=False)
    seen: Visit
    body: bytes = field(repr=False)
    lease_id: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A visit that read nothing; `seen.failure` is the reason, `body` what came all the same."""

    platform: str
    seen: Visit
    body: bytes = field(repr=False)
    lease_id: int
    outcome: Literal["failed", "refused"] = "failed"
