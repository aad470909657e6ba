"""A verdict as lines a person reads in a terminal."""

from collections.abc import Iterator

from dossier.claims import LABEL_NAMES, Claim, Verdict

_NOTHING = "本次未检出所列表述，不代表合法，也不代表可以投资。"
_SET_ASIDE = "文中出现但未计入的说法，值得留意："


def show(verdict: Verdict) -> str:
    """The verdict in Chinese: what was found, with its reasons, and what was set aside."""
    return "\n".join(_lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    yield _head(verdict)
    for claim in verdict.claims:
        yield f"  {_words(claim)}  {claim.score:.2f}"
        yield f"      {claim.explanation}"
    for rate in verdict.rates:
        yield f"  收益率  {rate.quote}  {rate.conversion}（{rate.level} 级，{rate.line_source}）"
    if verdict.suppressed:
        yield _SET_ASIDE
    for item in verdict.suppressed:
        yield f"  {_words(item.claim)}  {item.reason}"


def _head(verdict: Verdict) -> str:
    found = "、".join(LABEL_NAMES[label] for label in verdict.labels)
    if found:
        words = f"疑似：{found}。风险 {verdict.risk}/100，把握 {verdict.certainty:.2f}。"
    else:
        # What a question repeats must not read as an all-clear.
        words = "未作广告计入。" if verdict.suppressed else _NOTHING
    return f"{words}按 {verdict.as_of.date} 判断。"


def _words(claim: Claim) -> str:
    mark = claim.mark
    return f"{LABEL_NAMES[mark.label]}  {mark.quote}  [{mark.span.start}-{mark.span.end}]"
