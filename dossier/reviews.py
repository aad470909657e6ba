"""The nouns of deciding: a review is a person's whole corrected reading of a text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dossier.claims import Label, Mark, in_order


class Decision(StrEnum):
    """What a person made of a finding."""

    SUSPECT = "suspect"
    DISMISSED = "dismissed"
    PENDING = "pending"


class Reason(StrEnum):
    """Why a finding was dismissed."""

    LICENSED = "licensed"
    NEWS_OR_WARNING = "news_or_warning"
    RETELLING = "retelling"
    NOT_INVESTMENT = "not_investment"
    ALREADY_HANDLED = "already_handled"
    WEAK_EVIDENCE = "weak_evidence"


class ShownWhy(StrEnum):
    """How the text came before the reviewer, since that decides what it may be used for."""

    RANK = "rank"
    AUDIT = "audit"
    COPY = "copy"
    PASTE = "paste"


@dataclass(frozen=True, slots=True)
class Review:
    """One decision on one snapshot, with the reading it stands for.

    `probability` is the chance with which the text was drawn (1.0 when it came by rank);
    `verdict_id` is the verdict the reviewer saw. `promotional` is None while pending: nothing
    has been read off the text yet, so the review is no label.
    """

    reviewer: str
    at: datetime
    decision: Decision
    reason: Reason | None
    shown_why: ShownWhy
    probability: float
    verdict_id: int
    promotional: bool | None
    marks: tuple[Mark, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if self.decision is Decision.PENDING:
            if self.promotional is not None or self.marks:
                raise ValueError("a pending review carries no reading")
        elif self.promotional is None:
            raise ValueError("a decided review says whether the text is promotional")
        if self.decision is Decision.SUSPECT and not self.promotional:
            raise ValueError("a suspect text is promotional")
        if self.decision is Decision.DISMISSED and self.reason is None:
            raise ValueError("a dismissal names its reason")
        if self.marks and not self.promotional:
            raise ValueError("a text that is not promotional carries no marks")
        if self.at.tzinfo is None:
            raise ValueError("the time of a review has a time zone")

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels of the marks, in the guideline's order."""
        return in_order({mark.label for mark in self.marks})
