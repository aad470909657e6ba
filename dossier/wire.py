"""The answer on the wire: the one reader and writer of a verdict as JSON.

CLI, API, store and export all speak this shape. Keys are only ever added, never renamed.
"""

import json
from datetime import date
from typing import Any, Literal

from typing_extensions import TypedDict

from dossier.claims import (
    LABELS,
    Absence,
    AbsenceKind,
    AbsenceState,
    AsOf,
    Basis,
    Breach,
    Citation,
    Claim,
    Digests,
    Ground,
    GroundSource,
    Label,
    Mark,
    Rate,
    Span,
    Suppressed,
    SuppressedBy,
    Verdict,
    Verification,
)
from dossier.examples import mark_to_line
from dossier.reviews import Review

FORMAT = 1


class AsOfDoc(TypedDict):
    """The day a text is judged on (ISO, Asia/Shanghai) and where that day comes from."""

    date: str
    basis: Basis


class GroundDoc(TypedDict):
    """A reason: `weight` in log-odds."""

    source: GroundSource
    name: str
    weight: float
    note: str


# The key "if" is a keyword, hence the functional form.
CitationDoc = TypedDict(
    "CitationDoc",
    {"id": str, "cite": str, "breach": Breach, "if": str | None, "verified": Verification},
)


class ClaimDoc(TypedDict):
    """A claim; `start` and `end` are code points, half-open."""

    label: Label
    start: int
    end: int
    quote: str
    score: float
    threshold: float
    grounds: list[GroundDoc]
    law: list[CitationDoc]
    explanation: str


class SuppressedDoc(ClaimDoc):
    """A claim that was taken away, by what and why."""

    by: SuppressedBy
    reason: str


class AbsenceDoc(TypedDict):
    """Something a page must say, and whether it does."""

    kind: AbsenceKind
    state: AbsenceState
    scope: Literal["page", "text"]
    looked_for: str
    where: str
    law: list[CitationDoc]


class RateDoc(TypedDict):
    """A return on people's money in percent a year, simple interest."""

    quote: str
    start: int
    end: int
    annual_percent: float
    conversion: str
    level: int
    line_percent: float
    line_date: str
    line_source: str


class DigestsDoc(TypedDict):
    """SHA-256 of the five things that make a detector."""

    model: str
    rules: str
    law: str
    rates: str
    code: str


class VerdictDoc(TypedDict):
    """The answer to one text."""

    format: int
    id: str | int
    as_of: AsOfDoc
    promotional: bool
    promotional_score: float
    scores: dict[Label, float]
    labels: list[Label]
    risk: int
    certainty: float
    notes: list[str]
    claims: list[ClaimDoc]
    suppressed: list[SuppressedDoc]
    absences: list[AbsenceDoc]
    rates: list[RateDoc]
    detector: DigestsDoc


def to_doc(verdict: Verdict, id: str | int) -> VerdictDoc:
    """The verdict as a JSON-ready dictionary, scores rounded to six decimals."""
    return {
        "format": FORMAT,
        "id": id,
        "as_of": {"date": verdict.as_of.date.isoformat(), "basis": verdict.as_of.basis},
        "promotional": verdict.promotional,
        "promotional_score": round(verdict.promotional_score, 6),
        "scores": {label: round(verdict.scores[label], 6) for label in LABELS},
        "labels": list(verdict.labels),
        "risk": verdict.risk,
        "certainty": round(verdict.certainty, 6),
        "notes": list(verdict.notes),
        "claims": [_claim_doc(claim) for claim in verdict.claims],
        "suppressed": [
            {**_claim_doc(item.claim), "by": item.by, "reason": item.reason}
            for item in verdict.suppressed
        ],
        "absences": [_absence_doc(absence) for absence in verdict.absences],
        "rates": [_rate_doc(rate) for rate in verdict.rates],
        "detector": digests_doc(verdict.detector),
    }


