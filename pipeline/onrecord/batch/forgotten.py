"""Whom a folder is to forget: articles and people, known by digests only, so that the list itself tells no names."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from onrecord.knowledge import KnowledgeError
from onrecord.link.names import form
from onrecord.records import Speaker, Statement

FILE = "forgotten.jsonl"
FORMAT = "onrecord-forgotten/1"
What = Literal["article", "person"]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Digests of ids of articles, and of full names of people."""

    articles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def article(self, doc_id: str) -> bool:
        """Tell whether an article is to be kept out."""
        return bool(self.articles) and digest("article", doc_id) in self.articles

    def person(self, one: Speaker) -> bool:
        """Tell whether somebody is to be kept out: whoever the article calls by a full name that is."""
        return any(digest("person", name) in self.people for name in (one.name, *one.aliases))

    def without(
        self, statements: Sequence[Statement], speakers: Sequence[Speaker]
    ) -> tuple[list[Statement], list[Speaker]]:
        """Give the records of an article without the people to be forgotten, and without what they said, alone or not.

        >>> Forgotten().without([], [])
        ([], [])
        """
        if not self.people:
            return list(statements), list(speakers)
        gone = {one.speaker_id for one in speakers if self.person(one)}
        gone |= {one.speaker_id for one in speakers if not gone.isdisjoint(one.members)}
        said = {one.id for one in statements if one.speaker_id in gone}
        kept = [one for one in statements if one.id not in said]
        kept = [replace(one, parent_id=None) if one.parent_id in said else one for one in kept]
        return kept, [one for one in speakers if one.speaker_id not in gone]


NOBODY = Forgotten()


def digest(what: What, name: str) -> str:
    """Give what the list has in place of a name: of a person's, whatever its case, accents and titles.

    >>> digest("person", "Dr Séan Lee") == digest("person", "SEAN LEE") != digest("article", "SEAN LEE")
    True
    """
    told = name
    if what == "person":
        known = form(name)
        told = " ".join((known.forename, *known.middles, known.surname, known.suffix))
    return sha256(f"{what}\0{told}".encode("utf-8", "surrogatepass")).hexdigest()


def read_forgotten(out: Path) -> Forgotten:
    """Read whom a folder is to forget; raises KnowledgeError, naming the line, for one that cannot be read."""
    path = out / FILE
    if not path.is_file():
        return Forgotten()
    found: dict[str, set[str]] = {"article": set(), "person": set()}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            found[row["what"]].add(row["digest"])
        except (ValueError, KeyError, TypeError) as error:
            remedy = "mend it, or take it out and give `onrecord forget` what it stood for again"
            raise KnowledgeError(f"{path}, line {number} is no row of {FORMAT}: {remedy}") from error
    return Forgotten(frozenset(found["article"]), frozenset(found["person"]))


def add_forgotten(out: Path, what: What, names: Iterable[str]) -> None:
    """Add an article, or all names of a person, to whom a folder is to forget."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        {"schema": FORMAT, "at": at, "what": what, "digest": one} for one in sorted({digest(what, n) for n in names})
    ]
    with (out / FILE).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())
