"""Reasons: a logit taken apart, in words a reviewer reads."""

from dossier.claims import LABEL_NAMES, Ground, Label, Mark
from model.rules import Rules
from model.scorer import Share, Weight

_RATES = {
    "rate:at_least_10": "折合年化收益达到 10% 或以上",
    "rate:below_10": "写明了收益率，折合年化不到 10%",
}


def grounds(share: Share, rules: Rules) -> tuple[Ground, ...]:
    """The parts of a logit as grounds; their weights add up to it."""
    notes = {rule.name: rule.note for rule in rules.rows}
    named = tuple(_ground(weight, notes) for weight in share.heaviest)
    return (
        *named,
        Ground("classifier", "neighbours", share.neighbours, "前后相邻语句的影响"),
        Ground("classifier", "rest", share.rest, "其余词语合计"),
        Ground("classifier", "intercept", share.intercept, "未见任何词语时的起点"),
    )


def explain(mark: Mark, share: Share, rules: Rules) -> str:
    """One Chinese sentence: the words, the suspected label, and why.

    Only rules of the label itself are reasons: a state project beside a yield may weigh, but it
    does not explain the yield.
    """
    kinds = {f"rule:{rule.name}": rule for rule in rules.rows}
    why = [
        kinds[weight.name].note
        for weight in share.heaviest
        if weight.value > 0 and weight.name in kinds and kinds[weight.name].kind is mark.label
    ]
    if mark.label is Label.EXCESSIVE_YIELD:
        why += [_RATES[w.name] for w in share.heaviest if w.value > 0 and w.name in _RATES]
    because = "；".join(why) if why else "用语与已标注的同类广告相近"
    return f"“{mark.quote}”疑似{LABEL_NAMES[mark.label]}：{because}。"


def _ground(weight: Weight, notes: dict[str, str]) -> Ground:
    if weight.name in _RATES:
        return Ground("rate", weight.name, weight.value, _RATES[weight.name])
    name = weight.name.removeprefix("rule:")
    if weight.kind == "signal" and name in notes:
        return Ground("rule", name, weight.value, notes[name])
    return Ground("classifier", weight.name, weight.value, f"词语“{weight.name}”")
