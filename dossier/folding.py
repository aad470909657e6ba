"""Folding: the text as a matcher should see it, with the way back to the text as published.

Folding undoes width, case, traditional characters, look-alikes, keycap and circled digits,
invisible characters, blanks and separators pushed between single characters, and pinyin in
brackets. It is for matching only: spans are always shown in the published text.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opencc import OpenCC

from dossier.claims import Span

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; its character `i` was published from `offsets[i]` to before `ends[i]`."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

    def published(self, start: int, end: int) -> Span:
        """The published span behind a non-empty folded range."""
        return Span(self.offsets[start], self.ends[end - 1])

    def between(self, span: Span) -> tuple[int, int]:
        """The folded range whose characters were published inside `span`; may be empty."""
        start = bisect_left(self.offsets, span.start)
        return start, bisect_left(self.offsets, span.end)


class _Folds(dict[int, str]):
    """What each code point folds to; worked out when a code point is first met."""

    def __missing__(self, code: int) -> str:
        """Fold one code point and remember it; unknown ones stay themselves."""
        folded = self[code] = _fold_character(chr(code))
        return folded


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    folds = _folds()
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for folded in folds[ord(character)]:
            characters.append(folded)
            offsets.append(offset)
    return _without(_filler("".join(characters)), characters, offsets)


# Separators pushed between single Han characters, at least two of them: 保/本/保/息, 零*风*险.
# 股票/基金/债券 keeps its strokes, since its members are longer than one character, and so does
# 买/卖; punctuation that ends a clause is no disguise (好,行,买).
_SPREAD = re.compile(rf"[{_HAN}](?:[^\w\n,。!?:;、()\"'“”‘’《》]{{1,2}}[{_HAN}]){{2,}}")
_BLANKS = re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])")
_PINYIN = re.compile(rf"(?<=[{_HAN}])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{{1,6}}\)(?=[{_HAN}])")
_STROKE_ONE = re.compile(rf"(?<=[{_HAN}])[li|](?=\d(?:\.\d+)?%)")
_ROUND_O = re.compile(r"(?<=[\d.])o+(?![a-z])")


def _filler(text: str) -> set[int]:
    """Indices of folded text that stand between characters and say nothing."""
    found: set[int] = set()
    for pattern in (_BLANKS, _PINYIN):
        for match in pattern.finditer(text):
            found.update(range(*match.span()))
    for match in _SPREAD.finditer(text):
        found.update(i for i in range(*match.span()) if not "\u3400" <= text[i] <= "\u9fff")
    return found


def _without(filler: set[int], characters: list[str], offsets: list[int]) -> Folded:
    kept = [index for index in range(len(characters)) if index not in filler]
    text = "".join(characters[index] for index in kept)
    text = _STROKE_ONE.sub("1", _ROUND_O.sub(lambda run: "0" * len(run[0]), text))
    starts = tuple(offsets[index] for index in kept)
    return _put_together(Folded(text, starts, tuple(start + 1 for start in starts)))


def _put_together(folded: Folded) -> Folded:
    """Characters written as two (氵昆) as the one they are."""
    if _BARE_PARTS.isdisjoint(folded.text):
        return folded
    meant, pattern = _split_characters()
    found = {match.start(): match[0] for match in pattern.finditer(folded.text)}
    second = {start + 1 for start in found}
    kept = [index for index in range(len(folded.text)) if index not in second]
    return Folded(
        "".join(meant[found[i]] if i in found else folded.text[i] for i in kept),
        tuple(folded.offsets[i] for i in kept),
        tuple(folded.ends[i + 1 if i in found else i] for i in kept),
    )


def _fold_character(character: str) -> str:
    if character in _DROPPED or unicodedata.category(character) in _INVISIBLE:
        return "\n" if character == "\n" else ""
    meant = _look_alikes().get(character)
    if meant is not None:
        return meant
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(_PUNCTUATION.get(one, one) for one in _simplified(plain) if one.isprintable())


# Variation selectors and the keycap frame turn 1 into an emoji; the soft hyphen hides in words.
_DROPPED = frozenset("\ufe0e\ufe0f\u20e3\u00ad")
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
# One spelling for marks that NFKC leaves apart.
_PUNCTUATION = {"〜": "~", "—": "-", "–": "-", "﹒": ".", "・": "·", "•": "·"}


def _simplified(text: str) -> str:
    return _opencc().convert(text) if not text.isascii() else text


@cache
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@cache
def _folds() -> _Folds:
    return _Folds()


@cache
def _look_alikes() -> dict[str, str]:
    table = _table("look_alikes.toml")
    return {written: meant for meant, variants in table.items() for written in variants}


# Parts that never stand alone in ordinary text; pairs of two ordinary characters (女子) stay.
_BARE_PARTS = frozenset("氵扌亻讠纟辶钅阝丩刂宀彡厶攵殳咅畐戋㠯")


@cache
def _split_characters() -> tuple[dict[str, str], re.Pattern[str]]:
    table = _table("split_characters.toml")
    meant = {written: one for one, written in table.items() if _BARE_PARTS & set(written)}
    return meant, re.compile("|".join(map(re.escape, meant)))


def _table(name: str) -> dict[str, str]:
    path = Path(__file__).with_name(name)
    return tomllib.loads(path.read_text(encoding="utf-8"))
