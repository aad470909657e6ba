"""The nouns of reading: a page is its blocks of visible text, each with its origin."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Self

from dossier.claims import Span
from dossier.errors import BadInput

MOST_BYTES = 2_000_000


class BadText(BadInput):
    """A text that cannot be judged."""


class Origin(StrEnum):
    """Where on a page a block of text was read."""

    TITLE = "title"
    DESCRIPTION = "description"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    LINK = "link"
    BUTTON = "button"
    IMAGE_ALT = "image_alt"
    NAVIGATION = "navigation"
    FOOTER = "footer"
    PASTE = "paste"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One run of visible text without line breaks."""

    text: str
    origin: Origin

    def __post_init__(self) -> None:
        if "\n" in self.text:
            raise ValueError("a block holds no line break")


@dataclass(frozen=True)
class Page:
    """A page as read: where it stood and what it says."""

    blocks: tuple[TextBlock, ...]
    url: str | None = None
    platform: str | None = None
    title: str | None = None
    published: date | None = None

    @classmethod
    def pasted(cls, text: str) -> Self:
        """A paste: one block a line, so that offsets in `text` are offsets in the page."""
        return cls(tuple(TextBlock(line, Origin.PASTE) for line in text.split("\n")))

    @cached_property
    def text(self) -> str:
        """The blocks joined by one newline; every span counts in this."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset in `text` at which each block begins."""
        lengths = (len(block.text) + 1 for block in self.blocks)
        return tuple(accumulate(lengths, initial=0))[: len(self.blocks)]

    def block_at(self, offset: int) -> int:
        """Index of the block that holds the code point at `offset`."""
        return bisect_right(self.starts, offset) - 1

    def block_span(self, index: int) -> Span | None:
        """The span of block `index` in `text`; None when the block is empty."""
        start = self.starts[index]
        length = len(self.blocks[index].text)
        return Span(start, start + length) if length else None


def check_text(text: str) -> str:
    """The text itself; BadText when it holds a lone surrogate or more than MOST_BYTES of UTF-8."""
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise BadText(f"text holds a lone surrogate at character {error.start}") from None
    if size > MOST_BYTES:
        raise BadText(f"text has {size:,} bytes, at most {MOST_BYTES:,} are judged")
    return text
