"""What becomes of a document: its lines in the knowledge file, or the reason why it has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.knowledge import REJECTS, encoded, lines, printable
from onrecord.records import Article, Reject, Speaker, Statement
from onrecord.summary import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The lines of one document for each file, and how much they hold.

    ``reject`` is the reason if it is one, and ``again`` says that a later run should try it anew. ``obeyed`` are the
    ids of the corrections that found their statement; ``parsed`` is the parse of the text with the digest ``sha256``,
    where it is new. ``found`` is the digest of what the rules found in it, and ``same`` says that this is what they
    found before, so that nothing was made and what was made then holds.
    """

    lines: Mapping[str, bytes]
    counts: Counts
    reject: Reject | None = None
    again: bool = False
    obeyed: tuple[str, ...] = ()
    sha256: str | None = None
    parsed: bytes | None = None
    found: bytes = b""
    same: bool = False


def answered(
    article: Article, statements: Sequence[Statement], speakers: Sequence[Speaker], obeyed: Sequence[str] = ()
) -> Answer:
    """Give the lines of an article; or, if a record is not true to it or cannot be written, the article refused.

    >>> answered(Article(id="a", text="She said so.", source="a.txt"), [], []).counts.words
    3
    """
    made = lines(article, statements, speakers)
    if isinstance(made, Reject):
        return refused(made)
    row, of = made
    counts = Counts(documents=1, articles=1, statements=len(statements), speakers=len(speakers), words=row.words)
    return Answer(lines=of, counts=counts, obeyed=tuple(obeyed), sha256=row.sha256)


def refused(reject: Reject, *, again: bool = False) -> Answer:
    """Give the line of a document that could not be read.

    >>> refused(Reject(where="a.pdf", what="file", why="not text", remedy="convert it")).counts.rejects
    1
    """
    content = encoded([printable(reject)])
    return Answer(lines={REJECTS: content}, counts=Counts(documents=1, rejects=1), reject=reject, again=again)
