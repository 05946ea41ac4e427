"""What several test files share: the pipeline, loaded once, and the real articles, where there are any."""

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from spacy.language import Language

GOLD_VARIABLE = "ONRECORD_GOLD"
WITHOUT_GOLD = f"{GOLD_VARIABLE} is not set: it names the folder of real articles, which are not in the repository"

# A developer's own settings stay out of the tests, doctests too.
for variable in ("ONRECORD_MODEL", "ONRECORD_BLAS"):
    os.environ.pop(variable, None)

# As in onrecord's own processes: what runs side by side leaves the other cores to others.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What a script starts in the background ignores Control-C, and so do its children: those of the tests must not.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run and machine; no deadline, because a first call may load the model.
settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.fixture(scope="session")
def nlp() -> "Language":
    """Rules alone: what the tagger makes of theirs hangs on weights, which are trained anew and may be deleted."""
    import onrecord

    return onrecord.load(tagger=False)


@pytest.fixture(scope="session")
def whole() -> "Language":
    """The pipeline as everybody gets it: rules and tagger, if its weights are there."""
    import onrecord

    return onrecord.load()


@pytest.fixture(scope="session")
def gold() -> Path:
    folder = os.environ.get(GOLD_VARIABLE)
    if not folder:
        pytest.skip(WITHOUT_GOLD)
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"{GOLD_VARIABLE} names {folder}, which is not a folder")
    return path


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if WITHOUT_GOLD in str(r.longrepr)]
    if skipped:
        terminalreporter.section("NOT TESTED ON REAL ARTICLES", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests did not run. {WITHOUT_GOLD}.")
