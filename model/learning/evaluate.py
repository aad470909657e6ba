"""Evaluation: what a model makes of texts it has not learned from, counted by document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from dossier.claims import LABELS, AsOf, Label, Verdict
from dossier.examples import Example
from dossier.pages import Page
from model.detect import Detector
from model.law.tables import Tables
from model.learning.train import Progress, train

# Labels never depend on the day; any day after the first reference rate will do.
_DAY = AsOf(date(2026, 1, 1), "given")
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label over documents."""

    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """Right among the found; 0 when nothing was found."""
        found = self.right + self.extra
        return self.right / found if found else 0.0

    @property
    def recall(self) -> float:
        """Found among the present; 0 when none is present."""
        present = self.right + self.missed
        return self.right / present if present else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured over `texts` documents; rates run from 0 to 1."""

    texts: int
    labels: dict[Label, Score]
    promotional: Score
    false_alarms_not_promotional: float
    false_alarms_lawful: float
    mark_f1: float

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the five labels."""
        return sum(score.f1 for score in self.labels.values()) / len(self.labels)


def evaluate(examples: Sequence[Example], detector: Detector) -> Report:
    """Measure a detector on examples."""
    return report(examples, [detector(Page.pasted(e.text), _DAY) for e in examples])


def cross_validate(
    examples: Sequence[Example], tables: Tables, progress: Progress = lambda *_: None
) -> Report:
    """Train and measure FOLDS times, groups kept whole, so that no near-copy is on both sides."""
    verdicts: dict[int, Verdict] = {}
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(
        examples, [_kind(example) for example in examples], [e.group for e in examples]
    )
    for number, (learn, held) in enumerate(folds):
        progress("Cross-validating", number, FOLDS)
        detector = Detector(train([examples[i] for i in learn]), tables)
        verdicts |= {int(i): detector(Page.pasted(examples[i].text), _DAY) for i in held}
    progress("Cross-validating", FOLDS, FOLDS)
    return report(examples, [verdicts[i] for i in range(len(examples))])


def report(examples: Sequence[Example], verdicts: Sequence[Verdict]) -> Report:
    """Compare readings with verdicts."""
    pairs = list(zip(examples, verdicts, strict=True))
    innocent = [v for e, v in pairs if not e.promotional]
    lawful = [v for e, v in pairs if e.promotional and not e.marks]
    return Report(
        texts=len(pairs),
        labels={
            label: _score([(label in e.labels, label in v.labels) for e, v in pairs])
            for label in LABELS
        },
        promotional=_score([(e.promotional, v.promotional) for e, v in pairs]),
        false_alarms_not_promotional=_share_flagged(innocent),
        false_alarms_lawful=_share_flagged(lawful),
        mark_f1=_mark_f1(pairs),
    )


def _kind(example: Example) -> int:
    return int(example.promotional) + int(bool(example.marks))


def _score(truths: Sequence[tuple[bool, bool]]) -> Score:
    return Score(
        right=sum(there and found for there, found in truths),
        extra=sum(found and not there for there, found in truths),
        missed=sum(there and not found for there, found in truths),
    )


def _share_flagged(verdicts: Sequence[Verdict]) -> float:
    return sum(bool(v.labels) for v in verdicts) / len(verdicts) if verdicts else 0.0


def _mark_f1(pairs: Sequence[tuple[Example, Verdict]]) -> float:
    """F1 over the characters of marked words, label by label."""
    right = extra = missed = 0
    for example, verdict in pairs:
        wanted, found = (np.zeros((len(LABELS), len(example.text)), dtype=bool) for _ in range(2))
        for mark in example.marks:
            wanted[mark.label.rank, mark.span.start : mark.span.end] = True
        for claim in verdict.claims:
            found[claim.mark.label.rank, claim.mark.span.start : claim.mark.span.end] = True
        right += int((wanted & found).sum())
        extra += int((found & ~wanted).sum())
        missed += int((wanted & ~found).sum())
    return Score(right, extra, missed).f1
