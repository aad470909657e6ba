"""Cutting a page into passages (about a sentence each) and those into clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.claims import Span
from dossier.pages import Page

LONGEST = 120
WINDOW = 240
_RUNNING_ON, _LONGEST_CLAUSE = 24, 40
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one block, cut between sentences; its clauses leave the punctuation out."""

    span: Span
    clauses: tuple[Span, ...]


_SENTENCE = re.compile(r"[。！？!?；;…\n]+[”’」』）)\"']*")
# A comma or colon inside a number (1,000 or 10:30) ends nothing; a blank ends a clause only
# between words of two characters or more, since 保 本 保 息 is one word in disguise, and never
# beside a figure: 仅剩 38 席 is one clause.
_MARK = (
    r"(?<!\d)[,:]|[,:](?!\d)|[，：。！？!?；;…\n|｜~～→【】\[\]《》<>“”「」『』\"]|——?|"
    r"[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]"
)
_BLANK = r"(?<=\S[^\s\d])[ \t\u3000\u00A0]+(?=[^\s\d]\S)"
_BREAK = re.compile(f"(?:{_MARK}|{_BLANK})+")
_BREAK_WHERE_SPACED = re.compile(f"(?:{_MARK})+")
# With a blank behind every word (text from OCR, or segmented by a program) blanks say nothing.
_SPACED = 0.2
# Where speech runs on without punctuation, sense breaks after a particle and before these words.
_SPOKEN = re.compile(
    r"(?<=[哦呀啊呢吧嘛哈啦噢喔])|(?<=的话)|(?=现在|而且|然后|所以|因为|还有|另外|同时|就是说|反正)"
)


def passages(page: Page) -> tuple[Passage, ...]:
    """The page's passages in reading order, none empty."""
    found: list[Passage] = []
    for index in range(len(page.blocks)):
        block = page.block_span(index)
        if block is not None:
            found.extend(_of_block(page.text, block))
    return tuple(found)


def windows(cut: tuple[Passage, ...]) -> list[Span]:
    """For each passage its surroundings: neighbours on both sides, about WINDOW characters."""
    return [_window(cut, index) for index in range(len(cut))]


def _window(cut: tuple[Passage, ...], index: int) -> Span:
    first = last = index
    while cut[last].span.end - cut[first].span.start < WINDOW:
        # The side whose neighbour is nearer grows first, so that the passage stays in the middle.
        before = cut[index].span.start - cut[first - 1].span.start if first else None
        after = cut[last + 1].span.end - cut[index].span.end if last + 1 < len(cut) else None
        if before is not None and (after is None or before <= after):
            first -= 1
        elif after is not None:
            last += 1
        else:
            break
    start = max(cut[first].span.start, cut[index].span.start - WINDOW)
    return Span(start, min(cut[last].span.end, cut[index].span.end + WINDOW))


def _of_block(text: str, block: Span) -> Iterator[Passage]:
    spaced = text.count(" ", block.start, block.end) > _SPACED * len(block)
    breaks = _BREAK_WHERE_SPACED if spaced else _BREAK
    for sentence in _pieces(text, block, _SENTENCE):
        clauses = [
            piece for clause in _between(text, sentence, breaks) for piece in _spoken(text, clause)
        ]
        yield from _grouped(sentence, clauses)


def _grouped(sentence: Span, clauses: list[Span]) -> Iterator[Passage]:
    """The sentence as passages of at most LONGEST characters, cut between clauses."""
    group: list[Span] = []
    for clause in clauses:
        if group and clause.end - group[0].start > LONGEST:
            yield Passage(Span(group[0].start, group[-1].end), tuple(group))
            group = []
        group.append(clause)
    if group:
        yield Passage(Span(group[0].start, group[-1].end), tuple(group))


def _pieces(text: str, span: Span, ends: re.Pattern[str]) -> Iterator[Span]:
    """Pieces of the span, each with the mark that ends it."""
    start = span.start
    for match in ends.finditer(text, span.start, span.end):
        yield Span(start, match.end())
        start = match.end()
    if start < span.end:
        yield Span(start, span.end)


def _between(text: str, span: Span, breaks: re.Pattern[str]) -> Iterator[Span]:
    """What stands between the breaks, blanks trimmed; what holds no word is left out."""
    start = span.start
    for match in breaks.finditer(text, span.start, span.end):
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, span.end)


def _spoken(text: str, clause: Span) -> Iterator[Span]:
    """A clause that runs on, cut where its sense breaks and at the latest at _LONGEST_CLAUSE."""
    start = clause.start
    while clause.end - start > _RUNNING_ON:
        latest = min(start + _LONGEST_CLAUSE, clause.end)
        breaks = (match.start() for match in _SPOKEN.finditer(text, start + 6, latest))
        end = next((at for at in breaks if at < clause.end), latest)
        yield Span(start, end)
        start = end
    if start < clause.end:
        yield Span(start, clause.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    # A figure or a letter alone claims nothing: a table's cells would be full of claims.
    if sum(character.isalpha() for character in words) >= _FEWEST_LETTERS:
        yield Span(start, end)
