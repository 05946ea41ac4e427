"""The trained tagger: what people would mark as source, cue and content, and which of them belong together."""

from onrecord.tagger.linking import Found, tagged
from onrecord.tagger.weights import digest, load

__all__ = ["Found", "digest", "load", "tagged"]
