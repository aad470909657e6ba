"""Commands for data scientists: train and evaluate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from commands import place
from commands.progress import bars
from commands.report import write_report
from dossier.claims import LABEL_NAMES
from dossier.errors import BadInput
from dossier.examples import Example, read_examples
from model.artefact import BUILT, load, save
from model.learning import train as training
from model.learning.evaluate import Report, outcome, outcomes, report
from model.learning.fit import Scores, fit_lines
from model.learning.fitted import Fitted
from model.learning.floors import Floors
from model.learning.judging import by_folds, by_world, by_writer, judge, judge_unseen
from model.learning.train import Progress


class UnderFloor(BadInput):
    """A figure has fallen below its floor; the message names it."""


@dataclass(frozen=True)
class Wish:
    """What to measure and what to do with the figures."""

    files: list[Path]
    model: Path | None = None
    worlds: bool = False
    fit: bool = False
    raise_floors: bool = False
    lower: bool = False
    html: Path | None = None


def train(files: list[Path], out: Path | None) -> None:
    """Train on the files and write the model; nothing is written when a line is broken."""
    examples = read_examples(place.dataset(files))
    with bars() as step:
        artefact = training.train(examples, step)
    folder = out or BUILT
    digest = save(artefact, folder)
    terms = len(artefact.gate.terms) + len(artefact.labels.terms)
    print(f"Trained on {len(examples)} texts: {terms:,} terms, model {digest[:12]} in {folder}")


def evaluate(wish: Wish) -> None:
    """Print what a model makes of the files; without a model, train on parts and judge the rest."""
    if wish.model is not None and (wish.worlds or wish.fit or wish.raise_floors or wish.lower):
        raise BadInput("--model measures one model: leave out --worlds, --fit, --raise and --lower")
    examples = read_examples(place.dataset(wish.files))
    if wish.model is not None:
        artefact = load(wish.model)
        fitted = Fitted.of(artefact)
        reports = {"model": report([outcome(judge(e, artefact), fitted) for e in examples])}
    else:
        with bars() as step:
            reports = dict(_held_out(examples, wish, step))
    for name, measured in reports.items():
        _print(name, measured)
    if wish.html is not None:
        write_report(reports, wish.html)
    _mind_floors(examples, reports, wish)


def _held_out(
    examples: Sequence[Example], wish: Wish, step: Progress
) -> Iterator[tuple[str, Report]]:
    """Reports of texts that were unseen, each way of splitting."""
    lessons = training.prepare(examples, step)
    ways = {"folds": by_folds}
    if wish.worlds:
        ways |= {"worlds": by_world, "writers": by_writer}
    for name, split in ways.items():
        splits = split(examples)
        judged = judge_unseen(lessons, splits, partial(step, f"By {name}"))
        if name == "folds" and wish.fit:
            fit_lines(Scores.of(judged), training.digest_of(examples)).commit()
        yield name, report(outcomes(judged, splits))


def _mind_floors(examples: Sequence[Example], reports: dict[str, Report], wish: Wish) -> None:
    """Raise the floors when asked to, else complain of what fell below them."""
    data = training.digest_of(examples)
    floors = Floors.committed()
    measured = {name: one.figures() for name, one in reports.items()}
    if wish.raise_floors or wish.lower:
        floors.replaced(data, measured, lower=wish.lower).commit()
    elif floors.data == data and (under := floors.under(measured)):
        raise UnderFloor("; ".join(under))


def _print(name: str, measured: Report) -> None:
    console = Console()
    console.rule(f"{name}: {measured.texts} texts")
    table = Table("label", "precision", "recall", "F1", "found", "missed", "extra")
    rows = [
        (f"{label.value} {LABEL_NAMES[label]}", score) for label, score in measured.labels.items()
    ]
    for what, score in [*rows, ("promotional", measured.promotional), ("marks", measured.marks)]:
        shares = (f"{share:.3f}" for share in (score.precision, score.recall, score.f1))
        table.add_row(what, *shares, str(score.right), str(score.missed), str(score.extra))
    console.print(table)
    for line in _lines(measured):
        console.print(line)


def _lines(measured: Report) -> Iterator[str]:
    spread = {name: f"{low:.3f} to {high:.3f}" for name, (low, high) in measured.intervals.items()}
    alarms = measured.false_alarms
    yield f"macro-F1 {measured.macro_f1:.3f} ({spread['macro_f1']})"
    yield (
        f"false alarms: not promotional {alarms['not_promotional']:.2%} "
        f"({spread['not_promotional']}), lawful ads {alarms['lawful']:.2%} "
        f"({spread['lawful']}), whole pages {alarms['pages']:.2%}"
    )
    yield f"recall in disguise / plain {measured.disguise:.3f}"
    yield f"retellings and questions with a claim set aside {measured.set_aside:.3f}"
    yield f"calibration error {measured.calibration_error:.3f}"
    for prevalence, share in measured.queue.items():
        yield f"of a queue at {prevalence:.1%} violating pages {share:.0%} is right"
    yield f"of the first 300 findings at 2% {measured.first_of_queue} are right"
    for title, kinds in (("genre", measured.by_genre), ("length", measured.by_length)):
        worst = sorted(kinds.items(), key=lambda kind: -kind[1][1])
        told = ", ".join(f"{kind} {share:.1%} of {count}" for kind, (count, share) in worst)
        yield f"flagged without a mark, by {title}: {told}"
