"""The only door to models/: word lists, rules and settings, as they lie in the data package en_onrecord."""

import functools
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

PACKAGE = "en_onrecord"


def path(name: str) -> Traversable:
    """Give the file or folder of that name in the data package.

    >>> path("lexicons").is_dir()
    True
    """
    return files(PACKAGE).joinpath(*name.split("/"))


def file(name: str) -> Path:
    """Give the path of a file of the data package, for libraries that open files by themselves.

    >>> file("config.cfg").name
    'config.cfg'
    """
    return Path(str(path(name)))


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Read a TOML file of the data package, once a process."""
    return tomllib.loads(path(name).read_text(encoding="utf-8"))


@functools.cache
def lexicon(name: str) -> tuple[tuple[str, ...], ...]:
    """Read a word list: one entry a line, an entry being a word followed by its other forms, parted by ``|``.

    Blank lines and what follows ``#`` do not count. Entries are lower case unless the list says otherwise.

    >>> all(entry[0] for entry in lexicon("say"))
    True
    """
    lines = (
        line.split("#", 1)[0].strip() for line in path(f"lexicons/{name}.txt").read_text(encoding="utf-8").splitlines()
    )
    return tuple(tuple(form.strip() for form in line.split("|")) for line in lines if line)


@functools.cache
def related(name: str) -> dict[str, frozenset[str]]:
    """Give for each form of a word list all forms of the entries that have it: of ``bob`` all short for ``robert``.

    >>> all(form in some for form, some in related("nicknames").items())
    True
    """
    out: dict[str, set[str]] = {}
    for entry in lexicon(name):
        for form in entry:
            out.setdefault(form, set()).update(entry)
    return {form: frozenset(some) for form, some in out.items()}


@functools.cache
def forms(name: str) -> frozenset[str]:
    """Give every form of every entry of a word list.

    >>> "said" in forms("say")
    True
    """
    return frozenset(form for entry in lexicon(name) for form in entry)
