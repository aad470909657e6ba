"""Judging texts with models that have not seen them, nor any text of their groups."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from dossier.examples import Example
from dossier.pages import Page
from model import rules
from model.artefact import Artefact
from model.learning.disguise import disguised
from model.learning.features import Settings
from model.learning.fitted import Fitted
from model.learning.train import GATE_SETTINGS, Lessons, learn
from model.signals import read
from model.weighing import Weighed, weigh

FOLDS = 5
# Writers of fewer texts, and worlds of fewer violating ones, are held out by parts.
_FEWEST, _FEWEST_SELLING = 60, 15

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
    """One split a product world: every text of it is held out.

    Texts of worlds that nobody sells misleadingly (telecom, everyday news) are no product that
    could be new; they are held out by parts.
    """
    selling = Counter(example.world for example in examples if example.marks)
    return _leaving_out(
        [e.world if selling[e.world] >= _FEWEST_SELLING else _part(e.group) for e in examples],
        _groups(examples),
    )


def by_writer(examples: Sequence[Example]) -> list[Split]:
    """One split a writer: every text of one origin is held out."""
    sizes = Counter(example.writer for example in examples)
    return _leaving_out(
        [e.writer if sizes[e.writer] >= _FEWEST else _part(e.writer) for e in examples],
        _groups(examples),
    )


def judge_unseen(
    lessons: Lessons,
    splits: Sequence[Split],
    progress: Callable[[int, int], None] = lambda *_: None,
    gate_settings: Settings = GATE_SETTINGS,
) -> list[Judged]:
    """Judge every text with a model that has not seen it, nor any text of its group."""
    judged: dict[int, Judged] = {}
    for number, (seen, held) in enumerate(splits):
        progress(number, len(splits))
        artefact = learn(lessons, seen, Fitted.plain(), gate_settings)
        judged |= {int(i): judge(lessons.examples[i], artefact) for i in np.flatnonzero(held)}
    progress(len(splits), len(splits))
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
    kind, group = np.array(kinds), np.array(groups)
    held = [kind == one for one in sorted(set(kinds))]
    return [(~np.isin(group, group[mask]), mask) for mask in held]


def _part(name: str) -> str:
    """One of a few parts, the same for the same name wherever Python runs."""
    return f"part {crc32(name.encode()) % FOLDS}"


def _groups(examples: Sequence[Example]) -> list[str]:
    return [example.group for example in examples]
