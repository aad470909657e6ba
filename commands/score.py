"""The command that judges texts: one for reading, many as JSONL."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from commands import place
from commands.output import complete
from commands.progress import bars
from commands.showing import show
from dossier.casework.filing import Judge
from dossier.claims import AsOf
from dossier.errors import BadInput
from dossier.examples import BrokenLine, read_json_lines
from dossier.pages import MOST_BYTES, Page, check_text
from dossier.times import day_in_shanghai
from dossier.wire import dumps, to_doc

_BAR_FROM = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    file: str
    jsonl: bool
    as_json: bool
    as_of: str | None
    out: Path | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One text to judge; `id` is echoed."""

    id: str | int
    text: str
    as_of: AsOf


def score(wish: Wish, data: Path | None, model: Path | None) -> None:
    """Judge the texts of a file; every line is checked before the first answer is written."""
    today = AsOf(day_in_shanghai(datetime.now(UTC)), "today")
    as_of = AsOf(_day(wish.as_of), "given") if wish.as_of else today
    with _spooled(wish.file) as (file, where):
        if wish.jsonl:
            count = sum(1 for _ in _asks(file, where, as_of))
            _answer_lines(_asks(file, where, as_of), count, wish.out, place.detector(model, data))
        else:
            ask = Ask(1, _whole(file, where), as_of)
            _answer_one(ask, wish, place.detector(model, data))


def _answer_lines(asks: Iterator[Ask], count: int, out: Path | None, judge: Judge) -> None:
    with complete(out) as file, bars(hidden=count < _BAR_FROM) as step:
        for done, ask in enumerate(asks, start=1):
            verdict = judge(Page.pasted(ask.text), ask.as_of)
            print(dumps(to_doc(verdict, ask.id)), file=file)
            step("Judging", done, count)


def _answer_one(ask: Ask, wish: Wish, judge: Judge) -> None:
    verdict = judge(Page.pasted(ask.text), ask.as_of)
    answer = dumps(to_doc(verdict, ask.id)) if wish.as_json else show(verdict)
    with complete(wish.out) as file:
        print(answer, file=file)


def _asks(file: BinaryIO, where: str, as_of: AsOf) -> Iterator[Ask]:
    """The checked lines of a JSONL file from its beginning; BrokenLine on the first bad one."""
    file.seek(0)
    for number, line in read_json_lines(file, where):
        try:
            yield _ask(number, line, as_of)
        except BadInput as error:
            raise BrokenLine(where, number, str(error)) from None


def _ask(number: int, line: dict[str, Any], as_of: AsOf) -> Ask:
    text, name, day = line.get("text"), line.get("id", number), line.get("as_of")
    if not isinstance(text, str):
        raise BadInput('needs a "text" that is a string')
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise BadInput('"id" is a string or a whole number')
    if day is None:
        return Ask(name, check_text(text), as_of)
    if not isinstance(day, str):
        raise BadInput('"as_of" is a day like 2015-12-01')
    return Ask(name, check_text(text), AsOf(_day(day), "given"))


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise BadInput(f"as of {words!r}: no such day, write it like 2015-12-01") from None


@contextmanager
def _spooled(file: str) -> Iterator[tuple[BinaryIO, str]]:
    """The file, or all of standard input kept aside, since the lines are read twice."""
    if file != "-":
        with open(file, "rb") as opened:
            yield opened, file
        return
    with tempfile.TemporaryFile() as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield kept, "standard input"


def _whole(file: BinaryIO, where: str) -> str:
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise BadInput(f"{where}: more than {MOST_BYTES:,} bytes, at most that many are judged")
    try:
        return raw.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{where}: not UTF-8 text (byte {error.start})") from None
