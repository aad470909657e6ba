"""Decoding: the bytes of a page to text, whatever it says or fails to say about itself."""

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

# A declaration of one of these is worth something: other bytes seldom fit it. cp1252, which
# ISO-8859-1 stands for, fits nearly anything, and servers send it by default with pages in GBK.
_TELLING = frozenset({"utf-8", "gb18030", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949"})
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be"})
_WESTERN = re.compile(r"cp125\d|iso8859-\d+|koi8-[ru]")
_WIDE_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")

# A charset nearly fits when at most one in this many characters beyond ASCII is damaged.
_SOUND_PER_DAMAGED = 20
# Enough to guess by; guessing reads the sample once for every charset there is.
_SAMPLE_BYTES = 50_000


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a body; replacement characters stand only where no charset fits.

    Declarations (`content_type`, <meta>, XML prolog) are believed as far as the bytes bear them
    out. A character cut off at the very end is left out. Never raises, holds no lone surrogate.
    """
    for mark, name in _WIDE_MARKS.items():
        if body.startswith(mark):
            return _leniently(body[len(mark) :], name)
    # This mark is no proof of UTF-8: pages in GBK get it from a template saved by an editor.
    body = body.removeprefix(codecs.BOM_UTF8)
    said = _declared(body, content_type)
    telling = [name for name in said if name in _TELLING]
    text = (
        _wide(body, said)
        or _unmistakable_utf8(body)
        or _first_that_fits(body, [*telling, "utf-8", "gb18030"])
        or _nearest(body, [*telling, "utf-8", "gb18030"])
        or _first_that_fits(body, [name for name in said if _WESTERN.fullmatch(name)])
    )
    return text if text is not None else _guessed(body)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Codec names by header and page; w3lib widens gb2312 and gbk to gb18030, as browsers do."""
    names = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    return [name for name in names if name]


def _wide(body: bytes, said: list[str]) -> str | None:
    """UTF-16 without a mark, if declared; its tags hold NUL bytes, or nobody could read them."""
    name = next((name for name in said if name in _WIDE), None)
    if name is None or b"\0" not in body:
        return None
    return _leniently(body, "utf-16-le" if name == "utf-16" else name)


def _unmistakable_utf8(body: bytes) -> str | None:
    """UTF-8 against any declaration: characters of three bytes do not come out by accident.

    Those of two bytes do: D2 BB is 一 in GBK and a Cyrillic letter in UTF-8.
    """
    text = _strictly(body, "utf-8")
    return text if text is not None and _THREE_BYTES.search(text) else None


def _first_that_fits(body: bytes, names: list[str]) -> str | None:
    return next((text for name in names if (text := _strictly(body, name)) is not None), None)


def _nearest(body: bytes, names: list[str]) -> str | None:
    """The reading with the least damage, if it is little.

    A page of the right charset with one broken character, such as a teaser cut by bytes, must not
    be guessed anew: the guess would fit every byte and be wrong in every word.
    """
    readings = [_leniently(body, name) for name in dict.fromkeys(names)]
    best = min(readings, key=_damage)
    beyond_ascii = len(best) - len(best.encode("ascii", "ignore"))
    return best if _damage(best) * _SOUND_PER_DAMAGED <= beyond_ascii else None


def _damage(text: str) -> int:
    return text.count("\ufffd")


def _guessed(body: bytes) -> str:
    guess = from_bytes(body[:_SAMPLE_BYTES]).best()
    return _leniently(body, guess.encoding if guess is not None else "utf-8")


def _strictly(body: bytes, name: str) -> str | None:
    """The text if every byte fits, but for a character cut off at the very end."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(body, final=False)
    except UnicodeDecodeError:
        return None


def _leniently(body: bytes, name: str) -> str:
    """The text with replacement characters; UTF-7 and UTF-16 can smuggle in lone surrogates."""
    text = codecs.getincrementaldecoder(name)("replace").decode(body, final=False)
    return _SURROGATES.sub("\ufffd", text.removeprefix("\ufeff"))
