"""Who said what, looked up: one SQLite file with full-text search, asked by name, by words, or by a quotation.

``onrecord.lookup.indexing`` writes that file; it is not imported here, so that a question need not wait for it.
"""

from onrecord.lookup.people import Found, find_people
from onrecord.lookup.reading import FILE, Filters, opened
from onrecord.lookup.saying import Hit, said, statements_of
from onrecord.lookup.verifying import Verdict, verify

__all__ = [
    "FILE",
    "Filters",
    "Found",
    "Hit",
    "Verdict",
    "find_people",
    "opened",
    "said",
    "statements_of",
    "verify",
]
