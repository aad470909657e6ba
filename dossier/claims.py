"""The nouns of judging: labels, spans, marks, claims and the verdict they add up to.

Every offset is a half-open range of code points in the text **as published**.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Self


class Label(StrEnum):
    """The five kinds of misleading claim, in the order of datasets/GUIDELINES.md."""

    GUARANTEED_RETURN = "guaranteed_return"
    STATE_BACKING = "state_backing"
    EXCESSIVE_YIELD = "excessive_yield"
    BORROWED_AUTHORITY = "borrowed_authority"
    PRESSURE_SELLING = "pressure_selling"

    @property
    def rank(self) -> int:
        """Place in the guideline's order, from 0."""
        return LABELS.index(self)


LABELS: tuple[Label, ...] = tuple(Label)

# What people call them, wherever an answer is read.
LABEL_NAMES: dict[Label, str] = {
    Label.GUARANTEED_RETURN: "保证收益",
    Label.STATE_BACKING: "国资背书",
    Label.EXCESSIVE_YIELD: "畸高收益",
    Label.BORROWED_AUTHORITY: "借用权威",
    Label.PRESSURE_SELLING: "限时诱导",
}


def in_order(labels: set[Label]) -> tuple[Label, ...]:
    """Labels in the guideline's order, each once."""
    return tuple(label for label in LABELS if label in labels)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}:{self.end} is empty, reversed or negative")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words this span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Self) -> bool:
        """True when the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Self) -> bool:
        """True when `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that carry a label: what people and datasets write."""

    label: Label
    span: Span
    quote: str

    @classmethod
    def on(cls, text: str, label: Label, span: Span) -> Self:
        """The mark over `span`, quoting `text`; ValueError when it runs past the end."""
        if span.end > len(text):
            raise ValueError(f"mark {span.start}:{span.end} runs past the text ({len(text)})")
        return cls(label, span, span.of(text))

    def check(self, text: str) -> None:
        """Raise ValueError unless the quote stands in `text` at the span."""
        found = self.span.of(text)
        if found != self.quote:
            raise ValueError(
                f"mark {self.span.start}:{self.span.end} quotes {self.quote!r}, text has {found!r}"
            )


GroundSource = Literal["rule", "rate", "classifier"]


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for a claim: `weight` is in log-odds, `note` the sentence a reviewer reads."""

    source: GroundSource
    name: str
    weight: float
    note: str


Breach = Literal["per_se", "condition", "indicator"]
Verification = Literal["V1", "V2", "S", "K"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule in force on the verdict's date; `condition` is what has yet to be established."""

    id: str
    cite: str
    breach: Breach
    condition: str | None
    verified: Verification


@dataclass(frozen=True, slots=True)
class Claim:
    """What a detector writes: a mark with its score, reasons and law."""

    mark: Mark
    score: float
    threshold: float
    grounds: tuple[Ground, ...]
    law: tuple[Citation, ...]
    explanation: str


SuppressedBy = Literal[
    "negation", "quotation", "retelling", "news", "not_promotional", "product_gate", "overlap"
]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A claim that was found and taken away, with who took it and why."""

    claim: Claim
    by: SuppressedBy
    reason: str


AbsenceKind = Literal[
    "no_risk_notice", "no_risk_bearer", "unmarked_soft_article", "data_without_source"
]
AbsenceState = Literal["present", "not_prominent", "absent", "cannot_judge"]


@dataclass(frozen=True, slots=True)
class Absence:
    """A duty to say something, and whether the page says it."""

    kind: AbsenceKind
    state: AbsenceState
    scope: Literal["page", "text"]
    looked_for: str
    where: str
    law: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A return on people's money as the text words it, in simple interest a year.

    `annual_percent` of a range is its upper end; `level` is 0 to 4, measured against
    `line_percent`, the line in force on `line_date` according to `line_source`.
    """

    quote: str
    span: Span
    annual_percent: float
    conversion: str
    level: int
    line_percent: float
    line_date: date
    line_source: str


Basis = Literal["given", "page", "fetched", "today"]


@dataclass(frozen=True, slots=True)
class AsOf:
    """The Asia/Shanghai day a text is judged on, and where that day comes from."""

    date: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of the five things that make a detector; equal digests mean equal verdicts."""

    model: str
    rules: str
    law: str
    rates: str
    code: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one text; labels and claims are empty when it is not promotional.

    `scores` holds every label from 0 to 1 and is kept when the text is not promotional;
    `risk` runs from 0 to 100; `certainty` is the probability that the text is rightly flagged,
    or that silence is right when nothing is.
    """

    as_of: AsOf
    promotional: bool
    promotional_score: float
    scores: dict[Label, float]
    risk: int
    certainty: float
    detector: Digests
    claims: tuple[Claim, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    absences: tuple[Absence, ...] = ()
    rates: tuple[Rate, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.claims and not self.promotional:
            raise ValueError("a verdict that is not promotional holds no claims")

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels of the claims, in the guideline's order."""
        return in_order({claim.mark.label for claim in self.claims})
