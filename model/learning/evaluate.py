"""Evaluation: the figures of what models made of texts they had not seen, counted by document."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dossier.claims import LABELS, Label, in_order
from dossier.examples import Example
from model.learning.counting import any_of, macro_f1, share
from model.learning.fit import Scores, fit_lines
from model.learning.fitted import Fitted
from model.learning.judging import Judged, Split
from model.weighing import Candidate, Weighed

LENGTHS = ((0, 40), (40, 150), (150, 600), (600, 1_000_000))
PREVALENCES = (0.005, 0.02, 0.10)
# A day's crawl, of which the first page of the queue is read.
_CRAWLED, _FIRST, _FIRST_AT = 20_000, 300, 0.02
_RESAMPLED = 300
_BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, superfluous and missed ones."""

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
class Outcome:
    """One text: how it reads, and what the model found with the lines it was given."""

    example: Example
    promotional: bool
    claims: tuple[Candidate, ...]
    set_aside: int
    chance: float
    disguised: tuple[tuple[Label, ...], ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels found, in the guideline's order."""
        return in_order({one.label for one in self.claims})

    @property
    def flagged(self) -> bool:
        """True when the queue would show it."""
        return bool(self.claims)


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of about the same certainty: how many, how sure, how often rightly."""

    texts: int
    chance: float
    share: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured; shares run from 0 to 1, intervals hold 95 % of resampled values."""

    texts: int
    labels: dict[Label, Score]
    promotional: Score
    false_alarms: dict[str, float]
    by_genre: dict[str, tuple[int, float]]
    by_length: dict[str, tuple[int, float]]
    queue: dict[float, float]
    first_of_queue: int
    disguise: float
    marks: Score
    set_aside: float
    calibration: tuple[Bin, ...]
    intervals: dict[str, tuple[float, float]]

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the five labels."""
        return sum(score.f1 for score in self.labels.values()) / len(self.labels)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: how far certainty is from the truth, on the average text."""
        return sum(one.texts * abs(one.chance - one.share) for one in self.calibration) / self.texts

    def figures(self) -> dict[str, float]:
        """The figures that floors are set for, larger is better."""
        labels = {f"f1.{label.value}": score.f1 for label, score in self.labels.items()}
        return labels | {
            "macro_f1": self.macro_f1,
            "silent.not_promotional": 1.0 - self.false_alarms["not_promotional"],
            "silent.lawful": 1.0 - self.false_alarms["lawful"],
            "disguise": self.disguise,
            "marks": self.marks.f1,
            "set_aside": self.set_aside,
            "calibration": 1.0 - self.calibration_error,
        }


def outcomes(judged: Sequence[Judged], splits: Sequence[Split]) -> list[Outcome]:
    """Draw the lines for each split's texts that the other splits' texts ask for."""
    scores = Scores.of(judged)
    found: dict[int, Outcome] = {}
    for seen, held in splits:
        fitted = fit_lines(scores.of_texts(seen))
        found |= {i: outcome(judged[i], fitted) for i in np.flatnonzero(held).tolist()}
    return [found[index] for index in range(len(judged))]


def outcome(judged: Judged, fitted: Fitted) -> Outcome:
    """What was made of one text, with calibration and lines."""
    weighed = _calibrated(judged.weighed, fitted)
    claims = tuple(weighed.claims(fitted.lines))
    return Outcome(
        example=judged.example,
        promotional=weighed.promotional_score >= fitted.lines.promotional,
        claims=claims,
        set_aside=sum(1 for _ in weighed.set_aside(fitted.lines)),
        chance=fitted.certainty.of(*weighed.evidence()),
        disguised=tuple(
            in_order({c.label for c in _calibrated(one, fitted).claims(fitted.lines)})
            for one in judged.disguised
        ),
    )


def report(found: Sequence[Outcome]) -> Report:
    """Compare readings with what was found."""
    innocent = [o for o in found if not o.example.promotional]
    return Report(
        texts=len(found),
        labels={label: _of_label(found, label) for label in LABELS},
        promotional=_score((o.example.promotional, o.promotional) for o in found),
        false_alarms=_false_alarms(found),
        by_genre=_shares(found, lambda o: o.example.genre),
        by_length=_shares(found, lambda o: _band(len(o.example.text))),
        queue={rate: _queue_precision(found, rate) for rate in PREVALENCES},
        first_of_queue=_first_of_queue(found),
        disguise=_disguise(found),
        marks=_marks(found),
        set_aside=share(
            [bool(o.set_aside) and not o.flagged for o in innocent if _retells(o.example)]
        ),
        calibration=_bins(found),
        intervals=_intervals(found),
    )


def _calibrated(weighed: Weighed, fitted: Fitted) -> Weighed:
    return weighed.calibrated(fitted.gate_calibration, fitted.label_calibration)


def _of_label(found: Sequence[Outcome], label: Label) -> Score:
    return _score((label in o.example.labels, label in o.labels) for o in found)


def _score(truths: Iterable[tuple[bool, bool]]) -> Score:
    pairs = list(truths)
    return Score(
        right=sum(there and said for there, said in pairs),
        extra=sum(said and not there for there, said in pairs),
        missed=sum(there and not said for there, said in pairs),
    )


def _false_alarms(found: Sequence[Outcome]) -> dict[str, float]:
    """Shares of flagged texts among those that must not be; pages count once."""
    innocent = [o for o in found if not o.example.promotional]
    return {
        "not_promotional": share([o.flagged for o in innocent]),
        "lawful": share([o.flagged for o in found if _lawful(o.example)]),
        "pages": share([o.flagged for o in innocent if o.example.form == "page"]),
    }


def _lawful(example: Example) -> bool:
    return example.promotional and not example.marks


def _retells(example: Example) -> bool:
    return example.genre in ("retelling", "question")


def _shares(
    found: Sequence[Outcome], key: Callable[[Outcome], str]
) -> dict[str, tuple[int, float]]:
    """By kind: how many texts carry no mark, and the share of them that was flagged."""
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for one in found:
        if not one.example.marks:
            kinds[key(one)].append(one.flagged)
    return {kind: (len(flags), share(flags)) for kind, flags in sorted(kinds.items())}


def _band(length: int) -> str:
    low, high = next((low, high) for low, high in LENGTHS if low <= length < high)
    return f"{low}-{high - 1}" if high < LENGTHS[-1][1] else f"{low}+"


def _queue_precision(found: Sequence[Outcome], prevalence: float) -> float:
    """How much of a queue is right, were `prevalence` of all pages violating."""
    hits = prevalence * share([o.flagged for o in found if o.example.marks])
    alarms = (1 - prevalence) * share([o.flagged for o in found if not o.example.promotional])
    return hits / (hits + alarms) if hits + alarms else 0.0


def _first_of_queue(found: Sequence[Outcome]) -> int:
    """Right ones among the first 300 findings of a day's crawl with two violating pages in 100."""
    violating = [o for o in found if o.example.marks]
    innocent = [o for o in found if not o.example.promotional]
    if not violating or not innocent:
        return 0
    weight = {
        True: _FIRST_AT * _CRAWLED / len(violating),
        False: (1 - _FIRST_AT) * _CRAWLED / len(innocent),
    }
    right = total = 0.0
    flagged = [o for o in (*violating, *innocent) if o.flagged]
    for one in sorted(flagged, key=lambda o: -o.chance):
        share = min(weight[bool(one.example.marks)], _FIRST - total)
        total += share
        right += share if one.example.marks else 0.0
    return round(right)


def _disguise(found: Sequence[Outcome]) -> float:
    """Recall of labels on disguised copies, as a share of the recall on their plain parents."""
    plain = hidden = 0
    for one in found:
        for labels in one.disguised:
            wanted = set(one.example.labels)
            plain += len(wanted & set(one.labels))
            hidden += len(wanted & set(labels))
    return hidden / plain if plain else 0.0


def _marks(found: Sequence[Outcome]) -> Score:
    """Counts over the characters of marked words, label by label."""
    right = extra = missed = 0
    for one in found:
        shape = (len(LABELS), len(one.example.text))
        wanted, said = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        for mark in one.example.marks:
            wanted[mark.label.rank, mark.span.start : mark.span.end] = True
        for claim in one.claims:
            said[claim.label.rank, claim.words.start : claim.words.end] = True
        right += int((wanted & said).sum())
        extra += int((said & ~wanted).sum())
        missed += int((wanted & ~said).sum())
    return Score(right, extra, missed)


def _bins(found: Sequence[Outcome]) -> tuple[Bin, ...]:
    """Texts by the chance that they carry a claim, ten bins of equal width."""
    kinds: defaultdict[int, list[Outcome]] = defaultdict(list)
    for one in found:
        kinds[min(int(one.chance * _BINS), _BINS - 1)].append(one)
    return tuple(
        Bin(
            len(kind),
            float(np.mean([o.chance for o in kind])),
            share([bool(o.example.marks) for o in kind]),
        )
        for _, kind in sorted(kinds.items())
    )


def _intervals(found: Sequence[Outcome]) -> dict[str, tuple[float, float]]:
    """95 % of what resampling the texts gives."""
    there = np.array([[label in o.example.labels for label in LABELS] for o in found])
    said = np.array([[label in o.labels for label in LABELS] for o in found])
    innocent = np.array([not o.example.promotional for o in found])
    lawful = np.array([_lawful(o.example) for o in found])
    rng = np.random.default_rng(0)
    values: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(_RESAMPLED):
        drawn = rng.integers(len(found), size=len(found))
        flagged = any_of(said[drawn])
        values["macro_f1"].append(macro_f1(there[drawn], said[drawn]))
        values["not_promotional"].append(share(flagged[innocent[drawn]]))
        values["lawful"].append(share(flagged[lawful[drawn]]))
    return {
        name: (float(np.quantile(v, 0.025)), float(np.quantile(v, 0.975)))
        for name, v in values.items()
    }
