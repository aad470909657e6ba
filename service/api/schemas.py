"""What programs send and what they are told when it cannot be read."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from starlette.exceptions import HTTPException
from typing_extensions import TypedDict

from dossier.pages import MOST_BYTES, check_text

MAX_ITEMS = 1_000


class Refused(HTTPException):
    """A request turned down, naming the field at fault (`body` for the whole of it)."""

    def __init__(
        self, status: int, field: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, message, headers)
        self.field = field


class WrongField(TypedDict):
    """The field at fault (a path such as `items[3].text`, from 0) and one sentence about it."""

    field: str | None
    message: str


class ErrorDoc(TypedDict):
    """Every error under `/v1`; `field` is null where no one field is to blame."""

    error: WrongField


def error_doc(field: str | None, message: str) -> ErrorDoc:
    """The JSON of an error."""
    return {"error": {"field": field, "message": message}}


def _check_id(value: object) -> object:
    # Left to Pydantic, true would become 1 and 2.0 become 2: an echo must be what was sent.
    if value is None or type(value) is int:
        return value
    if not isinstance(value, str):
        raise ValueError("is neither text nor a whole number")
    return check_text(value)


def _check_day(value: object) -> object:
    """The day of an ISO date; ValueError on anything else, numbers included."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError("is not a day such as 2026-11-23") from None


class Asked(BaseModel):
    """A text to judge, on a day (today in Shanghai when left out); unknown keys are ignored."""

    text: Annotated[
        str,
        AfterValidator(check_text),
        Field(description=f"At most {MOST_BYTES} bytes of UTF-8."),
    ]
    as_of: Annotated[
        date | None,
        BeforeValidator(_check_day),
        Field(description="YYYY-MM-DD, the day whose rules hold."),
    ] = None
    id: Annotated[
        str | int | None,
        BeforeValidator(_check_id),
        Field(description="Echoed; the position from 1 when left out."),
    ] = None


class Batch(BaseModel):
    """Texts to judge in one go: all are answered, or none."""

    items: Annotated[list[Asked], Field(min_length=1, max_length=MAX_ITEMS)]


_SENTENCES = {
    "missing": "is missing",
    "string_type": "is not text",
    "list_type": "is not a list",
    "too_short": "holds no item",
    "too_long": f"holds more than {MAX_ITEMS} items",
    "model_attributes_type": "is not a JSON object",
    "model_type": "is not a JSON object",
}


def explain(error: dict[str, Any]) -> tuple[str, str]:
    """The field and the one sentence of a validation error."""
    field = _path(error["loc"])
    wrong = error.get("ctx", {}).get("error")
    what = str(wrong) if wrong is not None else _SENTENCES.get(error["type"], error["msg"])
    # The domain speaks of "text"; here the field's own path is known.
    return field, f"{field} {what.removeprefix('text ')}"


def _path(location: tuple[str | int, ...]) -> str:
    """`("body", "items", 3, "text")` as `items[3].text`; the body itself is `body`."""
    words = ""
    for step in location[1:]:
        words += f"[{step}]" if isinstance(step, int) else f".{step}"
    return words.removeprefix(".") or str(location[0])
