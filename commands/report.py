"""The report of an evaluation as one HTML file, its pictures inside."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from commands.output import complete
from dossier.claims import LABEL_NAMES
from model.learning.evaluate import Report

# A chart in the Vega-Lite grammar.
Chart = dict[str, Any]

_WIDTH, _HEIGHT = 420, 240


def write_report(reports: dict[str, Report], out: Path) -> None:
    """Write one page with tables and pictures of every way of splitting."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=select_autoescape()
    )
    page = environment.get_template("report.html").render(
        parts=[_part(name, measured) for name, measured in reports.items()]
    )
    with complete(out) as file:
        file.write(page)


def _part(name: str, measured: Report) -> dict[str, Any]:
    return {
        "name": name,
        "report": measured,
        "names": LABEL_NAMES,
        "pictures": [
            Markup(picture(chart(measured))) for chart in (by_label, calibration, false_alarms)
        ],
    }


def bars(title: str, values: Mapping[str, float], number_format: str = "") -> Chart:
    """One bar a kind, the longest first."""
    rows = [{"kind": kind, "value": value} for kind, value in values.items()]
    return {
        "title": title,
        "data": {"values": rows},
        "width": _WIDTH,
        "mark": "bar",
        "encoding": {
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "axis": {"format": number_format},
            },
            "y": {"field": "kind", "type": "nominal", "sort": "-x", "title": None},
        },
    }


def by_label(measured: Report) -> Chart:
    """Precision, recall and F1 of every label."""
    rows = [
        {"label": label.value, "figure": figure, "value": getattr(score, figure)}
        for label, score in measured.labels.items()
        for figure in ("precision", "recall", "f1")
    ]
    return {
        "title": "By label",
        "data": {"values": rows},
        "width": _WIDTH,
        "mark": "bar",
        "encoding": {
            "x": {"field": "value", "type": "quantitative", "scale": {"domain": [0, 1]}},
            "y": {"field": "label", "type": "nominal", "title": None},
            "yOffset": {"field": "figure"},
            "color": {"field": "figure", "type": "nominal"},
        },
    }


def calibration(measured: Report) -> Chart:
    """How often texts of a certainty carry a claim, against how often they should."""
    rows = [
        {"chance": one.chance, "share": one.share, "texts": one.texts}
        for one in measured.calibration
    ]
    chance = {"field": "chance", "type": "quantitative", "title": "certainty of a claim"}
    share = {"field": "share", "type": "quantitative", "title": "share with a claim"}
    return {
        "title": f"Calibration, expected error {measured.calibration_error:.3f}",
        "data": {"values": rows},
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            {
                "data": {"values": [{"chance": 0, "share": 0}, {"chance": 1, "share": 1}]},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": "grey"},
                "encoding": {"x": chance, "y": share},
            },
            {"mark": {"type": "line", "point": True}, "encoding": {"x": chance, "y": share}},
        ],
    }


def false_alarms(measured: Report) -> Chart:
    """The share of texts without a mark that was flagged, by genre."""
    shares = {f"{genre} ({count})": share for genre, (count, share) in measured.by_genre.items()}
    return bars("Flagged without a mark, by genre", shares, "%")


def picture(chart: Chart) -> str:
    """The chart as SVG, drawn here: a report opens on closed networks too."""
    return str(vl_convert.vegalite_to_svg(chart))
