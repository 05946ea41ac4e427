"""From a knowledge file to who is the same across its articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.knowledge import ARTICLES, SPEAKERS, STATEMENTS, rows
from onrecord.link.clusters import same_statements, versions
from onrecord.link.evidence import PersonVerdict, nodes
from onrecord.link.grouping import group
from onrecord.link.ledger import LINKS, PEOPLE, append, write_people
from onrecord.link.newsroom import Listed
from onrecord.link.persons import persons
from onrecord.records import Speaker, from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What came of it: named speakers, the people they are, statements and articles found again, rows added."""

    speakers: int
    people: int
    statements: int
    versions: int
    added: int


def link(out: Path, *, listed: Sequence[Listed] = (), verdicts: Iterable[PersonVerdict] = ()) -> Linked:
    """Link the named people and bodies of a knowledge file, and write people.jsonl and links.jsonl into its folder.

    ``listed`` is a newsroom's own list, ``verdicts`` what humans have said. All articles of the folder are looked at
    each time, so that it does not matter in how many runs they came; the ledger gets only what has changed.
    Raises KnowledgeError, naming the remedy, for a file that is missing or damaged.
    """
    articles = [(row["doc_id"], row["url"], row["sha256"], row["published"]) for row in rows(out / ARTICLES)]
    speakers = [from_json(Speaker, row) for row in rows(out / SPEAKERS)]
    found = nodes(speakers, {doc_id: published for doc_id, _, _, published in articles})
    counts = {one.speaker_id: len(one.statements) for one in speakers}
    people, links = persons(found, group(found, verdicts, listed), listed, counts)
    told = ((row["doc_id"], row["id"], row["text"], row["speaker"]) for row in rows(out / STATEMENTS))
    again = list(same_statements(told))
    older = list(versions((doc_id, url, digest) for doc_id, url, digest, _ in articles))
    added = append(out / LINKS, [*links, *again, *older])
    write_people(out / PEOPLE, people)
    return Linked(speakers=len(found), people=len(people), statements=len(again), versions=len(older), added=added)
