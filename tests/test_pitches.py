"""The pitches that must always come out right, with the model trained on everything."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dossier.claims import AsOf, Label, Verdict
from dossier.pages import Page
from dossier.times import day_in_shanghai
from model.detect import Detector

DAYS = [date(2015, 12, 1), day_in_shanghai(datetime.now(UTC))]
FIRST = {Label.GUARANTEED_RETURN, Label.STATE_BACKING, Label.EXCESSIVE_YIELD}
SECOND = {Label.STATE_BACKING, Label.EXCESSIVE_YIELD, Label.PRESSURE_SELLING}
REPORTED = (
    "近日,记者在一处街边摊位看到,一名男子拉住路过的老人说:“{}”老人摇头走开。"
    "记者随后以顾客身份询问合同,对方未能出示任何文件。当地金融办表示,已接到多起举报,正在核查。"
)


def judge(built: Detector, text: str, day: date = DAYS[0]) -> Verdict:
    return built(Page.pasted(text), AsOf(day, "given"))


@pytest.fixture(scope="session")
def pitches(shared: Path) -> tuple[str, str]:
    """The two pitches of the domain's description, which stay there."""
    text = (shared / "domain.md").read_text(encoding="utf-8")
    first = re.search(r"^- (爷叔.+)$", text, re.MULTILINE)
    second = re.search(r"^- (阿姨,.+)$", text, re.MULTILINE)
    assert first
    assert second
    return first[1], second[1]


@pytest.mark.parametrize("day", DAYS)
def test_both_pitches_have_exactly_their_labels(
    built: Detector, pitches: tuple[str, str], day: date
) -> None:
    assert set(judge(built, pitches[0], day).labels) == FIRST
    assert set(judge(built, pitches[1], day).labels) == SECOND


def test_a_reporter_who_quotes_them_makes_no_claim(
    built: Detector, pitches: tuple[str, str]
) -> None:
    for pitch, labels in zip(pitches, (FIRST, SECOND), strict=True):
        verdict = judge(built, REPORTED.format(pitch))
        assert not verdict.promotional
        assert {item.claim.mark.label for item in verdict.suppressed} >= labels


def test_a_caller_who_retells_is_shown_what_was_claimed(built: Detector) -> None:
    verdict = judge(built, "他说年化21%,国企的,叫我抓紧,是真的吗")
    assert not verdict.promotional
    assert verdict.labels == ()
    assert {item.claim.mark.label for item in verdict.suppressed} >= SECOND
    assert {item.by for item in verdict.suppressed} == {"retelling"}
