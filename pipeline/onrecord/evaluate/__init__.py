"""Scores against answers made by people: what was found, who said it, which rule was right, and what to mend."""

from onrecord.evaluate.evaluation import Evaluation, as_json, as_lines, evaluate, predict, read_answers, score
from onrecord.evaluate.floors import Floors, fallen, read_floors, update_floors
from onrecord.evaluate.page import html
from onrecord.evaluate.saved import read_saved
from onrecord.evaluate.shares import count_shares, shares_file
from onrecord.evaluate.tables import render

__all__ = [
    "Evaluation",
    "Floors",
    "as_json",
    "as_lines",
    "count_shares",
    "evaluate",
    "fallen",
    "html",
    "predict",
    "read_answers",
    "read_floors",
    "read_saved",
    "render",
    "score",
    "shares_file",
    "update_floors",
]
