"""The files of a knowledge file written anew with other lines for some documents, and nothing read again."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from onrecord.batch.answers import Answer
from onrecord.batch.journal import Row
from onrecord.batch.store import Store
from onrecord.knowledge import ARTICLES, RUN, SPEAKERS, STATEMENTS, KnowledgeError, alone, errors_named
from onrecord.records import Article, ArticleRow, Speaker, Statement, from_json

Change = Callable[[Row, "Document"], tuple[bytes, Answer] | None]


class Document:
    """An article as it stands in the files, with what was found in it."""

    def __init__(self, lines: dict[str, bytes]) -> None:
        self._lines = lines
        self.row = from_json(ArticleRow, json.loads(lines[ARTICLES]))

    @property
    def article(self) -> Article:
        """The article as it was read."""
        row = self.row
        about = ("sha256", "title", "url", "published", "published_raw", "outlet", "byline", "language", "extra")
        return Article(id=row.doc_id, text=row.text, source=row.source, **{key: getattr(row, key) for key in about})

    @property
    def statements(self) -> list[Statement]:
        """Its statements."""
        return [from_json(Statement, json.loads(line)) for line in self._lines[STATEMENTS].splitlines()]

    @property
    def speakers(self) -> list[Speaker]:
        """Its speakers."""
        return [from_json(Speaker, json.loads(line)) for line in self._lines[SPEAKERS].splitlines()]


def rewrite(out: Path, change: Change, *, give_up: bool = False) -> int:
    """Give each article of a folder to ``change``, and write its answer, with its key, in place of the article's lines.

    None leaves them as they are. The new files take the place of the old ones together. Gives the number of articles
    that were changed. Raises KnowledgeError while a run is writing there, where somebody has changed or copied the
    files since the run that wrote them, and where a run was cut off, unless what that has left is to be given up.
    """
    with errors_named(out), alone(out), closing(Store(out, None)) as store:
        later = f"it will be obeyed by the next `onrecord run ... -o {out}`"
        if store.unfinished and not give_up:
            raise KnowledgeError(f"a run to {out} was cut off and has yet to be finished: {later}")
        if not store.settle():
            raise KnowledgeError(f"{out} was changed or copied since a run wrote it: {later}")
        changed = 0
        for row, lines in store.documents():
            made = change(row, Document(lines)) if lines[ARTICLES] else None
            changed += made is not None
            store.add(*(made or (row.key, row)))
        if changed:
            said = json.loads((out / RUN).read_text(encoding="utf-8"))
            said["counts"] = asdict(store.counts)
            store.end((json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode())
    return changed
