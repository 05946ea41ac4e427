"""The files of a knowledge file as tables, with the types that the records are declared with."""

import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.knowledge import ARTICLES, CLAIMS, REJECTS, SPEAKERS, STATEMENTS, KnowledgeError, Row, rows
from onrecord.link.ledger import LINKS, PEOPLE, people_of
from onrecord.records import SCHEMA, ArticleRow, Claim, Person, Reject, Speaker, Statement

if TYPE_CHECKING:
    import pandas as pd


def read_statements(out: str | Path) -> "pd.DataFrame":
    """Read the statements of a knowledge file as a table: one a row, the columns of design and schema, right types.

    ``out`` is the folder or its statements.jsonl. Ids stay strings, dates stay as they were published, spans are lists
    of ``[start, end]``, what is unknown is None. Once ``onrecord link`` has been there, ``person_id`` tells who of
    people.jsonl the speaker is. Raises KnowledgeError when there is no such file or it is damaged.

    >>> read_statements("nowhere")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    onrecord.knowledge.KnowledgeError: there is no nowhere/statements.jsonl: make it with `onrecord run IN -o nowhere`
    """
    path = Path(out)
    found = table(Statement, path, STATEMENTS)
    ledger = (path.parent if path.suffix == ".jsonl" else path) / LINKS
    if ledger.is_file():
        found["person_id"] = found["speaker_id"].map(people_of(ledger).get).astype("object")
        found["person_id"] = found["person_id"].where(found["person_id"].notna(), None)
    return found


def read_speakers(out: str | Path) -> "pd.DataFrame":
    """Read the speakers of a knowledge file as a table, as ``read_statements`` does."""
    return table(Speaker, Path(out), SPEAKERS)


def read_articles(out: str | Path) -> "pd.DataFrame":
    """Read the articles of a knowledge file, with their texts, as a table, as ``read_statements`` does."""
    return table(ArticleRow, Path(out), ARTICLES)


def read_rejects(out: str | Path) -> "pd.DataFrame":
    """Read what a run could not read, and why, as a table, as ``read_statements`` does."""
    return table(Reject, Path(out), REJECTS)


def read_people(out: str | Path) -> "pd.DataFrame":
    """Read the people across articles, which ``onrecord link`` makes, as a table, as ``read_statements`` does."""
    return table(Person, Path(out), PEOPLE)


def read_claims(out: str | Path) -> "pd.DataFrame":
    """Read the claims of a knowledge file, which ``onrecord claims`` makes, as a table, as ``read_statements`` does.

    ``statement_id`` leads to the statement each is a part of; quantities, dates and the like stay lists of objects.
    """
    found = table(Claim, Path(out), CLAIMS)
    found["checkworthy"] = found["checkworthy"].astype("float64")  # none where there were no weights
    return found


def table(kind: type[Row | Person | Claim], out: Path, name: str) -> "pd.DataFrame":
    """Read one file column by column, each with the type its field is declared with.

    Not ``pd.read_json``: left to itself it makes the number 1 of the id "001", a float of a long one, times of dates.
    """
    import pandas as pd

    path = out if out.suffix == ".jsonl" else out / name
    types = {str: "str", bool: "bool", int: "int64", float: "float64"}
    hints = typing.get_type_hints(kind)
    columns: dict[str, list[Any]] = {field: [] for field in hints}
    for number, row in enumerate(rows(path), 1):
        if row.keys() != hints.keys() or row.get("schema", SCHEMA) != SCHEMA:
            why = f"{path}, line {number} is not a line of {name} as {SCHEMA} has it"
            raise KnowledgeError(f"{why}: make it anew, or read it with the onrecord that wrote it")
        for field, column in columns.items():
            column.append(row[field])
    return pd.DataFrame(
        {field: pd.Series(column, dtype=types.get(hints[field], "object")) for field, column in columns.items()}
    )
