"""What of a document no reader sees.

Only what is plainly switched off counts. Words at opacity 0 or off the screen are kept: pages fade
and slide them in by script, and leaving out what a reader does see is the worse mistake.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from dossier.reading.tree import Element

# What stands in frames, for readers without frames, scripts or film, or beside a drawing.
_NEVER = frozenset(
    "script style template noscript noframes title iframe audio video canvas datalist "
    "desc metadata defs symbol".split()
)
# Hidden as served and shown by script before anybody looks: WeChat does it to every article, under
# this id, and others to the whole page until it is laid out.
_REVEALED_IDS = frozenset({"js_content"})
_REVEALED_TAGS = frozenset({"html", "body"})
# Sheets for print, or for some screens, say nothing of what a reader sees.
_ON_SCREEN = frozenset({None, "", "all", "screen"})
_PART = re.compile(r"[.#][\w-]+")
_COMPOUND = re.compile(r"(?:[.#][\w-]+)+")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector of classes and ids (`.tab.active` has two parts) and whether it hides."""

    parts: frozenset[str]
    hides: bool
    rank: tuple[int, int, int]


class Visibility:
    """Says which elements are hidden: by tag, attribute, own style, or the page's own rules."""

    def __init__(self, tree: Element) -> None:
        self._rules: dict[str, list[_Rule]] = defaultdict(list)
        styles = (one for one in tree.iter("style") if one.get("media") in _ON_SCREEN)
        sheet = "\n".join("".join(style.itertext()) for style in styles)
        # Of equal selectors the last holds. Each is found by the part that fewest others share.
        winners = {rule.parts: rule for rule in _rules(sheet)}
        uses = Counter(chain.from_iterable(winners))
        for parts, rule in winners.items():
            self._rules[min(parts, key=uses.__getitem__)].append(rule)

    def hides(self, element: Element) -> bool:
        """True when neither the element nor anything in it is shown."""
        if element.tag in _REVEALED_TAGS or element.get("id") in _REVEALED_IDS:
            return False
        if element.tag in _NEVER or element.get("hidden") is not None:
            return True
        if element.tag == "dialog" and element.get("open") is None:
            return True
        own = _hiding(element.get("style") or "")
        return self._ruled_out(element) if own is None else own

    def _ruled_out(self, element: Element) -> bool:
        """What the strongest of the rules for an element says; False when there is none."""
        if not self._rules:
            return False
        names = {f".{name}" for name in (element.get("class") or "").split()}
        names.add(f"#{(element.get('id') or '').strip()}")
        matching = [
            rule for name in names for rule in self._rules.get(name, ()) if rule.parts <= names
        ]
        return max(matching, key=lambda rule: rule.rank).hides if matching else False


def _rules(css: str) -> Iterator[_Rule]:
    """The rules that show or hide by classes and ids alone, weighed as browsers weigh them.

    Selectors of several steps are left out: `.open .menu` hides no menu by itself.
    """
    for order, (selectors, declarations) in enumerate(_blocks(css)):
        hides = _hiding(declarations)
        if hides is None:
            continue
        for selector in selectors.split(","):
            if _COMPOUND.fullmatch(selector.strip()):
                parts = frozenset(_PART.findall(selector))
                ids = sum(part.startswith("#") for part in parts)
                yield _Rule(parts, hides, (ids, len(parts) - ids, order))


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Prelude and declarations of each block that is valid on every screen.

    Blocks inside @media hold for some screens or for paper only and are left out. By counting
    braces, since a pattern for a whole rule takes quadratic time where none is closed.
    """
    css = _without_comments(css)
    depth = start = opened = 0
    for brace in _BRACE.finditer(css):
        if brace[0] == "{":
            if depth == 0:
                opened = brace.start()
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                prelude = css[start:opened].rpartition(";")[2].strip()
                if not prelude.startswith("@"):
                    yield prelude, css[opened + 1 : brace.start()]
                start = brace.end()


def _without_comments(css: str) -> str:
    first, *others = css.split("/*")
    return " ".join([first, *(other.partition("*/")[2] for other in others)])


def _hiding(declarations: str) -> bool | None:
    """Whether declarations hide or show an element; None when they say nothing of it."""
    said: dict[str, str] = {}
    for declaration in declarations.lower().split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip()] = value.partition("!")[0].strip()
    display, visibility = said.get("display"), said.get("visibility")
    if display is None and visibility is None:
        return None
    return display == "none" or visibility in ("hidden", "collapse")
