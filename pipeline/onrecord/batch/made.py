"""What answers are made by, as digests: where one of them is another, answers of before no longer count."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from onrecord import resources
from onrecord.batch.recipe import Recipe
from onrecord.corrections import Corrections
from onrecord.model import FoundModel, blas_of
from onrecord.records import Article, Reject
from onrecord.trained import digest

# Parts of the program and of its words that the parse of a text hangs on; the rest can change, and parses stay good.
_PARSING = ("breaks", "model", "parsed", "pipeline", "products", "punctuation", "recognizer", "vectors", "windows")
_PARSING_WORDS = ("lexicons/titles.txt", "lexicons/titles_courtesy.txt", "config.cfg")
_RULES = "cue_rules.toml"
RULES = ("its rules", "your rules")  # what they find is all that anything else takes from them
_LATER = ("quantities.toml", "dates.toml", "claim_types.toml")  # words of claims, on which nothing of a run hangs
_LIBRARIES = ("spacy", "thinc", "numpy")


def made_by(recipe: Recipe, model: FoundModel) -> dict[str, str]:
    """Give what the answers of a run hang on, each part under the name by which a user knows it.

    >>> from onrecord.model import find_model
    >>> made_by(Recipe(tagger=False), find_model())["the weights"]
    ''
    """
    return {
        "the program": _program(),
        "its words": _words(),
        "its rules": digest_of([resources.file(_RULES)]),
        "your rules": digest_of(recipe.rules.rglob("*")) if recipe.rules else "",
        "the weights": (digest(recipe.weights) or "") if recipe.tagger else "",
        "the model": model.digest,
        "Python or a library": " ".join(_versions()),
    }


def digest_of_made(made: Mapping[str, str], but: Sequence[str] = ()) -> str:
    """Give the digest of what answers are made by, but for some parts of it.

    >>> digest_of_made({"a": "1", "b": "2"}, ["b"]) == digest_of_made({"a": "1"})
    True
    """
    return _joined(repr(sorted((name, digest) for name, digest in made.items() if name not in but)))


def parsed_by(model: FoundModel) -> str:
    """Give the digest of what the parse of a text hangs on."""
    here = Path(__file__).parents[1]
    code = [path for name in _PARSING if (path := here / f"{name}.py").is_file()]
    words = [resources.file(name) for name in _PARSING_WORDS]
    return _joined(model.digest, blas_of(), *_versions(), digest_of([*code, *words]))


def key(record: Article | Reject, made: str, told: Corrections) -> bytes:
    """Give what a document and its answer are known by: another text, title or correction gives another.

    ``made`` is the digest of what answers are made by.
    """
    if isinstance(record, Reject):
        parts: tuple[object, ...] = ("", *astuple(record))
    else:
        text = record.sha256 or sha256(record.text.encode("utf-8", "surrogatepass")).hexdigest()
        about = (record.id, record.source, record.title, record.url, record.published, record.published_raw)
        more = (record.outlet, record.byline, record.language, record.extra, told.of(record.id))
        parts = (made, text, *about, *more)
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()[:16]


def digest_of(paths: Iterable[Path]) -> str:
    """Give the digest of files, with their names.

    >>> digest_of([]) == digest_of([])
    True
    """
    found = sorted(path for path in paths if path.is_file() and path.suffix != ".pyc")
    return _joined(*(f"{path.name} {sha256(path.read_bytes()).hexdigest()}" for path in found))


@cache
def _program() -> str:
    here = Path(__file__).parents[1]
    return digest_of(path for path in here.rglob("*.py") if here / "claims" not in path.parents)


@cache
def _words() -> str:
    folder = resources.file("config.cfg").parent
    apart = (_RULES, *_LATER)
    return digest_of(path for path in folder.rglob("*") if "weights" not in path.parts and path.name not in apart)


def _versions() -> list[str]:
    return [f"python {platform.python_version()}", blas_of(), *(f"{name} {version(name)}" for name in _LIBRARIES)]


def _joined(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
