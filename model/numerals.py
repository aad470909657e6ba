"""Numbers as Chinese texts write them, Arabic or Chinese, to floats."""

import re

# Bounded, and never from the middle of a number: a line of a thousand digits is no number, and
# trying every piece of it would take a thousand times as long.
_ARABIC = r"(?<![\d.])\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,4})?[百千万亿wk]?"
_NUMERALS = "零〇一二两三四五六七八九十百千万亿半几俩壹贰叁肆伍陆柒捌玖拾佰仟廿"
_CHINESE = rf"[{_NUMERALS}]{{1,10}}(?:点[零一二三四五六七八九]{{1,4}})?"
NUMBER = rf"(?:{_ARABIC}|{_CHINESE})"

_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_DIGITS = dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_DIGITS |= {"两": 2, "俩": 2} | dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
# 几 is some number of one digit: the middle is as good a guess as any.
_DIGITS |= {"几": 5}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "廿": 20}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SUFFIX = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000, "k": 1000}


def parse_number(words: str) -> float | None:
    """The number these words write; None when they write none.

    >>> [parse_number(words) for words in ("1.5万", "10w", "1,000", "两万", "一万二", "百八")]
    [15000.0, 100000.0, 1000.0, 20000.0, 12000.0, 180.0]
    >>> [parse_number(words) for words in ("一百二十点五", "二〇二四", "半", "元")]
    [120.5, 2024.0, 0.5, None]
    """
    if words[:1].isascii() and words[:1].isdigit():
        bare = words.rstrip("百千万亿wk").replace(",", "")
        return float(bare) * _SUFFIX.get(words[-1], 1) if _PLAIN.fullmatch(bare) else None
    whole, _, fraction = words.partition("点")
    number = _chinese(whole)
    if number is None or not fraction:
        return number
    if not set(fraction) <= set(_DIGITS):
        return None
    return number + float("0." + "".join(str(_DIGITS[digit]) for digit in fraction))


def _chinese(words: str) -> float | None:
    if words in ("半", "一半"):
        return 0.5
    if all(word in _DIGITS for word in words) and len(words) > 1:
        return float("".join(str(_DIGITS[word]) for word in words))
    total = section = 0.0
    digit: float | None = None
    unit = 1.0
    for word in words:
        if word in _DIGITS:
            digit = float(_DIGITS[word])
            if word in "零〇":
                unit = 1.0  # 一千零五: the five is no five hundred
        elif word in _SMALL:
            unit = _SMALL[word]
            section += (1.0 if digit is None else digit) * unit
            digit = None
        elif word in _LARGE:
            unit = _LARGE[word]
            total += (section + (digit or 0.0) or 1.0) * unit
            section, digit = 0.0, None
        elif word == "半":
            digit = 5.0
        else:
            return None
    # 一万二 leaves the next unit unsaid: twelve thousand.
    rest = 0.0 if digit is None else digit * (unit / 10 if unit >= 100 else 1.0)
    return total + section + rest
