"""Decoding: the bytes of a page to text, whatever it says or fails to say about itself."""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

# Pages that say gb2312 hold GBK and GB18030 characters all the time; GB18030 reads all three.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "gb18030"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LONGEST_CHARACTER = 4


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a body; replacement characters stand only where no charset fits.

    A byte-order mark wins. Then what header and page declare, UTF-8 and GB18030 are tried in turn
    and the first that fits every byte is taken, so that a wrong declaration does no harm.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace"))
    for name in _candidates(body, content_type):
        text = _strictly(body, name)
        if text is not None:
            return _clean(text)
    guess = from_bytes(body).best()
    return _clean(str(guess) if guess is not None else body.decode("utf-8", "replace"))


def _candidates(body: bytes, content_type: str | None) -> Iterator[str]:
    # Bytes that are valid UTF-8 beyond ASCII are so by no accident, whatever the page declares.
    if not body.isascii():
        yield "utf-8"
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    for name in declared:
        known = resolve_encoding(name) if name else None
        if known is not None:
            yield _WIDER.get(known, known)
    yield "utf-8"
    yield "gb18030"


def _strictly(body: bytes, name: str) -> str | None:
    """The text, if every byte fits; a character cut off at the very end is forgiven."""
    try:
        return body.decode(name)
    except UnicodeDecodeError as error:
        if error.start < len(body) - _LONGEST_CHARACTER or not error.start:
            return None
        return _strictly(body[: error.start], name)
    except LookupError:
        return None


def _clean(text: str) -> str:
    """Without lone surrogates, which UTF-7 and UTF-16 can smuggle in and no file can hold."""
    return _SURROGATES.sub("\ufffd", text.removeprefix("\ufeff"))
