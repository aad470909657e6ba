"""A verdict as lines a person reads in a terminal."""

from collections.abc import Iterator

from dossier.claims import LABEL_NAMES, LABELS, Claim, Verdict

_NOTHING = "本次未检出所列表述，不代表合法，也不代表可以投资。"


def show(verdict: Verdict) -> str:
    """The verdict in Chinese: what was found, with its reasons, and what was set aside."""
    return "\n".join(_lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    yield _head(verdict)
    for claim in verdict.claims:
        yield _claim(claim)
    for rate in verdict.rates:
        yield f"  收益率  {rate.quote}  {rate.conversion}"
    if verdict.suppressed:
        yield "文中出现但未计入的说法:"
        for item in verdict.suppressed:
            yield f"  {LABEL_NAMES[item.claim.mark.label]}  {item.claim.mark.quote}  ({item.reason})"


def _head(verdict: Verdict) -> str:
    found = "、".join(LABEL_NAMES[label] for label in LABELS if label in verdict.labels)
    day = f"按 {verdict.as_of.date} 判断"
    if not found:
        return f"{_NOTHING} {day}"
    return f"疑似: {found}  风险 {verdict.risk}  把握 {verdict.certainty:.2f}  {day}"


def _claim(claim: Claim) -> str:
    mark = claim.mark
    place = f"{mark.span.start}-{mark.span.end}"
    return f"  {LABEL_NAMES[mark.label]}  {mark.quote}  [{place}] {claim.score:.2f}  {claim.explanation}"
