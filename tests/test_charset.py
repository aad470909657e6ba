"""Bytes to text: what a page says of its charset, and what is so. A newcomer appends to READS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.reading.charset import decode

WORDS = "保本保息,年化收益18%,额度有限"
TRADITIONAL = "保證收益,年息高達十二厘"
META = '<meta charset="{}">'
PRAGMA = '<meta http-equiv="Content-Type" content="text/html; charset={}">'

# words, codec of the bytes, header, charset the page declares
READS = [
    # nothing is said
    (WORDS, "utf-8", None, None),
    (WORDS, "gbk", None, None),
    (WORDS, "utf-8-sig", None, None),
    (WORDS, "utf-16", None, None),
    ("\ufeff" + WORDS, "utf-16-be", None, None),
    ("plain words", "ascii", None, None),
    ("版权所有 © 甲·乙", "utf-8", None, None),
    ("©", "utf-8", None, None),
    # what is said is so
    (WORDS, "utf-8", "text/html; charset=utf-8", None),
    (WORDS, "gbk", "text/html; charset=gbk", None),
    (WORDS, "gbk", 'text/html; charset="GB2312"', None),
    (WORDS, "gbk", None, "gb2312"),
    ("朱镕基 碁 〇 囍", "gbk", None, "gb2312"),
    ("𠮷 䶮 ㊙ 龘", "gb18030", None, "gbk"),
    (WORDS, "gbk", None, "x-unheard-of"),
    (TRADITIONAL, "big5", "text/html; charset=big5", None),
    (TRADITIONAL, "big5", None, "big5"),
    ("嘅 啲 喺 冇風險", "big5hkscs", None, "big5-hkscs"),
    (WORDS, "utf-16-le", "text/html; charset=utf-16le", None),
    ("元本保証、年利１８％", "shift_jis", None, "shift_jis"),
    ("Dépôt à 5 % garanti", "latin-1", "text/html; charset=iso-8859-1", None),
    # what is said is wrong
    (WORDS, "gbk", "text/html; charset=utf-8", None),
    (WORDS, "gbk", None, "utf-8"),
    (WORDS, "utf-8", "text/html; charset=gbk", None),
    (WORDS, "utf-8", None, "gb2312"),
    (WORDS, "utf-8", "text/html; charset=gb18030", "big5"),
    (WORDS, "gbk", "text/html; charset=ISO-8859-1", None),
    (WORDS, "gbk", "text/html; charset=ISO-8859-1", "gb2312"),
    (WORDS, "utf-8", "text/html; charset=ISO-8859-1", None),
    (WORDS, "utf-8", None, "utf-16"),
    ("plain words", "ascii", None, "utf-16"),
    (WORDS, "utf-8", None, "utf-7"),
    (WORDS, "utf-8", "text/html; charset=rot13", "undefined"),
    # D2 BB is 一 in GBK and a Cyrillic letter in UTF-8: here the declaration decides
    ("一", "gbk", "text/html; charset=gbk", None),
    ("一", "gbk", None, "gb2312"),
]


@pytest.mark.parametrize("declaration", [META, PRAGMA])
@pytest.mark.parametrize(("words", "codec", "header", "declared"), READS)
def test_words_come_out(
    words: str, codec: str, header: str | None, declared: str | None, declaration: str
) -> None:
    page = (declaration.format(declared) if declared else "") + words
    if codec == "utf-16-be":
        page = words
    assert decode(page.encode(codec), header) == page.removeprefix("\ufeff")


def test_a_mark_of_utf8_before_gbk_is_the_editors() -> None:
    assert decode(b"\xef\xbb\xbf" + WORDS.encode("gbk"), None) == WORDS


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_cut_at_the_end_is_left_out(codec: str, cut: int) -> None:
    whole = ("<p>" + TRADITIONAL * 20) if codec == "big5" else ("<p>" + WORDS * 20 + "额")
    read = decode(whole.encode(codec)[:-cut], f"text/html; charset={codec}")
    assert whole.startswith(read)
    assert len(whole) - len(read) in (1, 2)


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_one_broken_character_spoils_no_other(codec: str) -> None:
    broken = WORDS.encode(codec) * 9 + b"\xe4<p>" + WORDS.encode(codec) * 9
    read = decode(broken, f"text/html; charset={codec}")
    assert read.count(WORDS) == 18
    assert read.count("\ufffd") == 1


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00\xd8", b"\xfe\xff\xd8\x00A", b"\xed\xa0\x80", b"+2AA-", b"\xff" * 9]
)
def test_no_surrogates_come_out(body: bytes) -> None:
    decode(body, "text/html; charset=utf-7").encode("utf-8")


@given(
    st.binary(),
    st.sampled_from(["utf-8", "gbk", "big5", "utf-16", "utf-32", "hz", "idna", "punycode", "x", ""])
    | st.text(),
)
def test_any_bytes_are_read(body: bytes, charset: str) -> None:
    decode(body, f"text/html; charset={charset}").encode("utf-8")
    meta = f"<meta charset={charset}>".encode("utf-8", "surrogatepass")
    decode(meta + body, None).encode("utf-8")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_declared_han_come_back(words: str) -> None:
    assert decode(words.encode("utf-8"), "text/html; charset=utf-8") == words
