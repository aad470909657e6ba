"""Commands for data scientists: train and evaluate."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from commands import place
from commands.progress import bars
from dossier.claims import LABEL_NAMES
from dossier.examples import read_examples
from model.artefact import BUILT, load, save
from model.detect import Detector
from model.law.tables import bundled
from model.learning import evaluate as evaluation
from model.learning import train as training


def train(files: list[Path], out: Path | None) -> None:
    """Train on the files and write the model; nothing is written when a line is broken."""
    examples = read_examples(place.dataset(files))
    with bars() as step:
        artefact = training.train(examples, step)
    folder = out or BUILT
    digest = save(artefact, folder)
    terms = len(artefact.gate.terms) + len(artefact.labels.terms)
    print(f"Trained on {len(examples)} texts: {terms:,} terms, model {digest[:12]} in {folder}")


def evaluate(files: list[Path], model: Path | None) -> None:
    """Print what a model makes of the files; without a model, cross-validate."""
    examples = read_examples(place.dataset(files))
    if model is not None:
        report = evaluation.evaluate(examples, Detector(load(model), bundled()))
    else:
        with bars() as step:
            report = evaluation.cross_validate(examples, bundled(), step)
    _print(report)


def _print(report: evaluation.Report) -> None:
    table = Table("label", "precision", "recall", "F1", "found", "missed", "extra")
    rows = [
        (f"{label.value} {LABEL_NAMES[label]}", score) for label, score in report.labels.items()
    ]
    for name, score in [*rows, ("promotional", report.promotional)]:
        table.add_row(
            name,
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.f1:.3f}",
            *(str(count) for count in (score.right, score.missed, score.extra)),
        )
    console = Console()
    console.print(table)
    console.print(
        f"{report.texts} texts, macro-F1 {report.macro_f1:.3f}; false alarms on texts that are "
        f"not promotional {report.false_alarms_not_promotional:.1%}, on lawful ads "
        f"{report.false_alarms_lawful:.1%}; character F1 of marks {report.mark_f1:.3f}"
    )
