"""What humans have said of the knowledge file: a file of its own, which runs obey and no score overwrites."""

from onrecord.corrections.applying import Corrections
from onrecord.corrections.file import (
    FILE,
    Correction,
    active,
    add,
    corrections_of,
    person_verdicts,
    read_corrections,
)

__all__ = [
    "FILE",
    "Correction",
    "Corrections",
    "active",
    "add",
    "corrections_of",
    "person_verdicts",
    "read_corrections",
]
