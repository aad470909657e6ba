"""The dataset keeps its promises: counts, variety, no near-copies across groups."""

import re
from collections import Counter

import pytest
from conftest import ROOT
from scipy.sparse import csr_matrix, triu
from sklearn.feature_extraction.text import CountVectorizer

from datasets.loaders import counts
from dossier.claims import LABELS
from dossier.examples import Example

MOST_IN_A_GROUP = 12
MOST_ALIKE = 0.3
# Names and figures are what a template would change: they count as one.
_FIGURES = re.compile(r"[\d０-９零一二三四五六七八九十百千万亿两几.%％]+")


def test_the_datasheet_states_what_is_there(dataset: list[Example]) -> None:
    text = (ROOT / "datasets" / "DATASHEET.md").read_text(encoding="utf-8")
    for row, count in counts(dataset).items():
        assert f"| {row} | {count:,} |" in text, row


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
