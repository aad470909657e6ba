"""From the decision form to a review: the whole corrected reading of the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dossier.claims import Mark
from dossier.reviews import Decision, Reason, Review, ShownWhy
from dossier.store.findings import Finding
from service.look.reading import lacking

# What a reason says about the text when the reviewer does not say more: (promotional, marks kept).
_IMPLIED: Mapping[Reason, tuple[bool, bool]] = {
    Reason.LICENSED: (True, False),
    Reason.NEWS_OR_WARNING: (False, False),
    Reason.RETELLING: (False, False),
    Reason.NOT_INVESTMENT: (False, False),
    Reason.ALREADY_HANDLED: (True, True),
    Reason.WEAK_EVIDENCE: (True, False),
}
_SAID: Mapping[str, tuple[bool, bool]] = {
    "not_ad": (False, False),
    "clean_ad": (True, False),
    "marked_ad": (True, True),
}
MAX_NOTE = 2_000


class Incomplete(ValueError):
    """A decision that cannot be kept as it is; the message is for the reviewer."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as sent: `act` is the button, `removed` and `restored` are claim numbers."""

    act: str
    verdict_id: int
    removed: frozenset[int] = frozenset()
    restored: frozenset[int] = frozenset()
    reading: str = ""
    note: str = ""


def review_of(filled: Filled, finding: Finding, reviewer: str, at: datetime) -> Review:
    """The review that the form stands for; Incomplete when something is missing.

    Suspect keeps every mark that was not removed, and those taken back from the suppressed ones.
    """
    decision, reason = _decision(filled.act)
    promotional, keeps = _reading(decision, reason, filled.reading)
    marks = _kept(filled, finding) if keeps else ()
    if decision is Decision.SUSPECT and not marks and not lacking(finding.verdict):
        raise Incomplete("没有保留任何标记。请至少保留一处，或改为排除、待核实。")
    if len(filled.note) > MAX_NOTE:
        raise Incomplete(f"备注有 {len(filled.note)} 字，最多 {MAX_NOTE} 字。")
    return Review(
        reviewer=reviewer,
        at=at,
        decision=decision,
        reason=reason,
        shown_why=ShownWhy.PASTE if finding.kind == "paste" else ShownWhy.RANK,
        probability=1.0,
        verdict_id=filled.verdict_id,
        promotional=promotional,
        marks=marks,
        note=filled.note,
    )


def _decision(act: str) -> tuple[Decision, Reason | None]:
    """`suspect`, `pending` or `dismissed:REASON`; Incomplete on anything else."""
    decision, _, reason = act.partition(":")
    if decision == Decision.DISMISSED and reason in set(Reason):
        return Decision.DISMISSED, Reason(reason)
    if act in (Decision.SUSPECT, Decision.PENDING):
        return Decision(act), None
    raise Incomplete("请选择一个决定；排除时须选理由。")


def _reading(decision: Decision, reason: Reason | None, said: str) -> tuple[bool | None, bool]:
    """Whether the text is promotional (None: not read yet), and whether its marks are kept."""
    if decision is Decision.PENDING:
        return None, False
    if reason is None:
        return True, True
    return _SAID.get(said, _IMPLIED[reason])


def _kept(filled: Filled, finding: Finding) -> tuple[Mark, ...]:
    verdict = finding.verdict
    kept = {
        claim.mark for number, claim in enumerate(verdict.claims) if number not in filled.removed
    }
    kept |= {
        item.claim.mark
        for number, item in enumerate(verdict.suppressed)
        if number in filled.restored
    }
    return tuple(sorted(kept, key=lambda mark: (mark.span, mark.label.rank)))
