"""The gate: on our own articles no score falls below what it was."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.evaluate import evaluate, fallen, read_floors
from onrecord.pipeline import annotate

if TYPE_CHECKING:
    from spacy.language import Language

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
AGAIN = "see what changed with: onrecord evaluate corpus --html errors.html"


@pytest.mark.parametrize(("pipeline", "floors"), [("whole", "floors.json"), ("nlp", "floors-rules.json")])
def test_no_score_is_below_its_floor(request: pytest.FixtureRequest, pipeline: str, floors: str) -> None:
    nlp: Language = request.getfixturevalue(pipeline)
    made = evaluate([CORPUS], samples=0, annotate=lambda articles: annotate(nlp, articles))
    assert fallen(made.floors, read_floors(CORPUS / floors)) == [], AGAIN
