"""What comes back from a tool."""

from dataclasses import dataclass, field

from onrecord.gold import GoldArticle
from onrecord.records import Reject


@dataclass(slots=True)
class Answers:
    """Articles that people have judged, what could not be taken and why, and how many nobody has judged yet.

    >>> Answers().unjudged
    0
    """

    articles: list[GoldArticle] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unjudged: int = 0
