"""The marks of punctuation that several rooms ask for, so that none of them forgets one."""

DASHES = "-–—―"  # hyphen, en dash, em dash, horizontal bar
DASH_TOKENS = frozenset({*DASHES, "--"})
SEPARATORS = frozenset({",", ";", ":", ".", "...", *DASH_TOKENS})  # loose at the edge of what is said
