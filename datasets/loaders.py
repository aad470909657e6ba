"""Loading the bundled texts, and counting what they hold."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from dossier.claims import LABELS
from dossier.examples import Example, read_examples

FOLDER = Path(__file__).parent


def files() -> list[Path]:
    """One file a batch, named after its writer."""
    return sorted(FOLDER.glob("*.jsonl"))


def load(sample: int | None = None) -> list[Example]:
    """Every bundled example, or `sample` of them from all over; BrokenLine on a bad line."""
    examples = read_examples(files())
    if sample is None:
        return examples
    step = max(1, len(examples) // sample)
    return examples[::step][:sample]


def counts(examples: Sequence[Example]) -> dict[str, int]:
    """What the datasheet states, row by row."""
    lengths = [len(example.text) for example in examples]
    pairs = Counter(example.pair for example in examples if example.pair)
    rows = {
        "all": len(examples),
        "violating (promotional, with marks)": sum(bool(e.marks) for e in examples),
        "lawful advertisements": sum(e.promotional and not e.marks for e in examples),
        "not promotional": sum(not e.promotional for e in examples),
    }
    rows |= {f"with `{x.value}`": sum(x in e.labels for e in examples) for x in LABELS}
    return rows | {
        "under 40 characters": sum(length < 40 for length in lengths),
        "40 to 149": sum(40 <= length < 150 for length in lengths),
        "150 and more": sum(length >= 150 for length in lengths),
        "whole pages": sum(example.form == "page" for example in examples),
        "contrast pairs": sum(count > 1 for count in pairs.values()),
        "worlds": _kinds(example.world for example in examples),
        "forms": _kinds(example.form for example in examples),
        "genres": _kinds(example.genre for example in examples),
        "genres that are not promotional": _kinds(e.genre for e in examples if not e.promotional),
        "writers": _kinds(example.writer for example in examples),
    }


def _kinds(values: Iterable[str]) -> int:
    return len(set(values))
