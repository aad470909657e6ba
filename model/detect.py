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
from model.marking import stretches
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
        for index, clause in _clauses(reading):
            for label, (score, words) in self._strongest(reading, clause).items():
                scores[label] = max(scores[label], score)
                if score < self._artefact.thresholds[label]:
                    continue
                claim = self._claim(reading, words, label, score)
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

    def _strongest(self, reading: Reading, clause: Span) -> dict[Label, tuple[float, Span]]:
        """For each label the stretch of the clause that speaks most for it, and how much."""
        begins = {label: stretches(reading, clause, label) for label in LABELS}
        heads = self._artefact.labels
        chances = {
            stretch: heads.probabilities(reading.clause_input(stretch))
            for stretch in set().union(*begins.values())
        }
        return {
            label: max((chances[stretch][label], stretch) for stretch in begins[label])
            for label in LABELS
            if begins[label]
        }

    def _claim(self, reading: Reading, words: Span, label: Label, score: float) -> Claim:
        mark = Mark.on(reading.page.text, label, words)
        share = self._artefact.labels.share(reading.clause_input(words), label.value)
        return Claim(
            mark=mark,
            score=score,
            threshold=self._artefact.thresholds[label],
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


def _clauses(reading: Reading) -> Iterator[tuple[int, Span]]:
    """Every clause with the number of the passage it stands in."""
    for index, passage in enumerate(reading.cut):
        for clause in passage.clauses:
            yield index, clause


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
