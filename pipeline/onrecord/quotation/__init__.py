"""Quotation marks: the passages that stand between them, and how likely each is somebody's speech."""

from onrecord.quotation.component import from_doc, make_quotation
from onrecord.quotation.glyphs import paragraphs
from onrecord.quotation.passage import Passage, passages

__all__ = ["Passage", "from_doc", "make_quotation", "paragraphs", "passages"]
