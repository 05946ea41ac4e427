"""How fast: words a second and memory beside spaCy's model alone, all in one run, since machines differ and drift."""

from onrecord.bench.measuring import Bench, measure
from onrecord.bench.showing import markdown, plot

__all__ = ["Bench", "markdown", "measure", "plot"]
