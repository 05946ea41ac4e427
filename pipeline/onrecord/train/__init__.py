"""Trains the tagger from annotated articles: weights, the same bytes each time, and what they reach."""

from onrecord.train.ablation import Course
from onrecord.train.lessons import Lesson, prepare, read_lessons
from onrecord.train.training import FIRST, SECOND, LeftOut, train
from onrecord.train.writing import write_weights

__all__ = ["FIRST", "SECOND", "Course", "LeftOut", "Lesson", "prepare", "read_lessons", "train", "write_weights"]
