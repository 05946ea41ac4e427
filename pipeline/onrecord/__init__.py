"""onrecord: who said what, in English news.

>>> import onrecord
>>> [(s.speaker, s.text) for s in onrecord.extract("“It works,” said Ann Lee, the mayor of Ely.")]
[('Ann Lee', 'It works,')]
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.pipeline import load
    from onrecord.records import Statement
    from onrecord.tables import read_articles, read_claims, read_people, read_speakers, read_statements

__all__ = [
    "__version__",
    "extract",
    "load",
    "read_articles",
    "read_claims",
    "read_people",
    "read_speakers",
    "read_statements",
]

_HOME = {
    "load": "onrecord.pipeline",
    "read_people": "onrecord.tables",
    "read_statements": "onrecord.tables",
    "read_speakers": "onrecord.tables",
    "read_articles": "onrecord.tables",
    "read_claims": "onrecord.tables",
}


def extract(text: str, *, nlp: Any = None) -> "list[Statement]":
    """Give the statements of a text, in its order; the pipeline is loaded at the first call and kept.

    ``nlp`` is a pipeline of your own, made by ``onrecord.load``.
    Raises ModelNotFound, with the command to type, when no English model is installed.

    >>> extract("Nothing is said here.")
    []
    """
    from onrecord.pipeline import annotate
    from onrecord.records import Article

    pipeline = nlp if nlp is not None else loaded()
    article = Article(id="text", text=text, source="text")
    return next(statements for _, statements, _ in annotate(pipeline, [article]))


def loaded() -> Any:
    """Give the pipeline of ``onrecord.load()``, loaded at the first call and kept."""
    global _loaded  # noqa: PLW0603 - loading takes a second: once a process is enough
    if _loaded is None:
        from onrecord.pipeline import load

        _loaded = load()
    return _loaded


_loaded: Any = None


def __getattr__(name: str) -> Any:
    """Import what is slow to import only when it is asked for."""
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("onrecord")
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
