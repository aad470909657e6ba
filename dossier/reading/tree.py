"""Markup to a tree and a walk over it: the one place that knows lxml."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol, Self, cast

from lxml import etree


class Element(Protocol):
    """What reading needs of an lxml element; `tag` is in lower case."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, name: str) -> str | None:
        """The value of an attribute; None when it is not there."""

    def iter(self, *tags: str) -> Iterator[Self]:
        """The element and all below it that bear one of the tags, in reading order."""

    def itertext(self) -> Iterator[str]:
        """Every run of text inside, in reading order."""

    def iterancestors(self, *tags: str) -> Iterator[Self]:
        """What the element stands in, innermost first."""


# What a walk meets: an element opened or closed, or the words between two tags.
Step = (
    tuple[Literal["open"], Element]
    | tuple[Literal["close"], Element]
    | tuple[Literal["words"], str]
)

# NUL would cut the page; libxml2 makes U+FFFD of the others. A browser shows neither.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Browsers go on reading behind </html>, where copiers glue the next document and hijackers their
# advertisement; libxml2 leaves all of it out.
_ENDS = re.compile(r"</(?:html|body)(?=[\s/>])[^<>]*>", re.IGNORECASE)
# Browsers stop at 512. libxml2 stops at 2048 too, but leaves out the whole rest of the page.
_DEEPEST = 512


def parse(text: str) -> Element | None:
    """The tree of a page, however broken; None when nothing stands in it.

    Handed over as UTF-8 with the charset given, so that neither <meta> nor an XML prolog, which
    lxml refuses in a string, is asked again. Comments and processing instructions are left out.
    """
    body = _ENDS.sub("", _CONTROLS.sub("", text)).encode("utf-8")
    parser = _parser(remove_comments=True, remove_pis=True)
    tree = _parsed(body, parser)
    if parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT]):
        tree = _parsed(body, _parser(target=_Shallow()))
    return tree


def walk(tree: Element, skips: Callable[[Element], bool]) -> Iterator[Step]:
    """Every step through `tree` in reading order, past what `skips`; not recursive."""
    walker = etree.iterwalk(tree, events=("start", "end"))
    skipped: Element | None = None
    for event, element in walker:
        if event == "start" and skips(element):
            walker.skip_subtree()
            skipped = element
        elif event == "start":
            yield "open", element
            if element.text:
                yield "words", element.text
        else:
            if element is not skipped:
                yield "close", element
            if element.tail:
                yield "words", element.tail


def _parser(**options: Any) -> Any:
    return etree.HTMLParser(encoding="utf-8", huge_tree=True, **options)


def _parsed(body: bytes, parser: Any) -> Element | None:
    try:
        return cast("Element | None", etree.fromstring(body, parser))
    except etree.XMLSyntaxError:  # raised for some empty documents; others give None
        return None


class _Shallow:
    """Builds the tree of a page nested too deep: what would stand below _DEEPEST stands beside.

    Thousands of levels are no attack: old forums never close <font>.
    """

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._path: list[str] = []
        self._depth = 0

    def start(self, tag: str, attributes: Any) -> None:
        """An element begins."""
        if self._depth >= _DEEPEST:
            self._builder.end(self._path.pop())
        self._depth += 1
        self._path.append(tag)
        self._builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends; one that stands beside its parent stays open until the next."""
        self._depth -= 1
        if self._depth < _DEEPEST:
            self._builder.end(self._path.pop())

    def data(self, words: str) -> None:
        """Words between two tags."""
        self._builder.data(words)

    def close(self) -> Any:
        """The root of the tree."""
        return self._builder.close()
