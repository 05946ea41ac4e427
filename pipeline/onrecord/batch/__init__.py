"""Many documents: read, annotated by workers, and written in order, so that nothing is lost and nothing comes twice.

A run goes on where the last one was cut off, reads again only what has changed, and holds no more than a few batches in
memory, however many documents there are.
"""

from onrecord.batch.filling import Watcher
from onrecord.batch.inputs import check_apart, documents
from onrecord.batch.pool import Limits, cores
from onrecord.batch.recipe import Annotate, Annotated, pipeline
from onrecord.batch.running import Means, run
from onrecord.batch.stream import stream

__all__ = [
    "Annotate",
    "Annotated",
    "Limits",
    "Means",
    "Watcher",
    "check_apart",
    "cores",
    "documents",
    "pipeline",
    "run",
    "stream",
]
