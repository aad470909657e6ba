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
from model import context, rules
from model.artefact import Artefact
from model.explain import explain, grounds
from model.law.tables import Tables, bundled
from model.risk import risk
from model.signals import Reading, read
from model.weighing import Candidate, Weighed, weigh

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
        weighed = weigh(reading, self._artefact)
        claims = [self._claim(reading, one) for one in weighed.claims(self._artefact.lines)]
        suppressed = list(self._suppressed(reading, weighed))
        rates = tuple(self._rates(reading, as_of.date))
        score = weighed.promotional_score
        sure = self._artefact.certainty.of(*weighed.evidence())
        return Verdict(
            as_of=as_of,
            promotional=score >= self._artefact.lines.promotional,
            promotional_score=score,
            scores=_scores(weighed),
            risk=risk({c.mark.label for c in claims}, [rate.level for rate in rates]),
            certainty=sure if claims else 1.0 - sure,
            detector=self.digests,
            claims=tuple(sorted(claims, key=_place)),
            suppressed=tuple(sorted(suppressed, key=lambda item: _place(item.claim))),
            rates=rates,
            notes=(_NO_LAW,),
        )

    def same_tables(self, earlier: date, later: date) -> bool:
        """True when no law or rate boundary lies between the two days."""
        return self._tables.same(earlier, later)

    def _suppressed(self, reading: Reading, weighed: Weighed) -> Iterator[Suppressed]:
        """What is worth showing and is no claim, with who took it away."""
        lines = self._artefact.lines
        for one in weighed.set_aside(lines):
            if weighed.gates[one.passage].sells(lines):
                cause = one.taken_by or context.NOT_MISLEADING
            else:
                cause = context.not_selling(reading, one.passage)
            yield Suppressed(self._claim(reading, one), cause.by, cause.reason)

    def _claim(self, reading: Reading, found: Candidate) -> Claim:
        mark = Mark.on(reading.page.text, found.label, found.words)
        given = reading.clause_input(found.words)
        alone = self._artefact.labels.share(given, found.label.value)
        share = self._artefact.neighbours.share(alone, found.label, found.said)
        return Claim(
            mark=mark,
            score=found.score,
            threshold=self._artefact.lines.labels[found.label],
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


def _scores(weighed: Weighed) -> dict[Label, float]:
    """The highest score of each label, claims of it or not."""
    scores = dict.fromkeys(LABELS, 0.0)
    for one in weighed.candidates:
        scores[one.label] = max(scores[one.label], one.score)
    return scores


def _place(claim: Claim) -> tuple[Span, int]:
    return claim.mark.span, claim.mark.label.rank
