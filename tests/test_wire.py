"""The answer goes to JSON and back unchanged, with every key from the first version on."""

import json
from datetime import date

from dossier.claims import (
    LABELS,
    Absence,
    AsOf,
    Citation,
    Claim,
    Digests,
    Ground,
    Label,
    Mark,
    Rate,
    Span,
    Suppressed,
    Verdict,
)
from dossier.wire import dumps, from_doc, to_doc

TEXT = "每月固定返1.5%,放心"
LAW = Citation("AD25-1", "广告法第二十五条第一项", "condition", "若经营者为银行", "V1")
CLAIM = Claim(
    mark=Mark.on(TEXT, Label.GUARANTEED_RETURN, Span(0, 9)),
    score=0.9,
    threshold=0.5,
    grounds=(Ground("rule", "fixed_payment", 1.5, "称收益固定"),),
    law=(LAW,),
    explanation="疑似保证收益",
)
VERDICT = Verdict(
    as_of=AsOf(date(2015, 12, 1), "given"),
    promotional=True,
    promotional_score=0.75,
    scores={label: 0.5 for label in LABELS},
    risk=45,
    certainty=0.675,
    detector=Digests("m", "r", "l", "t", "c"),
    claims=(CLAIM,),
    suppressed=(Suppressed(CLAIM, "negation", "说的是不承诺"),),
    absences=(Absence("no_risk_notice", "absent", "page", "风险提示", "全页", (LAW,)),),
    rates=(
        Rate("固定返1.5%", Span(2, 9), 18.0, "1.5 %/月 × 12", 4, 17.4, date(2015, 10, 24), "基准"),
    ),
    notes=("说明",),
)


def test_a_verdict_goes_round() -> None:
    assert from_doc(json.loads(dumps(to_doc(VERDICT, id="a")))) == VERDICT


def test_the_answer_has_the_keys_of_the_contract() -> None:
    doc = to_doc(VERDICT, id=7)
    assert (
        list(doc)
        == (
            "format id as_of promotional promotional_score scores labels risk certainty notes "
            "claims suppressed absences rates detector"
        ).split()
    )
    assert doc["id"] == 7
    assert doc["labels"] == ["guaranteed_return"]
    assert set(doc["scores"]) == set(LABELS)
    claim = "label start end quote score threshold grounds law explanation".split()
    assert list(doc["claims"][0]) == claim
    assert list(doc["suppressed"][0]) == [*claim, "by", "reason"]
    assert list(doc["claims"][0]["grounds"][0]) == "source name weight note".split()
    assert list(doc["claims"][0]["law"][0]) == "id cite breach if verified".split()
    assert list(doc["absences"][0]) == "kind state scope looked_for where law".split()
    assert (
        list(doc["rates"][0])
        == (
            "quote start end annual_percent conversion level line_percent line_date line_source"
        ).split()
    )
