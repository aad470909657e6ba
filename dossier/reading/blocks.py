"""From a tree to blocks of visible text: one walk, no recursion."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dossier.pages import Origin, TextBlock
from dossier.reading.origins import BREAKING, CELLS, is_row_of_data, origin_of
from dossier.reading.tree import Element, walk
from dossier.reading.visibility import Visibility

# A soft hyphen, a zero-width blank and a byte-order mark show nothing: pages hold them by the
# thousand as places to break a line, and a quote typed from the screen would never be found.
# Joiners (U+200D) stay, since they shape the emoji a reader sees.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0xFEFF))
# An ideographic blank (U+3000) is none of these: browsers show each of a run of them.
_BLANKS = re.compile("[ \t\n\r\f\v\x1c-\x1e\x85\xa0\u2028\u2029]+")
_LINE_END = re.compile("\r\n?|\n")

_PRESSED = frozenset({"submit", "button", "reset"})
_KEEPS_LINES = frozenset({"pre", "textarea"})
# What a block of one link is called by its link; a linked heading stays a heading.
_LINKED = frozenset({Origin.PARAGRAPH, Origin.ITEM})


def shown(words: str) -> str:
    """Words as a browser shows them: blanks and line ends run together, unseen characters gone."""
    return _BLANKS.sub(" ", words.translate(_UNSEEN)).strip()


def blocks_of(tree: Element) -> list[TextBlock]:
    """The visible words of a page in reading order."""
    gathering = _Gathering()
    for step in walk(tree, Visibility(tree).hides):
        if step[0] == "words":
            gathering.say(step[1])
        elif step[0] == "open":
            gathering.enter(step[1])
        else:
            gathering.leave(step[1])
    return gathering.ended()


@dataclass(slots=True)
class _Run:
    """The words of one block so far.

    A `solid` run is not broken inside: a button, or a row of data, whose cells make one block
    because "18%" says nothing without the product and the heading beside it. What stands in the
    midst of its words, such as an icon's text, comes `after` it.
    """

    opener: Element | None
    origin: Origin
    solid: bool = False
    words: list[str] = field(default_factory=list)
    after: list[TextBlock] = field(default_factory=list)
    said: bool = False
    unlinked: bool = False
    link_ended: bool = False
    cell_due: bool = False


class _Gathering:
    """What has been read so far: finished blocks, and a run for each breaking element open."""

    def __init__(self) -> None:
        self._found: list[TextBlock] = []
        self._runs = [_Run(None, Origin.PARAGRAPH)]
        self._links = 0
        self._lines_kept = 0

    def ended(self) -> list[TextBlock]:
        """All blocks, at the end of the walk."""
        self._finish(self._runs[0])
        return self._found

    def enter(self, element: Element) -> None:
        """An element opens."""
        tag, run = element.tag, self._runs[-1]
        self._lines_kept += tag in _KEEPS_LINES
        if tag == "button" or (tag in BREAKING and not run.solid):
            self._begin(element)
        elif tag in BREAKING or tag == "br":
            self._break()
            run.cell_due |= tag in CELLS
        elif tag == "a":
            # Links side by side are a list of links; those with words between are a sentence.
            if run.link_ended:
                self._break()
            self._links += 1
        else:
            for block in _told_by_attributes(element):
                self._set_beside(run, block)

    def leave(self, element: Element) -> None:
        """An element closes."""
        run = self._runs[-1]
        self._lines_kept -= element.tag in _KEEPS_LINES
        if run.opener is element:
            self._runs.pop()
            self._finish(run)
        elif element.tag in BREAKING:
            self._break()
        elif element.tag == "a":
            self._links -= 1
            run.link_ended = run.said

    def say(self, words: str) -> None:
        """Words are met."""
        if not self._lines_kept:
            self._add(words)
            return
        first, *others = _LINE_END.split(words)
        self._add(first)
        for line in others:
            self._break()
            self._add(line)

    def _add(self, words: str) -> None:
        run = self._runs[-1]
        if shown(words):
            if run.cell_due and run.said:
                run.words.append(" | ")
            run.cell_due = run.link_ended = False
            run.said = True
            run.unlinked |= not self._links
        run.words.append(words)

    def _begin(self, element: Element) -> None:
        around = self._runs[-1]
        if element.tag != "button":
            self._finish(around)
        solid = element.tag == "button" or is_row_of_data(element)
        self._runs.append(_Run(element, origin_of(element, around.origin), solid))

    def _break(self) -> None:
        run = self._runs[-1]
        if run.solid:
            run.words.append(" ")
        else:
            self._finish(run)

    def _finish(self, run: _Run) -> None:
        """Turn the words of a run into a block and leave the run empty."""
        text = shown("".join(run.words))
        if text:
            linked = run.origin in _LINKED and not run.unlinked
            block = TextBlock(text, Origin.LINK if linked else run.origin)
            if run.origin is Origin.BUTTON:
                self._set_beside(self._runs[-1], block)
            else:
                self._found.append(block)
        self._found.extend(run.after)
        run.words, run.after = [], []
        run.said = run.unlinked = run.link_ended = run.cell_due = False

    def _set_beside(self, run: _Run, block: TextBlock) -> None:
        """Put a block where it stands, or behind the sentence or row in whose midst it stands."""
        (run.after if run.said else self._found).append(block)


def _told_by_attributes(element: Element) -> Iterator[TextBlock]:
    if element.tag == "img":
        said = dict.fromkeys(shown(element.get(name) or "") for name in ("alt", "title"))
        yield from (TextBlock(words, Origin.IMAGE_ALT) for words in said if words)
    elif element.tag == "input":
        kind = (element.get("type") or "").lower()
        name = "value" if kind in _PRESSED else "alt" if kind == "image" else ""
        words = shown(element.get(name) or "") if name else ""
        if words:
            yield TextBlock(words, Origin.BUTTON)
