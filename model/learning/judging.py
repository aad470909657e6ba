"""Judging texts with models that have not seen them, nor any text of their groups."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

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
from model.learning.forked import forked
from model.learning.train import GATE_SETTINGS, Lessons, learn
from model.signals import Reading, read
from model.weighing import Weighed, weigh

FOLDS, PARTS = 5, 12
# A product world is one with so many violating texts.
_FEWEST_SELLING = 15

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
    """Splits by product world: no text is judged by a model that knows its world.

    A few worlds are held out at once, which is harder than one alone and several times faster.
    Worlds that nobody sells misleadingly (telecom, everyday news) are no product that could be
    new; their texts are spread.
    """
    selling = Counter(example.world for example in examples if example.marks)
    known = {world for world, count in selling.items() if count >= _FEWEST_SELLING}
    return _leaving_out(examples, [e.world if e.world in known else e.group for e in examples])


def by_writer(examples: Sequence[Example]) -> list[Split]:
    """Splits by writer: no text is judged by a model that knows another text of its origin."""
    return _leaving_out(examples, [example.writer for example in examples])


def judge_unseen(
    lessons: Lessons,
    splits: Sequence[Split],
    progress: Callable[[int, int], None] = lambda *_: None,
    gate_settings: Settings = GATE_SETTINGS,
) -> list[Judged]:
    """Judge every text with a model that has not seen it, nor any text of its group."""
    judged: dict[int, Judged] = {}
    for number, found in enumerate(forked(partial(_held_out, lessons, gate_settings), splits)):
        progress(number, len(splits))
        judged |= found
    progress(len(splits), len(splits))
    return [judged[index] for index in range(len(lessons.examples))]


def judge(example: Example, artefact: Artefact) -> Judged:
    """What a model makes of an example and of its disguised copy."""
    table = rules.bundled()
    texts = (example, *(disguised(example) if example.marks else ()))
    return _judged(example, [read(Page.pasted(one.text), table) for one in texts], artefact)


def _judged(example: Example, readings: Iterable[Reading], artefact: Artefact) -> Judged:
    plain, *copies = (weigh(reading, artefact) for reading in readings)
    return Judged(example, plain, tuple(copies) if example.marks else ())


def _held_out(lessons: Lessons, settings: Settings, split: Split) -> dict[int, Judged]:
    seen, held = split
    artefact = learn(lessons, seen, Fitted.plain(), settings)
    readings: defaultdict[int, list[Reading]] = defaultdict(list)
    for text in lessons.texts:
        if held[text.number]:
            readings[text.number].append(text.reading)
    return {i: _judged(lessons.examples[i], own, artefact) for i, own in readings.items()}


def _split(held: NDArray[np.intp], texts: int) -> Split:
    mask = np.zeros(texts, dtype=bool)
    mask[held] = True
    return ~mask, mask


def _leaving_out(examples: Sequence[Example], kinds: Sequence[str]) -> list[Split]:
    """PARTS splits, the kinds dealt out evenly, the largest first.

    Groups of the held-out texts leave the learner's side whole, their texts of other kinds too.
    """
    sizes = [0] * PARTS
    part: dict[str, int] = {}
    for kind, count in Counter(kinds).most_common():
        part[kind] = sizes.index(min(sizes))
        sizes[part[kind]] += count
    parts, group = np.array([part[kind] for kind in kinds]), np.array(_groups(examples))
    held = [parts == number for number in range(PARTS) if sizes[number]]
    return [(~np.isin(group, group[mask]), mask) for mask in held]


def _groups(examples: Sequence[Example]) -> list[str]:
    return [example.group for example in examples]
