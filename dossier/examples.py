"""Dataset lines: one example a line of JSON, every error told as file:line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from dossier.claims import Label, Mark, Span, in_order
from dossier.errors import BadInput


class BrokenLine(BadInput):
    """A line that cannot be read: where it stands and what is wrong with it."""

    def __init__(self, where: str, number: int, reason: str) -> None:
        super().__init__(f"{where}:{number}: {reason}")


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its careful reading; field for field the line in datasets/*.jsonl.

    `group` keeps near-copies and contrast pairs on one side of a split, `pair` joins the texts
    of one contrast pair, `writer` is an opaque letter a batch, `parent` the example a disguised
    variant was made from.
    """

    id: str
    text: str
    promotional: bool
    marks: tuple[Mark, ...]
    group: str
    pair: str | None
    world: str
    form: str
    genre: str
    writer: str
    source: str
    parent: str | None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("the text is empty")
        if self.marks and not self.promotional:
            raise ValueError("a text that is not promotional carries no marks")
        for mark in self.marks:
            mark.check(self.text)

    @property
    def labels(self) -> tuple[Label, ...]:
        """Labels of the marks, in the guideline's order."""
        return in_order({mark.label for mark in self.marks})

    def to_line(self) -> dict[str, Any]:
        """The JSON object of this example's line."""
        return {
            "id": self.id,
            "text": self.text,
            "promotional": self.promotional,
            "marks": [mark_to_line(mark) for mark in self.marks],
            "group": self.group,
            "pair": self.pair,
            "world": self.world,
            "form": self.form,
            "genre": self.genre,
            "writer": self.writer,
            "source": self.source,
            "parent": self.parent,
        }

    @classmethod
    def from_line(cls, line: dict[str, Any]) -> Self:
        """The example of one JSON object; ValueError names the key that is wrong."""
        missing = [key for key in _REQUIRED if not isinstance(line.get(key), str)]
        if missing:
            raise ValueError(f"{', '.join(missing)} must be text")
        if not isinstance(line.get("promotional"), bool):
            raise ValueError("promotional must be true or false")
        marks = line.get("marks")
        if not isinstance(marks, list):
            raise ValueError("marks must be a list")
        return cls(
            **{key: line[key] for key in _REQUIRED},
            promotional=line["promotional"],
            marks=tuple(mark_from_line(mark) for mark in marks),
            pair=line.get("pair"),
            parent=line.get("parent"),
        )


_REQUIRED = ("id", "text", "group", "world", "form", "genre", "writer", "source")


def mark_to_line(mark: Mark) -> dict[str, Any]:
    """The JSON object of a mark, in dataset lines and in stored reviews."""
    span = mark.span
    return {"label": mark.label.value, "start": span.start, "end": span.end, "quote": mark.quote}


def mark_from_line(value: Any) -> Mark:
    """The mark of a JSON object; ValueError says what is wrong with it."""
    try:
        label, start, end, quote = (value[key] for key in ("label", "start", "end", "quote"))
    except (TypeError, KeyError):
        raise ValueError("a mark needs label, start, end and quote") from None
    if label not in set(Label):
        raise ValueError(f"unknown label {label!r}")
    if type(start) is not int or type(end) is not int:
        raise ValueError("start and end of a mark are whole numbers")
    return Mark(Label(label), Span(start, end), quote)


def read_json_lines(lines: Iterable[bytes], where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Numbered JSON objects of `lines`; blank lines are skipped, a broken one is a BrokenLine."""
    for number, raw in enumerate(lines, start=1):
        try:
            text = raw.decode("utf-8").removeprefix("\ufeff").strip()
        except UnicodeDecodeError as error:
            raise BrokenLine(where, number, f"not UTF-8 (byte {error.start})") from None
        if not text:
            continue
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            raise BrokenLine(where, number, f"not JSON: {error.msg}") from None
        except RecursionError:
            raise BrokenLine(where, number, "not JSON: nested too deeply") from None
        if not isinstance(value, dict):
            raise BrokenLine(where, number, "not a JSON object")
        yield number, value


def read_examples(paths: Iterable[Path]) -> list[Example]:
    """All examples of the files; BrokenLine on the first bad line or repeated id."""
    examples: list[Example] = []
    seen: dict[str, str] = {}
    for path in paths:
        with path.open("rb") as lines:
            for number, line in read_json_lines(lines, str(path)):
                try:
                    example = Example.from_line(line)
                except ValueError as error:
                    raise BrokenLine(str(path), number, str(error)) from None
                if example.id in seen:
                    first = seen[example.id]
                    raise BrokenLine(
                        str(path), number, f"id {example.id!r} stands already at {first}"
                    )
                seen[example.id] = f"{path}:{number}"
                examples.append(example)
    return examples


def write_examples(examples: Iterable[Example], path: Path) -> int:
    """Write one line an example, beside `path` first and then renamed; the number written."""
    draft = path.with_name(path.name + ".part")
    count = 0
    with draft.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(example.to_line(), ensure_ascii=False) + "\n")
            count += 1
    draft.replace(path)
    return count
