"""What each choice of the method is worth, on texts unseen (about half an hour).

    python -m tests.benchmarks.ablations

Every row judges the same texts by the same folds and draws its own lines at the same cost, so that
`worth` (macro-F1 less the cost of false alarms) compares rows; the first row is what ships.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

import numpy as np

from datasets.loaders import load
from dossier.examples import Example
from model.learning.evaluate import outcomes, report
from model.learning.features import Settings
from model.learning.fit import worth
from model.learning.judging import Judged, Split, by_folds, judge_unseen
from model.learning.lessons import read_all
from model.learning.train import GATE_SETTINGS, count
from model.weighing import Gated


def main() -> None:
    """Print one row a variant."""
    examples = load()
    splits = by_folds(examples)
    print(f"{len(examples):,} texts, five folds")
    heads = ("worth", "macro-F1", "not promo.", "lawful", "disguise")
    print(f"{'variant':28}" + "".join(f"{head:>11}" for head in heads))
    for name, judged in _variants(examples, splits):
        found = report(outcomes(judged, splits))
        alarms = found.false_alarms["not_promotional"], found.false_alarms["lawful"]
        print(
            f"{name:28}{worth(found.macro_f1, *alarms):11.3f}{found.macro_f1:11.3f}"
            f"{alarms[0]:11.1%}{alarms[1]:11.1%}{found.disguise:11.3f}",
            flush=True,
        )


def _variants(
    examples: Sequence[Example], splits: Sequence[Split]
) -> Iterator[tuple[str, list[Judged]]]:
    texts = read_all(examples)
    lessons = count(examples, texts)
    whole = judge_unseen(lessons, splits)
    yield "as it ships", whole
    yield "one gate (selling)", [_one_gate(one) for one in whole]
    loud = Settings(GATE_SETTINGS.strength, signal=1.0)
    yield "gate signals at full weight", judge_unseen(lessons, splits, gate_settings=loud)
    mute = Settings(GATE_SETTINGS.strength, signal=0.0)
    yield "gates deaf to signals", judge_unseen(lessons, splits, gate_settings=mute)
    for parts, name in ((2, "half of the groups"), (1, "a quarter of the groups")):
        yield name, judge_unseen(lessons, _thinned(examples, splits, parts))
    del lessons
    plain = count(examples, [text for text in texts if text.example.parent is None])
    # Copies teach nothing here, and are judged as ever.
    yield "labels without copies", judge_unseen(replace(plain, texts=tuple(texts)), splits)
    # Told as originals, copies teach the gates too.
    told = [replace(text, example=replace(text.example, parent=None)) for text in texts]
    yield "gates with copies", judge_unseen(count(examples, told), splits)


def _one_gate(judged: Judged) -> Judged:
    gates = tuple(Gated(gate.promotional, gate.promotional) for gate in judged.weighed.gates)
    return replace(judged, weighed=replace(judged.weighed, gates=gates))


def _thinned(examples: Sequence[Example], splits: Sequence[Split], parts: int) -> list[Split]:
    """The same splits, but learning from `parts` quarters of the groups only."""
    kept = np.array([crc32(one.group.encode()) % 4 < parts for one in examples])
    return [(seen & kept, held) for seen, held in splits]


if __name__ == "__main__":
    main()
