"""The dataset keeps its promises: counts, variety, no near-copies across groups."""

import csv
import re
from collections import Counter

import pytest
from conftest import ROOT
from scipy.sparse import csr_matrix, triu
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import cohen_kappa_score

from datasets.loaders import counts
from dossier.claims import LABELS
from dossier.examples import Example

MOST_IN_A_GROUP = 12
MOST_ALIKE = 0.3
_LETTER_OF = dict(zip((label.value for label in LABELS), "gsyap", strict=True))
# Names and figures are what a template would change: they count as one.
_FIGURES = re.compile(r"[\d０-９零一二三四五六七八九十百千万亿两几.%％]+")


def test_the_datasheet_states_what_is_there(dataset: list[Example]) -> None:
    text = (ROOT / "datasets" / "DATASHEET.md").read_text(encoding="utf-8")
    for row, count in counts(dataset).items():
        assert f"| {row} | {count:,} |" in text, row


@pytest.mark.parametrize(
    ("row", "fewest"),
    [
        ("all", 8_000),
        ("contrast pairs", 600),
        ("violating (promotional, with marks)", 3_500),
        ("lawful advertisements", 1_000),
        ("not promotional", 3_500),
        *((f"with `{label.value}`", 1_200) for label in LABELS),
        ("whole pages", 150),
        ("worlds", 16),
        ("forms", 12),
        ("genres that are not promotional", 20),
    ],
)
def test_there_is_enough(dataset: list[Example], row: str, fewest: int) -> None:
    assert counts(dataset)[row] >= fewest


@pytest.fixture(scope="module")
def readings() -> list[dict[str, str]]:
    with (ROOT / "datasets" / "readings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_disagreement_is_settled(
    dataset: list[Example], readings: list[dict[str, str]]
) -> None:
    examples = {example.id: example for example in dataset}
    assert len(readings) >= 1_500
    assert [r["id"] for r in readings if r["settled"] != _in_letters(examples[r["id"]])] == []


@pytest.mark.parametrize("what", [*_LETTER_OF, "promotional"])
def test_the_datasheet_states_how_well_readers_agree(
    readings: list[dict[str, str]], what: str
) -> None:
    hardest = [reading for reading in readings if reading["third"]]
    second = _kappa(readings, "writer", "reader", what)
    third = _kappa(hardest, "third", "settled", what)
    assert second >= 0.80
    text = (ROOT / "datasets" / "DATASHEET.md").read_text(encoding="utf-8")
    name = what if what == "promotional" else f"`{what}`"
    assert f"| {name} | {second:.2f} | {third:.2f} |" in text


def _kappa(readings: list[dict[str, str]], one: str, other: str, what: str) -> float:
    says = (
        [_LETTER_OF[what] in r[who] if what in _LETTER_OF else r[who] != "n" for r in readings]
        for who in (one, other)
    )
    return float(cohen_kappa_score(*says))


def _in_letters(example: Example) -> str:
    """A reading in one word: its labels' letters, else l (lawful) or n (not promotional)."""
    carried = "".join(_LETTER_OF[label.value] for label in example.labels)
    return carried or ("l" if example.promotional else "n")


def test_groups_are_small_and_hold_their_pairs(dataset: list[Example]) -> None:
    sizes = Counter(example.group for example in dataset)
    assert max(sizes.values()) <= MOST_IN_A_GROUP
    groups_of = {example.pair: set[str]() for example in dataset if example.pair}
    for example in dataset:
        if example.pair:
            groups_of[example.pair].add(example.group)
    assert all(len(groups) == 1 for groups in groups_of.values())


def test_a_pair_opposes_selling_to_not_selling(dataset: list[Example]) -> None:
    sides: dict[str, set[bool]] = {}
    for example in dataset:
        if example.pair:
            sides.setdefault(example.pair, set()).add(bool(example.marks))
    assert [pair for pair, both in sides.items() if both != {True, False}] == []


def test_no_text_is_nearly_another_of_another_group(dataset: list[Example]) -> None:
    masked = [_FIGURES.sub("#", example.text) for example in dataset]
    grams: csr_matrix = CountVectorizer(analyzer="char", ngram_range=(5, 5), binary=True)
    held = grams.fit_transform(masked).astype("int32")
    shared = triu(held @ held.T, k=1).tocoo()
    sizes = held.sum(axis=1).A1 if hasattr(held.sum(axis=1), "A1") else held.sum(axis=1).ravel()
    alike = [
        (dataset[i].id, dataset[j].id)
        for i, j, both in zip(shared.row, shared.col, shared.data, strict=True)
        if both > MOST_ALIKE * (sizes[i] + sizes[j] - both) and dataset[i].group != dataset[j].group
    ]
    assert alike == []


@pytest.mark.parametrize("label", LABELS)
def test_marks_are_clauses(dataset: list[Example], label: str) -> None:
    """A mark of more than 60 characters is a paragraph and points at nothing."""
    marks = [mark for example in dataset for mark in example.marks if mark.label == label]
    assert all(len(mark.quote) <= 60 and mark.quote == mark.quote.strip() for mark in marks)


@pytest.mark.parametrize("kind", ["form", "genre"])
def test_the_guideline_names_every_kind(dataset: list[Example], kind: str) -> None:
    text = (ROOT / "datasets" / "GUIDELINES.md").read_text(encoding="utf-8")
    for value in {getattr(example, kind) for example in dataset}:
        assert f"`{value}`" in text, value
