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
    """Folded text; `offsets[i]` is where its character `i` stands in the published text."""

    text: str
    offsets: tuple[int, ...]

    def published(self, start: int, end: int) -> Span:
        """The published span behind a non-empty folded range."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

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
_ROUND_O = re.compile(r"(?<=[\d.])o(?=[\d%.]|$)|(?<=\d)o(?=o*[\d%万千元])")


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
    text = _STROKE_ONE.sub("1", _ROUND_O.sub("0", text))
    return Folded(text, tuple(offsets[index] for index in kept))


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
    path = Path(__file__).with_name("look_alikes.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {written: meant for meant, variants in table.items() for written in variants}
