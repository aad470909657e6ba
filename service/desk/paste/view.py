"""A pasted text: normalised, judged, and laid out."""

from dataclasses import dataclass, replace
from datetime import date

from dossier.casework.filing import Judge, is_finding
from dossier.claims import AsOf
from dossier.pages import MOST_BYTES, BadText, Page, check_text
from dossier.store.pages import text_digest
from service.look.reading import Reading, read


class Unreadable(ValueError):
    """A paste that cannot be judged; the message is for the reader."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A paste and the day its sender named, as typed."""

    text: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class PasteView:
    """The form and, once judged, its reading; `filing` is True when it belongs in the queue."""

    pasted: Pasted
    reading: Reading | None = None
    filing: bool = False
    problem: str | None = None


def as_typed(text: str) -> str:
    """The text with LF line ends.

    Browsers send every line end of a textarea as CRLF whatever was typed; judged that way, each
    line would push all offsets behind it one code point further than in the text the API gets.
    """
    return text.replace("\r\n", "\n")


def view(judge: Judge, pasted: Pasted, today: date) -> PasteView:
    """The judged paste; Unreadable says what is wrong with it."""
    page = page_of(pasted)
    verdict = judge(page, _as_of(pasted.day, today))
    return PasteView(pasted, read(page, verdict), is_finding(verdict))


def page_of(pasted: Pasted) -> Page:
    """The paste as the page it is filed under; Unreadable when it is empty or over-long."""
    if not pasted.text.strip():
        raise Unreadable("请先粘贴文字。")
    try:
        page = Page.pasted(check_text(pasted.text))
    except BadText:
        limit = f"{MOST_BYTES // 1_000_000} MB（约 {MOST_BYTES // 30_000} 万字）"
        raise Unreadable(f"文本过长，一次最多 {limit}。请分段粘贴；没有保存任何内容。") from None
    return replace(page, url=f"paste:{text_digest(page)}", platform="paste")


def _as_of(day: str, today: date) -> AsOf:
    if not day:
        return AsOf(today, "today")
    try:
        return AsOf(date.fromisoformat(day), "given")
    except ValueError:
        raise Unreadable("日期不对，请写成 2026-11-23 的样子，或留空。") from None
