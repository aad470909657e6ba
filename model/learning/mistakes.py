"""Mistakes: what a model got wrong, the worst first, to be read one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossier.claims import Label
from dossier.examples import Example
from model.learning.evaluate import Outcome


@dataclass(frozen=True, slots=True)
class Mistake:
    """A label too many or too few on a text, how sure the model was, and the words concerned."""

    example: Example
    label: Label
    chance: float
    words: tuple[str, ...]


def superfluous(found: Sequence[Outcome]) -> list[Mistake]:
    """Labels that a text does not carry, the surest first: what a reviewer would dismiss."""
    mistakes = [
        Mistake(one.example, label, one.chance, _claimed(one, label))
        for one in found
        for label in one.labels
        if label not in one.example.labels
    ]
    return sorted(mistakes, key=lambda mistake: -mistake.chance)


def missed(found: Sequence[Outcome]) -> list[Mistake]:
    """Labels that a text carries and the model did not find, the least suspected first."""
    mistakes = [
        Mistake(one.example, label, one.chance, _marked(one.example, label))
        for one in found
        for label in one.example.labels
        if label not in one.labels
    ]
    return sorted(mistakes, key=lambda mistake: mistake.chance)


def _claimed(one: Outcome, label: Label) -> tuple[str, ...]:
    return tuple(c.words.of(one.example.text) for c in one.claims if c.label is label)


def _marked(example: Example, label: Label) -> tuple[str, ...]:
    return tuple(mark.quote for mark in example.marks if mark.label is label)
