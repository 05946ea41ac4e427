"""The gate: on our own articles no score falls below what it was."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from onrecord.evaluate import evaluate, fallen, read_floors
from onrecord.pipeline import annotate
from onrecord.shares import share

if TYPE_CHECKING:
    from spacy.language import Language

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
AGAIN = "see what changed with: onrecord evaluate corpus --html errors.html"


@pytest.mark.parametrize(("pipeline", "floors"), [("whole", "floors.json"), ("nlp", "floors-rules.json")])
def test_no_score_is_below_its_floor(request: pytest.FixtureRequest, pipeline: str, floors: str) -> None:
    nlp: Language = request.getfixturevalue(pipeline)
    made = evaluate([CORPUS], samples=0, annotate=lambda articles: annotate(nlp, articles))
    assert fallen(made.floors, read_floors(CORPUS / floors)) == [], AGAIN


def test_reports_inside_others_are_as_sure_as_they_are_right(whole: "Language") -> None:
    made = evaluate([CORPUS], samples=0, annotate=lambda articles: annotate(whole, articles))
    nested = [
        comparison.partners.get(number) in comparison.sourced
        for comparison in made.comparisons
        for number, statement in enumerate(comparison.statements)
        if statement.parent_id is not None and statement.confidence <= share("nested", [])
    ]
    assert len(nested) > 50
    assert abs(sum(nested) / len(nested) - share("nested", [])) < 0.05, sum(nested) / len(nested)
