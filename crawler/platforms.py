"""The platforms to watch, and how far a platform reaches."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from dossier.errors import BadInput
from dossier.reading.address import registered_domain

Within = Literal["domain", "host"]
SEED_LIST = Path(__file__).with_name("platforms.toml")


class BrokenList(BadInput):
    """The monitoring list cannot be used: which file, which entry, what is wrong."""


@dataclass(frozen=True, slots=True)
class Platform:
    """Where to begin on a platform and how far to go; `name` is None for an address asked for."""

    urls: tuple[str, ...]
    name: str | None = None
    within: Within = "domain"

    def __post_init__(self) -> None:
        if not self.urls:
            raise ValueError("urls must name at least one address")
        for url in self.urls:
            check_url(url)
        if self.within not in get_args(Within):
            raise ValueError(f'within is "domain" or "host", not {self.within!r}')


def check_url(url: str) -> None:
    """Raise ValueError unless `url` is an http(s) address with a host."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # urlsplit on "http://[::1/"
        usable = False
    if not usable:
        raise ValueError(f"{url!r} is not an http or https address")


def site_of(url: str, within: Within) -> str:
    """What a platform is recognised by: the registered domain of `url`, or its host."""
    return registered_domain(url) if within == "domain" else urlsplit(url).hostname or ""


def load_platforms(path: Path = SEED_LIST) -> tuple[Platform, ...]:
    """The platforms of a monitoring list, which may be empty; BrokenList in one line."""
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenList(f"{path}: {error.strerror}") from None
    except ValueError as error:  # not UTF-8, or not TOML
        raise BrokenList(f"{path}: {error}") from None
    entries = listed.pop("platform", [])
    if listed:
        raise BrokenList(f"{path}: unknown key {next(iter(listed))!r}; write [[platform]]")
    if not isinstance(entries, list):
        raise BrokenList(f"{path}: write [[platform]] with two brackets")
    platforms: dict[str, Platform] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            name, platform = _platform(entry)
            if name in platforms:
                raise ValueError(f"name {name!r} stands already above")
        except ValueError as error:
            raise BrokenList(f"{path}: platform {number}: {error}") from None
        platforms[name] = platform
    return tuple(platforms.values())


def _platform(entry: Any) -> tuple[str, Platform]:
    if not isinstance(entry, dict):
        raise ValueError("not a table")
    unknown = sorted(set(entry) - {"name", "urls", "within"})
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}")
    name, urls = entry.get("name"), entry.get("urls")
    if not isinstance(name, str) or not name.strip():
        raise ValueError("name must be text")
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise ValueError("urls must be a list of addresses")
    return name, Platform(tuple(urls), name, entry.get("within", "domain"))
