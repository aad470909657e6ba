"""Screens: Jinja templates of the whole service, rendered with the console's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from dossier.claims import LABEL_NAMES
from dossier.times import SHANGHAI, day_in_shanghai
from service.look import words

_SERVICE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a screen, and the token the forms on it carry."""

    name: str
    csrf: str


class Screens:
    """Every template of the service, escaped; a name that is not given is an error."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_SERVICE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["words"] = words
        self._templates.globals["label_names"] = LABEL_NAMES
        self._templates.filters.update(day=_day, moment=_moment, utc=_utc, number=_number)

    def show(
        self,
        template: str,
        context: Mapping[str, Any],
        *,
        visitor: Visitor | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """The page of a template; without a visitor the top bar names no places."""
        page = self._templates.get_template(template).render(context, visitor=visitor)
        return HTMLResponse(page, status)


def _day(at: date | datetime) -> str:
    """2026-11-23, of an instant the day in Shanghai."""
    return (day_in_shanghai(at) if isinstance(at, datetime) else at).isoformat()


def _moment(at: datetime) -> str:
    """2026-11-23 09:05 in Shanghai."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _utc(at: datetime) -> str:
    """2026-11-23 01:05 UTC, shown on hover."""
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _number(value: float) -> str:
    """At most two decimals, without trailing zeros: 19.8, 36."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