def from_doc(doc: VerdictDoc) -> Verdict:
    """The verdict of a dictionary that `to_doc` wrote."""
    return Verdict(
        as_of=AsOf(date.fromisoformat(doc["as_of"]["date"]), doc["as_of"]["basis"]),
        promotional=doc["promotional"],
        promotional_score=doc["promotional_score"],
        scores={Label(label): score for label, score in doc["scores"].items()},
        risk=doc["risk"],
        certainty=doc["certainty"],
        detector=Digests(**doc["detector"]),
        claims=tuple(_claim(item) for item in doc["claims"]),
        suppressed=tuple(
            Suppressed(_claim(item), item["by"], item["reason"]) for item in doc["suppressed"]
        ),
        absences=tuple(_absence(item) for item in doc["absences"]),
        rates=tuple(_rate(item) for item in doc["rates"]),
        notes=tuple(doc["notes"]),
    )


def review_doc(review: Review) -> dict[str, Any]:
    """A review as exports write it; `at` is ISO 8601 in UTC."""
    return {
        "reviewer": review.reviewer,
        "at": review.at.isoformat(),
        "decision": review.decision.value,
        "reason": review.reason.value if review.reason else None,
        "shown_why": review.shown_why.value,
        "probability": review.probability,
        "promotional": review.promotional,
        "marks": [mark_to_line(mark) for mark in review.marks],
        "note": review.note,
    }


def dumps(doc: VerdictDoc | dict[str, Any]) -> str:
    """One line of JSON with Chinese left readable."""
    return json.dumps(doc, ensure_ascii=False)


def _claim_doc(claim: Claim) -> ClaimDoc:
    return {
        "label": claim.mark.label,
        "start": claim.mark.span.start,
        "end": claim.mark.span.end,
        "quote": claim.mark.quote,
        "score": round(claim.score, 6),
        "threshold": claim.threshold,
        "grounds": [
            {
                "source": ground.source,
                "name": ground.name,
                "weight": round(ground.weight, 6),
                "note": ground.note,
            }
            for ground in claim.grounds
        ],
        "law": [_citation_doc(citation) for citation in claim.law],
        "explanation": claim.explanation,
    }


def _claim(doc: ClaimDoc) -> Claim:
    return Claim(
        mark=Mark(Label(doc["label"]), Span(doc["start"], doc["end"]), doc["quote"]),
        score=doc["score"],
        threshold=doc["threshold"],
        grounds=tuple(Ground(**ground) for ground in doc["grounds"]),
        law=tuple(_citation(citation) for citation in doc["law"]),
        explanation=doc["explanation"],
    )


def _citation_doc(citation: Citation) -> CitationDoc:
    return {
        "id": citation.id,
        "cite": citation.cite,
        "breach": citation.breach,
        "if": citation.condition,
        "verified": citation.verified,
    }


def _citation(doc: CitationDoc) -> Citation:
    return Citation(doc["id"], doc["cite"], doc["breach"], doc["if"], doc["verified"])


def _absence_doc(absence: Absence) -> AbsenceDoc:
    return {
        "kind": absence.kind,
        "state": absence.state,
        "scope": absence.scope,
        "looked_for": absence.looked_for,
        "where": absence.where,
        "law": [_citation_doc(citation) for citation in absence.law],
    }


def _absence(doc: AbsenceDoc) -> Absence:
    return Absence(
        kind=doc["kind"],
        state=doc["state"],
        scope=doc["scope"],
        looked_for=doc["looked_for"],
        where=doc["where"],
        law=tuple(_citation(citation) for citation in doc["law"]),
    )


def _rate_doc(rate: Rate) -> RateDoc:
    return {
        "quote": rate.quote,
        "start": rate.span.start,
        "end": rate.span.end,
        "annual_percent": round(rate.annual_percent, 6),
        "conversion": rate.conversion,
        "level": rate.level,
        "line_percent": rate.line_percent,
        "line_date": rate.line_date.isoformat(),
        "line_source": rate.line_source,
    }


def _rate(doc: RateDoc) -> Rate:
    return Rate(
        quote=doc["quote"],
        span=Span(doc["start"], doc["end"]),
        annual_percent=doc["annual_percent"],
        conversion=doc["conversion"],
        level=doc["level"],
        line_percent=doc["line_percent"],
        line_date=date.fromisoformat(doc["line_date"]),
        line_source=doc["line_source"],
    )


def digests_doc(digests: Digests) -> DigestsDoc:
    """The digests of a detector as JSON."""
    return {
        "model": digests.model,
        "rules": digests.rules,
        "law": digests.law,
        "rates": digests.rates,
        "code": digests.code,
    }
