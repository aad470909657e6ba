"""Every rule says what its row says it says. A newcomer appends to rules.toml, not here."""

from pathlib import Path

import pytest

from dossier.claims import LABELS
from dossier.folding import fold
from model.rules import Cue, MalformedRule, Rule, bundled, load

RULES = bundled().rows


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule in RULES for text in rule.says], ids=str
)
def test_a_rule_says(rule: Rule, text: str) -> None:
    assert rule.pattern.search(fold(text).text), f"{rule.name} is silent on {text}"


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule in RULES for text in rule.silent], ids=str
)
def test_a_rule_is_silent(rule: Rule, text: str) -> None:
    found = rule.pattern.search(fold(text).text)
    assert found is None, f"{rule.name} fires on {text} at {found}"


def test_every_rule_has_examples_and_a_sentence() -> None:
    for rule in RULES:
        assert rule.says, rule.name
        assert rule.silent, rule.name
        assert rule.note, rule.name


def test_every_label_and_cue_has_a_rule() -> None:
    assert {rule.kind for rule in RULES} >= {*LABELS, *Cue}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('kind = "scam"\npattern = "x"\nnote = ""\nsays = []\nsilent = []', "scam"),
        ('kind = "news"\npattern = "("\nnote = ""\nsays = []\nsilent = []', "missing"),
        ('kind = "news"', "pattern"),
        ("kind =", "Invalid value"),
    ],
)
def test_a_malformed_rule_does_not_load(tmp_path: Path, row: str, message: str) -> None:
    table = tmp_path / "rules.toml"
    table.write_text(f"[broken]\n{row}\n", encoding="utf-8")
    with pytest.raises(MalformedRule, match=message):
        load(table)
