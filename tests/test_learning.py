"""Learning and the compiled form: equal scores, exact explanations, nothing unpickled."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.claims import LABELS
from dossier.examples import Example
from dossier.pages import Page
from model import rules
from model.artefact import NoArtefact, load, save
from model.explain import grounds
from model.learning.features import Reference
from model.learning.lessons import CannotTrain
from model.learning.train import LABEL_SETTINGS, fit, prepare, train
from model.scorer import Heads, sigmoid
from model.signals import Input, read

HOSTILE = ["", " ", "\n\n", "😀", "%", "保" * 3000, "O0" * 50, "\u200b", "保/本/保/息 年化18%"]


@pytest.fixture(scope="module")
def reference(sample: list[Example]) -> Reference:
    everything = np.ones(len(sample), dtype=bool)
    return fit(
        [label.value for label in LABELS], prepare(sample).labels, everything, LABEL_SETTINGS
    )


@pytest.fixture(scope="module")
def heads(reference: Reference) -> Heads:
    return reference.compiled()


def given_by(text: str) -> list[Input]:
    reading = read(Page.pasted(text), rules.bundled())
    return [reading.clause_input(clause) for passage in reading.cut for clause in passage.clauses]


def test_the_compiled_form_scores_like_scikit_learn(
    reference: Reference, heads: Heads, sample: list[Example]
) -> None:
    inputs = [one for text in [*HOSTILE, *(e.text for e in sample)] for one in given_by(text)]
    ours = np.array([heads.logits(one) for one in inputs])
    np.testing.assert_allclose(
        ours, reference.logits(reference.vocabulary.recount(inputs)), rtol=0, atol=1e-9
    )


@settings(max_examples=50, deadline=None)
@given(text=st.text(alphabet="保本息年化收益月领最后三天央视18%.O0 /😀\n", min_size=1))
def test_any_text_scores_like_scikit_learn(reference: Reference, heads: Heads, text: str) -> None:
    for one in given_by(text):
        (known,) = reference.logits(reference.vocabulary.recount([one]))
        np.testing.assert_allclose(heads.logits(one), known, rtol=0, atol=1e-9)


def test_grounds_add_up_to_the_logit(heads: Heads, sample: list[Example]) -> None:
    for one in given_by(sample[0].text):
        for column, label in enumerate(LABELS):
            reasons = grounds(heads.share(one, label.value), rules.bundled())
            total = sum(reason.weight for reason in reasons)
            assert total == pytest.approx(heads.logits(one)[column], abs=1e-9)


def test_an_unknown_text_scores_the_intercept(heads: Heads) -> None:
    np.testing.assert_allclose(heads.logits(Input((), {})), heads.intercept)
    assert sigmoid(-1000.0) == 0.0
    assert sigmoid(1000.0) == 1.0


def test_training_repeats_itself(sample: list[Example], tmp_path: Path) -> None:
    first = save(train(sample), tmp_path / "a")
    second = save(train(sample), tmp_path / "b")
    assert first == second
    assert load(tmp_path / "a").digest == first


@pytest.mark.parametrize("broken", ["missing", "format", "shape", "garbage"])
def test_a_broken_model_is_refused(sample: list[Example], tmp_path: Path, broken: str) -> None:
    if broken != "missing":
        save(train(sample[::3]), tmp_path)
        model = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
        if broken == "format":
            model["format"] = 99
        elif broken == "shape":
            model["gate"]["terms"].append("多")
        (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")
        if broken == "garbage":
            (tmp_path / "weights.npz").write_bytes(b"PK nonsense")
    with pytest.raises(NoArtefact):
        load(tmp_path)


def test_one_sided_examples_do_not_train(sample: list[Example]) -> None:
    with pytest.raises(CannotTrain, match="promotional"):
        train([example for example in sample if example.promotional])


def test_running_imports_no_learning_library() -> None:
    code = (
        "import sys, model.detect;"
        "learning = {'sklearn', 'joblib', 'scipy', 'jieba'};"
        "sys.exit(any(name.split('.')[0] in learning for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
