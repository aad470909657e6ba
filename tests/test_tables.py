"""Levels of yield on a day, and tables that do not load."""

from datetime import date
from pathlib import Path

import pytest

from model.law.tables import MalformedTable, Tables, bundled

# percent a year, day -> level and the line it was held against
LEVELS = [
    (5.0, date(2015, 12, 1), 0, 10.0),
    (6.0, date(2015, 12, 1), 0, 10.0),
    (6.1, date(2015, 12, 1), 1, 6.0),
    (8.0, date(2015, 12, 1), 1, 6.0),
    (8.1, date(2015, 12, 1), 2, 8.0),
    (9.9, date(2015, 12, 1), 2, 8.0),
    (10.0, date(2015, 12, 1), 3, 10.0),
    (17.3, date(2015, 12, 1), 3, 10.0),
    (17.4, date(2015, 12, 1), 4, 17.4),
    (17.4, date(2015, 10, 23), 3, 10.0),
    (12.0, date(2026, 11, 24), 4, 12.0),
    (30.0, date(1990, 1, 1), 3, 10.0),
]


@pytest.mark.parametrize(("percent", "day", "level", "line"), LEVELS)
def test_levels(percent: float, day: date, level: int, line: float) -> None:
    found = bundled().line(percent, day)
    assert found.level == level
    assert found.percent == pytest.approx(line)
    assert found.source


def test_boundaries_lie_where_the_rate_changes() -> None:
    assert bundled().same(date(2016, 1, 1), date(2019, 8, 19))
    assert not bundled().same(date(2019, 8, 19), date(2019, 8, 20))


@pytest.mark.parametrize(
    "rows",
    [
        "2015-13-01,lpr_1y,4.35,x",
        "2015-10-24,lpr_1y,much,x",
        "2015-10-24,libor,4.35,x",
        "2015-10-24,lpr_1y,4.35,x\n2015-10-24,lpr_1y,4.35,x",
        "2015-10-24",
    ],
)
def test_a_malformed_table_does_not_load(tmp_path: Path, rows: str) -> None:
    table = tmp_path / "rates.csv"
    table.write_text(f"in_force_from,kind,percent,source\n{rows}\n", encoding="utf-8")
    with pytest.raises(MalformedTable, match=r"rates\.csv:"):
        Tables.load(tmp_path)
