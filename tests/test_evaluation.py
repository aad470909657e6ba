"""Figures counted by hand on a world of eight texts, splits, disguise, lines, floors and report."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from commands import model as command
from commands.report import write_report
from dossier.claims import Label, Mark, Span
from dossier.errors import BadInput
from dossier.examples import Example, write_examples
from dossier.folding import fold
from model.artefact import Lines
from model.learning.disguise import DISGUISES, disguise, disguised
from model.learning.evaluate import Outcome, Score, outcomes, report
from model.learning.fit import Scores, fit_lines
from model.learning.fitted import Fitted
from model.learning.floors import Floors, LowerFloor
from model.learning.judging import Split, by_folds, by_world, by_writer, judge_unseen
from model.learning.mistakes import missed, superfluous
from model.learning.train import digest_of, prepare
from model.weighing import Candidate

PITCH = "存进来保本保息,每月稳拿一千五,名额不多"


def example(number: int, text: str, *marks: tuple[Label, str], genre: str = "news") -> Example:
    return Example(
        id=f"T-{number}",
        text=text,
        promotional=bool(marks) or genre == "ad_lawful",
        marks=tuple(Mark.on(text, label, spot(text, words)) for label, words in marks),
        group=f"g{number}",
        pair=None,
        world="p2p",
        form="sms",
        genre=genre,
        writer="T",
        source="written",
        parent=None,
    )


def spot(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def outcome(of: Example, *found: tuple[Label, str], chance: float = 0.5) -> Outcome:
    claims = tuple(
        Candidate(0, label, spot(of.text, words), 0.9, 0.0, None) for label, words in found
    )
    return Outcome(of, bool(found), claims, 0, chance, ((),) if of.marks else ())


@pytest.fixture
def found() -> list[Outcome]:
    """Two violating texts (one found half), a lawful ad flagged, four innocent, one of them too."""
    g, y = Label.GUARANTEED_RETURN, Label.EXCESSIVE_YIELD
    one = example(1, PITCH, (g, "保本保息"), (y, "每月稳拿一千五"), genre="ad_violating")
    two = example(2, "三个月翻番", (y, "三个月翻番"), genre="ad_violating")
    lawful = example(3, "本行存款利率1.5%", genre="ad_lawful")
    innocent = [example(number, f"第{number}条新闻") for number in range(4, 8)]
    return [
        outcome(one, (g, "存进来保本保息"), chance=0.95),
        outcome(two, (y, "三个月翻番"), chance=0.9),
        outcome(lawful, (g, "本行存款"), chance=0.6),
        outcome(innocent[0], (g, "新闻"), chance=0.55),
        *(outcome(one, chance=0.05) for one in innocent[1:]),
    ]


def test_figures_are_counted_by_document(found: list[Outcome]) -> None:
    measured = report(found)
    assert measured.labels[Label.GUARANTEED_RETURN] == Score(right=1, extra=2, missed=0)
    assert measured.labels[Label.EXCESSIVE_YIELD] == Score(right=1, extra=0, missed=1)
    assert measured.macro_f1 == pytest.approx((0.5 + 2 / 3) / 5)
    assert measured.false_alarms == {"not_promotional": 0.25, "lawful": 1.0, "pages": 0.0}
    assert measured.by_genre == {"ad_lawful": (1, 1.0), "news": (4, 0.25)}
    assert measured.by_length == {"0-39": (5, 0.4)}


def test_marks_are_counted_by_character(found: list[Outcome]) -> None:
    # Right: 保本保息 and 三个月翻番; superfluous 存进来, 本行存款, 新闻; missed 每月稳拿一千五.
    assert report(found).marks == Score(right=9, extra=9, missed=7)


def test_the_queue_is_as_right_as_prevalence_lets_it(found: list[Outcome]) -> None:
    measured = report(found)
    assert measured.queue[0.02] == pytest.approx(0.02 / (0.02 + 0.98 * 0.25))
    # 400 violating pages of 20,000 come first: their chances are higher than the innocent one's.
    assert measured.first_of_queue == 300


def test_calibration_is_the_gap_between_chance_and_share(found: list[Outcome]) -> None:
    # Bins by chance: 0.05 x 3 (none), 0.55 and 0.6 (none), 0.9 and 0.95 (both).
    gap = 3 * 0.05 + 0.55 + 0.6 + 2 * (1 - 0.925)
    assert report(found).calibration_error == pytest.approx(gap / 7)


def test_disguise_is_held_against_what_was_found_plain(found: list[Outcome]) -> None:
    assert report(found).disguise == 0.0
    hidden = [replace(one, disguised=(one.labels,)) for one in found]
    assert report(hidden).disguise == 1.0


def test_mistakes_are_told_with_their_words(found: list[Outcome]) -> None:
    assert [mistake.words for mistake in superfluous(found)] == [("本行存款",), ("新闻",)]
    assert [mistake.words for mistake in missed(found)] == [("每月稳拿一千五",)]


@pytest.mark.parametrize("split", [by_folds, by_world, by_writer])
def test_every_text_is_held_out_once_and_its_group_with_it(
    dataset: list[Example], split: Callable[[Sequence[Example]], list[Split]]
) -> None:
    splits = split(dataset)
    held = np.sum([mask for _, mask in splits], axis=0)
    assert (held == 1).all()
    groups = np.array([one.group for one in dataset])
    for seen, mask in splits:
        assert not set(groups[seen]) & set(groups[mask])


def test_a_world_that_is_held_out_was_not_seen(dataset: list[Example]) -> None:
    worlds = np.array([one.world for one in dataset])
    (p2p,) = (seen for seen, held in by_world(dataset) if "p2p" in worlds[held])
    assert "p2p" not in worlds[p2p]


@pytest.mark.parametrize("kind", DISGUISES)
def test_a_disguised_copy_keeps_its_marks(dataset: list[Example], kind: str) -> None:
    changed = 0
    for one in [one for one in dataset if one.marks][:40]:
        copy = disguise(one, [kind])
        changed += copy.text != one.text
        assert copy.labels == one.labels
        assert copy.parent == one.id
        for mark in copy.marks:
            mark.check(copy.text)
    assert changed


# Not separators: a word of two characters with one between them could be a list.
@pytest.mark.parametrize("kind", ["spaced", "wide", "traditional", "look_alikes"])
def test_some_disguises_are_folded_away(kind: str) -> None:
    text = "我们的钱每年保本保息,100元起,人人有份"
    plain = example(9, text, (Label.GUARANTEED_RETURN, "保本保息"))
    hidden = disguise(plain, [kind])
    assert hidden.text != plain.text
    assert fold(hidden.text).text == fold(plain.text).text


def test_disguise_repeats_itself(dataset: list[Example]) -> None:
    assert [disguised(one) for one in dataset[:20]] == [disguised(one) for one in dataset[:20]]


def test_lines_are_fitted_on_unseen_texts(sample: list[Example]) -> None:
    splits = by_folds(sample)
    judged = judge_unseen(prepare(sample), splits)
    fitted = fit_lines(Scores.of(judged), "digest")
    assert 0.0 < fitted.lines.gate < 1.0
    assert set(fitted.lines.labels) == set(Label)
    assert all(scale > 0 for scale in (*fitted.gate_calibration[0], *fitted.label_calibration[0]))
    measured = report(outcomes(judged, splits))
    assert measured.texts == len(sample)
    assert 0.0 < measured.macro_f1 < 1.0


def test_committed_numbers_are_of_the_committed_data(dataset: list[Example]) -> None:
    assert Fitted.committed().data == digest_of(dataset), "run adwatch evaluate --fit"


def test_committed_floors_are_of_the_committed_data(dataset: list[Example]) -> None:
    floors = Floors.committed()
    assert floors.data == digest_of(dataset), "run adwatch evaluate --worlds --raise"
    assert set(floors.figures) == {"folds", "worlds", "writers"}


def test_floors_rise_freely_and_fall_only_when_asked() -> None:
    floors = Floors("old", {"folds": {"macro_f1": 0.8}})
    assert floors.replaced("new", {"folds": {"macro_f1": 0.9}}, lower=False).data == "new"
    with pytest.raises(LowerFloor, match=r"folds macro_f1: 0\.7000 is under its floor 0\.8000"):
        floors.replaced("new", {"folds": {"macro_f1": 0.7}}, lower=False)
    lowered = floors.replaced("new", {"folds": {"macro_f1": 0.7}}, lower=True)
    assert lowered.figures["folds"]["macro_f1"] == 0.7


def test_figures_of_other_data_are_no_floors() -> None:
    floors = Floors("old", {"folds": {"macro_f1": 0.8}, "worlds": {"macro_f1": 0.7}})
    fresh = floors.replaced("new", {"folds": {"macro_f1": 0.9}}, lower=False)
    assert set(fresh.figures) == {"folds"}
    same = floors.replaced("old", {"folds": {"macro_f1": 0.9}}, lower=False)
    assert set(same.figures) == {"folds", "worlds"}


def test_a_flagged_retelling_is_not_set_aside() -> None:
    asked = example(1, "他说保本,是真的吗", genre="question")
    flagged = replace(outcome(asked, (Label.GUARANTEED_RETURN, "保本")), set_aside=1)
    assert report([flagged]).set_aside == 0.0
    assert report([replace(outcome(asked), set_aside=1)]).set_aside == 1.0
    assert report([outcome(asked)]).set_aside == 0.0


@pytest.mark.parametrize(
    "wish",
    [
        command.Wish([], worlds=True),
        command.Wish([], fit=True),
        command.Wish([], raise_floors=True),
        command.Wish([], lower=True),
    ],
)
def test_one_model_sets_no_lines_and_no_floors(wish: command.Wish, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--model measures one model"):
        command.evaluate(replace(wish, model=tmp_path))


def test_scores_of_some_texts_are_those_texts(sample: list[Example]) -> None:
    judged = judge_unseen(prepare(sample), by_folds(sample))
    some = np.arange(len(judged)) % 3 == 0
    cut = Scores.of(judged).of_texts(some)
    alone = Scores.of([one for one, wanted in zip(judged, some, strict=True) if wanted])
    for name in ("text", "label", "gates", "claim", "truth", "highest", "carried", "promotional"):
        np.testing.assert_array_equal(getattr(cut, name), getattr(alone, name))


def test_fitted_numbers_come_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("model.learning.fitted.COMMITTED", tmp_path / "fitted.json")
    fitted = replace(
        Fitted.plain(), lines=Lines(0.5, 0.6, dict.fromkeys(Label, 0.4)), data="digest"
    )
    fitted.commit()
    assert Fitted.committed() == fitted


def test_the_report_opens_on_a_closed_network(found: list[Outcome], tmp_path: Path) -> None:
    write_report({"folds": report(found)}, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=[\"']http", page)


def test_evaluating_prints_tables(
    sample: list[Example], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_examples(sample, tmp_path / "few.jsonl")
    command.evaluate(command.Wish([tmp_path / "few.jsonl"], html=tmp_path / "report.html"))
    printed = capsys.readouterr().out
    assert "macro-F1" in printed
    assert "first 300 findings" in printed
    assert (tmp_path / "report.html").exists()
