"""Spelling: a folded text as it sounds, so that 宝本, baoben and 保本 are one.

Evaders write by sound and speech recognition mishears by it; both keep the syllables. Tones and
rare readings are left out: a character always has the first reading its dictionary gives.
"""

import re
from functools import cache

# Syllables become single characters of the private use area, so that n-grams of them are strings.
_FIRST = 0xE000
_LATIN = re.compile(r"[a-z]{2,24}")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def spell(folded: str) -> str:
    """The text with every syllable as one symbol, whether written by character or by letters."""
    return _LATIN.sub(lambda run: _letters(run[0]), folded.translate(_symbols()))


def _letters(run: str) -> str:
    """Letters as symbols where they divide into syllables without rest; else as they are."""
    by_name, syllables = _by_name(), []
    rest = run
    while rest:
        for length in range(min(6, len(rest)), 1, -1):
            if rest[:length] in by_name:
                syllables.append(by_name[rest[:length]])
                rest = rest[length:]
                break
        else:
            return run
    return "".join(syllables)


@cache
def _symbols() -> dict[int, str]:
    """For each character the symbol of its first reading."""
    by_name = _by_name()
    return {code: by_name[name] for code, name in _readings().items()}


@cache
def _by_name() -> dict[str, str]:
    names = sorted(set(_readings().values()))
    return {name: chr(_FIRST + number) for number, name in enumerate(names)}


@cache
def _readings() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    return {
        code: readings.split(",")[0].translate(_TONES).replace("\u0302", "").replace("\u0300", "")
        for code, readings in PINYIN_DICT.items()
    }
