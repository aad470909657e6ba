"""The detector: a page and a day in, a verdict out. Pure; built once, used from every side."""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from dossier.claims import (
    LABELS,
    AsOf,
    Claim,
    Digests,
    Label,
    Mark,
    Rate,
    Span,
    Suppressed,
    Verdict,
)
from dossier.pages import Page
from model import artefact as artefacts
from model import context, gate, rules
from model.artefact import Artefact
from model.explain import explain, grounds
from model.gate import Gated
from model.law.tables import Tables, bundled
from model.marking import words_of_claim
from model.risk import risk
from model.signals import Reading, read

_NO_LAW = "本版本尚未附法律条文。"


class Detector:
    """Marks the misleading claims of a page as of a day."""

    def __init__(self, artefact: Artefact, tables: Tables) -> None:
        self._artefact = artefact
        self._tables = tables
        self._rules = rules.bundled()
        self.digests = Digests(
            model=artefact.digest,
            rules=self._rules.digest,
            law=tables.law_digest,
            rates=tables.rates_digest,
            code=code_digest(),
        )

    def __call__(self, page: Page, as_of: AsOf) -> Verdict:
        """Judge a page; labels never depend on the day, lines and law do."""
        reading = read(page, self._rules)
        gated = gate.judge(reading, self._artefact.gate, self._artefact.gate_threshold)
        claims: list[Claim] = []
        suppressed: list[Suppressed] = []
        scores = dict.fromkeys(LABELS, 0.0)
        for index, passage in enumerate(reading.cut):
            for clause in passage.clauses:
                chances = self._chances(reading, clause)
                scores = {label: max(scores[label], chances[label]) for label in LABELS}
                for claim in self._claims(reading, clause, chances):
                    cause = _cause(reading, gated, index, claim)
                    if cause is None:
                        claims.append(claim)
                    else:
                        suppressed.append(Suppressed(claim, cause.by, cause.reason))
        rates = tuple(self._rates(reading, as_of.date))
        return Verdict(
            as_of=as_of,
            promotional=gated.promotional,
            promotional_score=gated.score,
            scores=scores,
            risk=risk({c.mark.label for c in claims}, [rate.level for rate in rates]),
            certainty=_certainty(gated, claims, scores),
            detector=self.digests,
            claims=tuple(sorted(claims, key=_place)),
            suppressed=tuple(sorted(suppressed, key=lambda item: _place(item.claim))),
            rates=rates,
            notes=(_NO_LAW,),
        )

    def same_tables(self, earlier: date, later: date) -> bool:
        """True when no law or rate boundary lies between the two days."""
        return self._tables.same(earlier, later)

    def _chances(self, reading: Reading, clause: Span) -> dict[Label, float]:
        by_name = self._artefact.labels.probabilities(reading.clause_input(clause))
        return {label: by_name[label.value] for label in LABELS}

    def _claims(
        self, reading: Reading, clause: Span, chances: dict[Label, float]
    ) -> Iterator[Claim]:
        heads = self._artefact.labels
        for label in LABELS:
            threshold = self._artefact.thresholds[label]
            if chances[label] < threshold:
                continue
            mark = Mark.on(reading.page.text, label, words_of_claim(reading, clause, label))
            share = heads.share(reading.clause_input(clause), label.value)
            yield Claim(
                mark=mark,
                score=chances[label],
                threshold=threshold,
                grounds=grounds(share, self._rules),
                law=(),
                explanation=explain(mark, share, self._rules),
            )

    def _rates(self, reading: Reading, day: date) -> Iterator[Rate]:
        for found in reading.rates:
            span = reading.published(found.span)
            line = self._tables.line(found.annual_percent, day)
            yield Rate(
                quote=span.of(reading.page.text),
                span=span,
                annual_percent=found.annual_percent,
                conversion=found.conversion,
                level=line.level,
                line_percent=line.percent,
                line_date=line.since,
                line_source=line.source,
            )


def load_detector(folder: Path | None = None) -> Detector:
    """The detector of a trained model; NoArtefact when the folder holds none."""
    return Detector(artefacts.load(folder or artefacts.BUILT), bundled())


@cache
def code_digest() -> str:
    """SHA-256 over the code that can change a verdict: the folding and all of model/."""
    home = Path(__file__).parent
    files = [home.parent / "dossier" / "folding.py", *sorted(home.rglob("*.py"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _cause(reading: Reading, gated: Gated, index: int, claim: Claim) -> context.Cause | None:
    if not gated.open(index):
        return context.not_selling(reading, index)
    return context.before_selling(reading, index, claim.mark.label, claim.mark.span)


def _certainty(gated: Gated, claims: list[Claim], scores: dict[Label, float]) -> float:
    """How probable it is that the flag is right, or that silence is."""
    if claims:
        return gated.score * max(claim.score for claim in claims)
    return 1.0 - gated.score * max(scores.values())


def _place(claim: Claim) -> tuple[Span, int]:
    return claim.mark.span, claim.mark.label.rank
