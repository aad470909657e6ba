"""What a page says about itself beside its words: title, description, day of publication."""

import json
from collections.abc import Iterator
from typing import Any

from dossier.reading.blocks import shown
from dossier.reading.tree import Element

_DESCRIPTIONS = ("description", "og:description")
# Of the sites themselves, of government sites (PubDate), and of aggregators.
_DAYS = frozenset(
    "article:published_time bytedance:published_time datepublished pubdate publishdate "
    "publish_date publishtime publish_time".split()
)
_DAY_KEYS = ("datePublished", "pubDate")


def title_of(tree: Element) -> str:
    """The words of <title>; a drawing inside the page has titles too, which are not the page's."""
    for title in tree.iter("title"):
        if next(title.iterancestors("svg"), None) is None:
            return shown("".join(title.itertext()))
    return ""


def descriptions(tree: Element) -> list[str]:
    """What search results and shared cards show under the title, each wording once."""
    said = {name: shown(value) for name, value in _metas(tree) if name in _DESCRIPTIONS}
    return list(dict.fromkeys(said[name] for name in _DESCRIPTIONS if said.get(name)))


def declared_days(tree: Element) -> Iterator[str]:
    """Values that machines read as the day of publication, most trusted first."""
    yield from (value for name, value in _metas(tree) if name in _DAYS)
    yield from _microdata(tree)
    yield from _linked_data(tree)
    # Several different ones are those of a list, or of the comments under an article.
    times = {value[:10] for time in tree.iter("time") if (value := time.get("datetime"))}
    if len(times) == 1:
        yield from (value for time in tree.iter("time") if (value := time.get("datetime")))


def _metas(tree: Element) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = meta.get("content")
        if content:
            yield name.strip().lower(), content


def _microdata(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        if element.get("itemprop") == "datePublished":
            yield element.get("datetime") or element.get("content") or element.text or ""


def _linked_data(tree: Element) -> Iterator[str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                said = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):  # RecursionError: thousands of brackets
                continue
            yield from _days_in(said)


def _days_in(said: Any) -> Iterator[str]:
    """The days in a JSON value, outer ones first: what it is about before what it mentions."""
    level = [said]
    while level:
        objects = [value for value in level if isinstance(value, dict)]
        for one in objects:
            yield from (day for key in _DAY_KEYS if isinstance(day := one.get(key), str))
        inner = [list(value.values()) for value in objects]
        inner += [value for value in level if isinstance(value, list)]
        level = [value for values in inner for value in values]
