"""Reasons: a logit taken apart, in words a reviewer reads."""

from dossier.claims import Ground, Label, Mark
from model.rules import Rules
from model.scorer import Share, Weight

NAMES = {
    Label.GUARANTEED_RETURN: "保证收益",
    Label.STATE_BACKING: "国资背书",
    Label.EXCESSIVE_YIELD: "畸高收益",
    Label.BORROWED_AUTHORITY: "借用权威",
    Label.PRESSURE_SELLING: "限时诱导",
}
_RATES = {
    "rate:at_least_10": "折合年化收益达到 10% 或以上",
    "rate:below_10": "写明了收益率,折合年化不到 10%",
}


def grounds(share: Share, rules: Rules) -> tuple[Ground, ...]:
    """The parts of a logit as grounds; their weights add up to it."""
    notes = {rule.name: rule.note for rule in rules.rows}
    named = tuple(_ground(weight, notes) for weight in share.heaviest)
    return (
        *named,
        Ground("classifier", "rest", share.rest, "其余词语合计"),
        Ground("classifier", "intercept", share.intercept, "未见任何词语时的起点"),
    )


def explain(mark: Mark, reasons: tuple[Ground, ...]) -> str:
    """One Chinese sentence: the words, the suspected label, and why."""
    why = [ground.note for ground in reasons if ground.source != "classifier" and ground.weight > 0]
    because = ";".join(why) if why else "用语与已标注的同类广告相近"
    return f"“{mark.quote}”疑似{NAMES[mark.label]}:{because}。"


def _ground(weight: Weight, notes: dict[str, str]) -> Ground:
    if weight.name in _RATES:
        return Ground("rate", weight.name, weight.value, _RATES[weight.name])
    name = weight.name.removeprefix("rule:")
    if weight.kind == "signal" and name in notes:
        return Ground("rule", name, weight.value, notes[name])
    return Ground("classifier", weight.name, weight.value, f"词语“{weight.name.lstrip('_')}”")
