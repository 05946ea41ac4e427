"""Trains the tagger from annotated articles: weights, the same bytes each time, and what they reach."""

from onrecord.train.card import card
from onrecord.train.lessons import Lesson, prepare, read_lessons
from onrecord.train.training import FIRST, SECOND, train

__all__ = ["FIRST", "SECOND", "Lesson", "card", "prepare", "read_lessons", "train"]
