"""What tests share: a small detector, the built one, and a store in a fresh folder."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from datasets.loaders import load
from dossier.examples import Example
from dossier.store.engine import Store, open_store
from model.artefact import BUILT
from model.detect import Detector, load_detector
from model.law.tables import bundled
from model.learning.train import train

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SAMPLE = 200
NEEDS_SHARED = "needs ../shared"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ADWATCH_CI=1 a skipped test has failed, unless it needs ../shared."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("ADWATCH_CI") == "1" and NEEDS_SHARED not in report.longreprtext:
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def dataset() -> list[Example]:
    """The whole dataset."""
    return load()


@pytest.fixture(scope="session")
def sample() -> list[Example]:
    """SAMPLE lines from all over the dataset: enough to run on, too few to be good."""
    return load(SAMPLE)


@pytest.fixture(scope="session")
def detector(sample: list[Example]) -> Detector:
    """A detector trained on the sample, for tests that ask how and not what."""
    return Detector(train(sample), bundled())


@pytest.fixture(scope="session")
def built() -> Detector:
    """The detector that `make install` trained on everything."""
    return load_detector(BUILT)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts and real texts beside the project, where it lies there."""
    if not SHARED.is_dir():
        pytest.skip(NEEDS_SHARED)
    return SHARED
