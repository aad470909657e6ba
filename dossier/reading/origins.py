"""Which elements make a block of their own, and what kind of block."""

import re
from itertools import islice

from dossier.pages import Origin
from dossier.reading.tree import Element

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ORIGINS = {
    **dict.fromkeys(_HEADINGS, Origin.HEADING),
    **dict.fromkeys(("li", "dd", "dt", "option"), Origin.ITEM),
    **dict.fromkeys(("tr", "td", "th"), Origin.CELL),
    "button": Origin.BUTTON,
}
# <text> stands in drawings: posters are published as SVG.
BREAKING = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt "
    "fieldset figcaption figure footer form frameset header hr html legend li main nav ol option p "
    "pre section select summary table tbody td text textarea tfoot th thead tr ul".split()
).union(_HEADINGS)
CELLS = frozenset({"td", "th"})

REGIONS = frozenset({Origin.NAVIGATION, Origin.FOOTER})
_TAGS = {"nav": Origin.NAVIGATION, "footer": Origin.FOOTER}
_ROLES = {"navigation": Origin.NAVIGATION, "contentinfo": Origin.FOOTER}
_NAMES = {
    **dict.fromkeys(
        "nav navbar navigation menu menubar topnav mainnav subnav sidenav".split(),
        Origin.NAVIGATION,
    ),
    **dict.fromkeys("footer foot copyright copyrights".split(), Origin.FOOTER),
}
# Words that make a name say how a whole page looks and not what a part of it is.
_STATES = frozenset("has with no is fixed open opened note".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# <li class="menu-item"> stands in a menu that says so itself, <body class="nav-open"> in none.
_NEVER_REGIONS = frozenset({"html", "body", "li", "option", "button"})

# What holds more than this is a page laid out as a table, such as the row of a post in a forum. Two
# elements in a cell, since editors wrap every cell in <div><p>, but one <br>.
_MOST_ELEMENTS, _MOST_CHARACTERS = 200, 300  # in a row
_MOST_WRAPPERS, _MOST_LINE_ENDS = 2, 1  # in a cell
_WRAPPERS = BREAKING - CELLS
_LAYOUT = frozenset({"table", "ul", "ol", "dl", "pre", *_HEADINGS})


def origin_of(element: Element, around: Origin) -> Origin:
    """The origin of words directly in a breaking element that stands in `around`.

    A region's origin holds for all inside it but buttons; a heading's and an item's for
    paragraphs inside it.
    """
    own = _ORIGINS.get(element.tag)
    if own is Origin.BUTTON:
        return own
    if around in REGIONS:
        return around
    inherited = around if around in (Origin.HEADING, Origin.ITEM) else Origin.PARAGRAPH
    return _region(element) or own or inherited


def is_row_of_data(element: Element) -> bool:
    """True for a table row of at least two cells that hold words, not the parts of a page.

    Looks at no more than _MOST_ELEMENTS, since rows of nested tables would be looked at again and
    again.
    """
    if element.tag != "tr":
        return False
    cells = wrappers = line_ends = characters = 0
    for number, one in enumerate(islice(element.iter(), 1, None), start=1):
        if one.tag in CELLS:
            cells += 1
            wrappers = line_ends = 0
        wrappers += one.tag in _WRAPPERS
        line_ends += one.tag == "br"
        characters += len((one.text or "").strip()) + len((one.tail or "").strip())
        if (
            one.tag in _LAYOUT
            or number > _MOST_ELEMENTS
            or wrappers > _MOST_WRAPPERS
            or line_ends > _MOST_LINE_ENDS
            or characters > _MOST_CHARACTERS
        ):
            return False
    return cells > 1


def _region(element: Element) -> Origin | None:
    """Navigation or footer, by tag, role or a word of class or id: main-nav, footerLinks."""
    if element.tag in _NEVER_REGIONS:
        return None
    said = _TAGS.get(element.tag) or _ROLES.get(element.get("role") or "")
    if said is not None:
        return said
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        words = [word.lower() for word in _WORDS.findall(name)]
        if not _STATES.intersection(words):
            for word in (*words, name.lower()):
                if word in _NAMES:
                    return _NAMES[word]
    return None
