"""Judging texts with models that have not seen them, nor any text of their groups."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from dossier.examples import Example
from dossier.pages import Page
from model import rules
from model.artefact import Artefact
from model.learning.disguise import disguised
from model.learning.fitted import Fitted
from model.learning.train import Lessons, Progress, learn
from model.signals import read
from model.weighing import Weighed, weigh

FOLDS = 5
# Worlds and writers with fewer texts than this are held out together.
_FEWEST = 60

Split = tuple[NDArray[np.bool_], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Judged:
    """An example, what the model made of it, and what it made of a copy in disguise."""

    example: Example
    weighed: Weighed
    disguised: tuple[Weighed, ...]


def by_folds(examples: Sequence[Example]) -> list[Split]:
    """FOLDS splits with the kinds of text spread evenly."""
    kinds = [int(e.promotional) + int(bool(e.marks)) for e in examples]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    return [_split(held, len(kinds)) for _, held in folds.split(kinds, kinds, _groups(examples))]


def by_world(examples: Sequence[Example]) -> list[Split]:
    """One split a product world: every text of it is held out."""
    return _leaving_out([e.world for e in examples], _groups(examples))


def by_writer(examples: Sequence[Example]) -> list[Split]:
    """One split a writer: every text of one origin is held out."""
    return _leaving_out([e.writer for e in examples], _groups(examples))


def judge_unseen(
    lessons: Lessons, splits: Sequence[Split], progress: Progress = lambda *_: None
) -> list[Judged]:
    """Judge every text with a model that has not seen it, nor any text of its group."""
    judged: dict[int, Judged] = {}
    for number, (seen, held) in enumerate(splits):
        progress("Training and judging", number, len(splits))
        artefact = learn(lessons, seen, Fitted.plain())
        judged |= {int(i): judge(lessons.examples[i], artefact) for i in np.flatnonzero(held)}
    progress("Training and judging", len(splits), len(splits))
    return [judged[index] for index in range(len(lessons.examples))]


def judge(example: Example, artefact: Artefact) -> Judged:
    """What a model makes of an example and of its disguised copy."""
    table = rules.bundled()
    texts = (example, *(disguised(example) if example.marks else ()))
    plain, *others = (weigh(read(Page.pasted(one.text), table), artefact) for one in texts)
    return Judged(example, plain, tuple(others))


def _split(held: NDArray[np.intp], texts: int) -> Split:
    mask = np.zeros(texts, dtype=bool)
    mask[held] = True
    return ~mask, mask


def _leaving_out(kinds: Sequence[str], groups: Sequence[str]) -> list[Split]:
    """A split a kind; its groups leave the learner's side whole, texts of other kinds too."""
    sizes = Counter(kinds)
    named = np.array([kind if sizes[kind] >= _FEWEST else "" for kind in kinds])
    group = np.array(groups)
    splits = []
    for kind in sorted(set(named)):
        held = named == kind
        splits.append((~np.isin(group, group[held]), held))
    return splits


def _groups(examples: Sequence[Example]) -> list[str]:
    return [example.group for example in examples]
