"""Words of Chinese texts, cut by jieba: what sellers hide are words, so disguise needs them."""

import logging
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from jieba import Tokenizer


def cut(text: str) -> list[str]:
    """The words of a text, blanks and marks included, so that they join to it again."""
    return list(_tokenizer().lcut(text, HMM=False))


def frequent_characters() -> list[str]:
    """Single characters of jieba's dictionary, the most frequent first."""
    tokenizer = _tokenizer()
    tokenizer.initialize()
    single = [word for word in tokenizer.FREQ if len(word) == 1]
    return sorted(single, key=lambda word: (-tokenizer.FREQ[word], word))


@cache
def _tokenizer() -> "Tokenizer":
    """jieba with its dictionary cached in a folder of our own.

    By default it writes into the shared temporary folder under a fixed name, where another user's
    file may lie.
    """
    with warnings.catch_warnings():
        # jieba 0.42.1 has invalid escapes in its source, which Python 3.12 complains of.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder: Path = user_cache_path("adwatch", ensure_exists=True)
    tokenizer.tmp_dir = str(folder)
    tokenizer.cache_file = "jieba.cache"
    return tokenizer
