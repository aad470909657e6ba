"""The queue as people see it: one row a finding, and where the next rows are."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from dossier.claims import Label
from dossier.store.findings import Finding
from dossier.store.pages import State
from service.look import words
from service.look.highlight import Segment
from service.look.reading import snippet, title_of

Listed = Literal["open", "pending", "suspect", "dismissed"]
TABS: tuple[Listed, ...] = ("open", "pending", "suspect", "dismissed")
ROWS = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """A state with how many pages stand in it."""

    name: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the list; `missing` are notices it lacks."""

    finding: Finding
    title: str
    labels: tuple[Label, ...]
    missing: tuple[str, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """One view of the queue: `more` leads to the next rows, `empty` is said when there are none."""

    tabs: tuple[Tab, ...]
    state: Listed
    matching: str
    rows: tuple[Row, ...]
    more: str | None
    empty: str


def view(
    findings: list[Finding], counts: dict[State, int], state: Listed, matching: str
) -> QueueView:
    """The view of up to ROWS findings; one more than that means that there are further ones."""
    shown = findings[:ROWS]
    more = None
    if len(findings) > ROWS:
        last = shown[-1]
        more = _href(state, matching, f"{last.verdict.risk}-{last.page_id}")
    return QueueView(
        tabs=tuple(
            Tab(words.STATES[tab], counts.get(tab, 0), _href(tab, matching), tab == state)
            for tab in TABS
        ),
        state=state,
        matching=matching,
        rows=tuple(_row(finding) for finding in shown),
        more=more,
        empty=_empty(counts, state, matching),
    )


def _row(finding: Finding) -> Row:
    verdict = finding.verdict
    return Row(
        finding=finding,
        title=title_of(finding.page),
        labels=verdict.labels,
        missing=tuple(
            words.ABSENCES[item.kind]
            for item in verdict.absences
            if item.state in ("absent", "not_prominent")
        ),
        segments=snippet(finding.page, verdict),
    )


def _empty(counts: dict[State, int], state: Listed, matching: str) -> str:
    if matching:
        return words.NOTHING_MATCHES
    if state == "open" and not counts:
        return words.NOTHING_CRAWLED
    return words.EMPTY_QUEUE[state]


def _href(state: Listed, matching: str, after: str = "") -> str:
    asked = {"state": state, "q": matching, "after": after}
    return "/queue?" + urlencode({key: value for key, value in asked.items() if value})
