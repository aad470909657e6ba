"""Disguise: how sellers write what they do not want found, so that the model has seen it.

A disguise writes each character of a text anew: `written[i]` is what stands for character i. Marks
move along, so that a disguised copy is an example like any other. Everything follows from the
example's id: the same data make the same copies.
"""

import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path

from opencc import OpenCC
from pypinyin import lazy_pinyin

import dossier
from dossier.claims import Mark, Span
from dossier.examples import Example
from model.learning import words

Written = list[str]
Disguise = Callable[[Written, random.Random], Written]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SEPARATORS = "/ * · . - _ ~ | + 丶 ^".split()
_FULL_WIDTH = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_CHINESE = "零一二三四五六七八九"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
# How much of a text is written anew; sellers hide the words that matter, not every word.
_SHARE = 0.4
_KINDS_AT_ONCE = 2
# Homophones are taken from the characters people know.
_FREQUENT = 3000


def disguised(example: Example) -> list[Example]:
    """Copies of the example in disguise: one, with one or two disguises at once."""
    rng = random.Random(f"disguise {example.id}")
    kinds = rng.sample(sorted(DISGUISES), rng.randint(1, _KINDS_AT_ONCE))
    copy = disguise(example, kinds)
    return [copy] if copy.text != example.text else []


def disguise(example: Example, kinds: list[str]) -> Example:
    """The example with its text disguised in these ways, one after the other."""
    rng = random.Random(f"{example.id} {kinds}")
    written = list(example.text)
    for kind in kinds:
        written = DISGUISES[kind](written, rng)
    text = "".join(written)
    starts = [0, *accumulate(map(len, written))]
    marks = tuple(
        Mark.on(text, mark.label, Span(starts[mark.span.start], starts[mark.span.end]))
        for mark in example.marks
    )
    return replace(
        example,
        id=f"{example.id}~{'+'.join(kinds)}",
        text=text,
        marks=tuple(mark for mark in marks if mark.quote.strip()),
        parent=example.id,
    )


def _words(written: Written, rng: random.Random) -> list[range]:
    """Where the words stand that are to be hidden: some of those of two characters and more."""
    chosen, at = [], 0
    for word in words.cut("".join(one if len(one) == 1 else "\0" for one in written)):
        if len(word) > 1 and all(map(_HAN.match, word)) and rng.random() < _SHARE:
            chosen.append(range(at, at + len(word)))
        at += len(word)
    return chosen


def _separated(written: Written, rng: random.Random) -> Written:
    """保/本/保/息."""
    separator = rng.choice(_SEPARATORS)
    out = list(written)
    for word in _words(written, rng):
        for index in word[:-1]:
            out[index] += separator
    return out


def _spaced(written: Written, rng: random.Random) -> Written:
    """稳 健 理 财."""
    out = list(written)
    for word in _words(written, rng):
        for index in word[:-1]:
            out[index] += " "
    return out


def _latin_inserted(written: Written, rng: random.Random) -> Written:
    """保x本."""
    out = list(written)
    for word in _words(written, rng):
        out[word[0]] += rng.choice("abeghnsvxzABMQVXZ")
    return out


def _homophones(written: Written, rng: random.Random) -> Written:
    """宝本."""
    out = list(written)
    for word in _words(written, rng):
        index = rng.choice(word)
        like = [one for one in _same_sound()[_sound(written[index])] if one != written[index]]
        if like:
            out[index] = rng.choice(like)
    return out


def _pinyin(written: Written, rng: random.Random) -> Written:
    """bao本."""
    out = list(written)
    for word in _words(written, rng):
        for index in word if rng.random() < 0.5 else [rng.choice(word)]:
            out[index] = _sound(written[index]) or written[index]
    return out


def _wide(written: Written, rng: random.Random) -> Written:
    """１８％."""
    return [one.translate(_FULL_WIDTH) for one in written]


def _traditional(written: Written, rng: random.Random) -> Written:
    """穩健."""
    return [_to_traditional(one) if len(one) == 1 else one for one in written]


def _look_alikes(written: Written, rng: random.Random) -> Written:
    """姩化."""
    table = _table("look_alikes.toml")
    return [
        rng.choice(table[one]) if one in table and rng.random() < _SHARE else one for one in written
    ]


def _split(written: Written, rng: random.Random) -> Written:
    """氵昆改."""
    table = _table("split_characters.toml")
    return [table[one] if one in table and rng.random() < _SHARE else one for one in written]


def _keycaps(written: Written, rng: random.Random) -> Written:
    """1️⃣8️⃣% or ①⑧%."""
    if rng.random() < 0.5:
        return [one + "\ufe0f\u20e3" if re.fullmatch("[0-9]", one) else one for one in written]
    return [_CIRCLED[int(one)] if re.fullmatch("[0-9]", one) else one for one in written]


def _numerals(written: Written, rng: random.Random) -> Written:
    """百分之十八 for 18%, O for 0."""
    out = list(written)
    for match in re.finditer(r"\d{1,2}(?=%)", "".join((one or " ")[0] for one in written)):
        digits = [_CHINESE[int(one)] for one in match[0]]
        if len(digits) == 2:
            digits[0] = ("" if digits[0] == "一" else digits[0]) + "十"
            digits[1] = digits[1].replace("零", "")
        out[match.start() : match.end()] = digits
        if rng.random() < 0.5:
            out[match.end()] = "个点"
        else:
            out[match.start()] = "百分之" + out[match.start()]
            out[match.end()] = ""
    return ["O" if one == "0" else one for one in out]


DISGUISES: dict[str, Disguise] = {
    "separated": _separated,
    "spaced": _spaced,
    "latin": _latin_inserted,
    "homophones": _homophones,
    "pinyin": _pinyin,
    "wide": _wide,
    "traditional": _traditional,
    "look_alikes": _look_alikes,
    "split": _split,
    "keycaps": _keycaps,
    "numerals": _numerals,
}


@cache
def _table(name: str) -> dict[str, str]:
    path = Path(dossier.__file__).with_name(name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _sound(character: str) -> str:
    return str(lazy_pinyin(character)[0]) if _HAN.fullmatch(character) else ""


@cache
def _same_sound() -> dict[str, list[str]]:
    """Of each syllable the most frequent characters."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for character in words.frequent_characters()[:_FREQUENT]:
        if len(found[_sound(character)]) < 6:
            found[_sound(character)].append(character)
    return found


@cache
def _to_traditional(character: str) -> str:
    return str(_opencc().convert(character))


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2t")
