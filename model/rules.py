"""The rule table: patterns over folded text, each with the sentence a reviewer reads.

A rule is data (rules.toml). Label rules speak for a label; cue rules speak for the kind of text
(news, question, offer …). No rule decides by itself: every hit is a signal that the model weighs,
and a cue may explain why a claim was suppressed.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from dossier.claims import Label, Span
from dossier.errors import BadInput

TABLE = Path(__file__).with_name("rules.toml")


class Cue(StrEnum):
    """What kind of text this is, as far as single words tell."""

    NEWS = "news"
    WARNING = "warning"
    RETELLING = "retelling"
    PROCEEDING = "proceeding"
    DISCLOSURE = "disclosure"
    NEGATION = "negation"
    STATUTORY = "statutory"
    LOAN = "loan"
    OFFER = "offer"
    CONTACT = "contact"


class MalformedRule(BadInput):
    """A rule that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern; `says` and `silent` are its examples and run as tests."""

    name: str
    kind: Label | Cue
    pattern: re.Pattern[str]
    note: str
    says: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule matched in the folded text."""

    rule: Rule
    span: Span


@dataclass(frozen=True, slots=True)
class Rules:
    """The table and its SHA-256."""

    rows: tuple[Rule, ...]
    digest: str

    def hits(self, folded: str) -> Iterator[Hit]:
        """Every match of every rule."""
        for rule in self.rows:
            for match in rule.pattern.finditer(folded):
                if match.start() < match.end():
                    yield Hit(rule, Span(*match.span()))


@cache
def bundled() -> Rules:
    """The rules that come with the program."""
    return load(TABLE)


def load(path: Path) -> Rules:
    """Read a rule table; MalformedRule when a row cannot be used."""
    raw = path.read_bytes()
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MalformedRule(f"{path.name}: {error}") from None
    rows = tuple(_rule(name, row) for name, row in table.items())
    return Rules(rows, hashlib.sha256(raw).hexdigest())


def _rule(name: str, row: dict[str, Any]) -> Rule:
    try:
        kind = row["kind"]
        return Rule(
            name=name,
            kind=Label(kind) if kind in set(Label) else Cue(kind),
            pattern=re.compile(row["pattern"], re.VERBOSE),
            note=row["note"],
            says=tuple(row["says"]),
            silent=tuple(row["silent"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise MalformedRule(f"rule {name}: {error!r}") from None
