"""Reading: an answer's bytes to a page, which holds everything a person sees and nothing hidden."""

from collections.abc import Iterable
from itertools import groupby

from dossier.pages import Origin, Page, TextBlock
from dossier.reading.address import registered_domain
from dossier.reading.blocks import blocks_of, shown
from dossier.reading.charset import decode
from dossier.reading.dates import published_date
from dossier.reading.head import declared_days, descriptions, title_of
from dossier.reading.tree import parse

# Headers lie, bytes do not: an image is known by these, or by control characters no text holds.
_SIGNATURES = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(set(range(1, 0x20)) - set(b"\t\n\v\f\r\x1b"))
_LOOKED_AT = 4096
_TEXT_PER_CONTROL, _STRAY_CONTROLS = 50, 4
# Day lines stand in the page's own words, not in lists of links or what frames the page.
_UNDATED = frozenset({Origin.NAVIGATION, Origin.FOOTER, Origin.LINK})


def read_page(
    url: str, body: bytes, content_type: str | None = None, platform: str | None = None
) -> Page:
    """The page that a person would see; without blocks when the body is no text.

    `content_type` is the header as sent; `platform` is the registered domain of `url` unless it
    is given. Takes any body, however broken; ValueError only for a `url` that is none.
    """
    platform = platform or registered_domain(url)
    if _is_binary(body):
        return Page((), url, platform)
    text = decode(body, content_type)
    if (content_type or "").partition(";")[0].strip().lower() == "text/plain":
        return _read_plain(text, url, platform)
    tree = parse(text)
    if tree is None:
        return Page((), url, platform)
    title = title_of(tree)
    head = [TextBlock(title, Origin.TITLE)] if title else []
    head += [TextBlock(words, Origin.DESCRIPTION) for words in descriptions(tree)]
    body_blocks = blocks_of(tree)
    dated = [block.text for block in body_blocks if block.origin not in _UNDATED]
    published = published_date(declared_days(tree), dated)
    return Page(_without_repeats([*head, *body_blocks]), url, platform, title or None, published)


def _is_binary(body: bytes) -> bool:
    """True for images, archives and the like; stray NUL bytes make no page binary."""
    if body.startswith(_SIGNATURES):
        return True
    start = body[:_LOOKED_AT]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    allowed = max(_STRAY_CONTROLS, len(start) // _TEXT_PER_CONTROL)
    return controls > allowed and not body.startswith(_UTF16_MARKS)


def _read_plain(text: str, url: str, platform: str) -> Page:
    lines = (TextBlock(shown(line), Origin.PARAGRAPH) for line in text.splitlines())
    blocks = _without_repeats(block for block in lines if block.text)
    published = published_date((), [block.text for block in blocks])
    return Page(blocks, url, platform, published=published)


def _without_repeats(blocks: Iterable[TextBlock]) -> tuple[TextBlock, ...]:
    """Without immediate repeats, such as a link around a picture and one around its caption."""
    return tuple(block for block, _ in groupby(blocks))
