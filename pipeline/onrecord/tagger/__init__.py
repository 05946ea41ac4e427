"""The trained tagger: what people would mark as source, cue and content, and which of them belong together."""

from onrecord.tagger.component import make_tagger
from onrecord.tagger.weights import load

__all__ = ["load", "make_tagger"]
