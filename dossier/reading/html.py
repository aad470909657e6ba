"""Reading HTML: everything a person sees becomes blocks, nothing hidden does."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from dossier.pages import Origin, Page, TextBlock
from dossier.reading.address import registered_domain
from dossier.reading.charset import decode
from dossier.reading.dates import published_date
from dossier.reading.visibility import Visibility

_ORIGINS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Origin.HEADING),
    **dict.fromkeys(("li", "dd", "dt", "option"), Origin.ITEM),
    "tr": Origin.CELL,
    "button": Origin.BUTTON,
}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hr legend li main nav ol "
    "option p pre section select summary table tbody tfoot thead tr ul button".split()
)
_REGIONS = (
    (Origin.FOOTER, {"footer"}, {"contentinfo"}, {"footer", "foot", "copyright"}),
    (Origin.NAVIGATION, {"nav"}, {"navigation"}, {"nav", "navbar", "topnav", "menu"}),
)
_PUSHED = frozenset({"submit", "button", "reset"})
# Invisible characters: a soft hyphen, a zero-width blank and a byte-order mark show nothing, and
# a quote that holds them cannot be found again by what a reader types.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0xFEFF, 0x0000))
_BLANKS = re.compile(r"[\s\u00a0]+")
_PROLOG = re.compile(r"^\s*<\?xml[^>]*>")
_DECLARED_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished']/@content",
    "//meta[@name='pubdate' or @name='publishdate' or @name='PubDate']/@content",
    "//time/@datetime",
)
_DESCRIPTIONS = "//meta[@name='description' or @name='Description' or @property='og:description']"


def read_page(
    url: str, body: bytes, content_type: str | None = None, platform: str | None = None
) -> Page:
    """The page that a person would see; without blocks when the body is no text.

    `platform` is the registered domain of `url` unless it is given.
    """
    platform = platform or registered_domain(url)
    text = decode(body, content_type)
    if "\x00" in text[:1000]:
        return Page((), url, platform)
    if (content_type or "").startswith("text/plain"):
        lines = (TextBlock(_seen(line), Origin.PARAGRAPH) for line in text.splitlines())
        return Page(tuple(block for block in lines if block.text), url, platform)
    tree = _parse(text)
    if tree is None:
        return Page((), url, platform)
    title = _seen(tree.findtext(".//title") or "")
    blocks = tuple(_without_repeats((*_head(tree, title), *_Body(tree).blocks())))
    declared = (value for path in _DECLARED_DATES for value in tree.xpath(path))
    published = published_date(declared, (block.text for block in blocks))
    return Page(blocks, url, platform, title or None, published)


def _parse(text: str) -> Any | None:
    """The document's tree; None when there is nothing in it.

    A declaration of encoding is taken out: the text is decoded already, and lxml refuses one.
    """
    bare = _PROLOG.sub("", text.replace("\x00", ""))
    try:
        return document_fromstring(
            bare, HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _head(tree: Any, title: str) -> Iterator[TextBlock]:
    if title:
        yield TextBlock(title, Origin.TITLE)
    said = dict.fromkeys(_seen(meta.get("content") or "") for meta in tree.xpath(_DESCRIPTIONS))
    yield from (TextBlock(words, Origin.DESCRIPTION) for words in said if words)


class _Body:
    """One walk over the body, gathering runs of text into blocks."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._hides = Visibility(tree)
        self._words: list[str] = []
        self._linked: list[str] = []
        self._found: list[TextBlock] = []
        self._stack: list[tuple[Any, Origin]] = []
        self._links = 0

    def blocks(self) -> list[TextBlock]:
        """The blocks in reading order."""
        body = self._tree.find(".//body")
        walk = etree.iterwalk(self._tree if body is None else body, events=("start", "end"))
        for event, element in walk:
            if not isinstance(element.tag, str) or self._hides.hides(element):
                if event == "start":
                    walk.skip_subtree()
                elif element is not body:
                    self._add(element.tail)
            elif event == "start":
                self._enter(element)
            else:
                self._leave(element)
        self._flush()
        return self._found

    def _enter(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCKS or _region(element):
            self._flush()
            self._stack.append((element, self._origin_of(element)))
        elif tag == "br":
            self._flush()
        elif tag in ("td", "th") and self._words:
            # A row is one block: a rate says nothing without the product beside it.
            self._words.append(" | ")
        elif tag == "a":
            self._links += 1
        elif tag == "img":
            self._aside(element.get("alt") or element.get("title"), Origin.IMAGE_ALT)
        elif tag == "input" and (element.get("type") or "").lower() in _PUSHED:
            self._aside(element.get("value"), Origin.BUTTON)
        self._add(element.text)

    def _leave(self, element: Any) -> None:
        if self._stack and self._stack[-1][0] is element:
            self._flush()
            self._stack.pop()
        elif element.tag == "a":
            self._links -= 1
        self._add(element.tail)

    def _add(self, words: str | None) -> None:
        if words:
            self._words.append(words)
            if self._links > 0:
                self._linked.append(words)

    def _aside(self, words: str | None, origin: Origin) -> None:
        """A block of its own for what stands in an attribute."""
        text = _seen(words or "")
        if text:
            self._flush()
            self._found.append(TextBlock(text, origin))

    def _flush(self) -> None:
        text, linked = _seen("".join(self._words)), _seen("".join(self._linked))
        self._words.clear()
        self._linked.clear()
        text = text.removesuffix(" |")
        if text:
            origin = self._stack[-1][1] if self._stack else Origin.PARAGRAPH
            alone = text == linked and origin in (Origin.PARAGRAPH, Origin.ITEM)
            self._found.append(TextBlock(text, Origin.LINK if alone else origin))

    def _origin_of(self, element: Any) -> Origin:
        """A region's origin holds for all inside it, a button's for itself."""
        around = self._stack[-1][1] if self._stack else Origin.PARAGRAPH
        own = _region(element) or _ORIGINS.get(element.tag)
        if around in (Origin.FOOTER, Origin.NAVIGATION) and own is not Origin.BUTTON:
            return around
        if own is None and around in (Origin.HEADING, Origin.ITEM, Origin.BUTTON):
            return around
        return own or Origin.PARAGRAPH


def _region(element: Any) -> Origin | None:
    names = set(re.findall(r"[a-z]+", f"{element.get('class')} {element.get('id')}".lower()))
    for origin, tags, roles, words in _REGIONS:
        if element.tag in tags or element.get("role") in roles:
            return origin
        if names & words and element.tag not in ("body", "html", "a", "li"):
            return origin
    return None


def _seen(words: str) -> str:
    """The words as shown: blanks and line breaks run together, unseen characters gone."""
    return _BLANKS.sub(" ", words.translate(_UNSEEN)).strip()


def _without_repeats(blocks: tuple[TextBlock, ...]) -> Iterator[TextBlock]:
    previous = None
    for block in blocks:
        if block != previous:
            yield block
        previous = block
