"""A newsroom's own list of people: names, aliases, roles, organisations and Wikidata ids, as CSV or JSON Lines."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.link.evidence import organisation
from onrecord.link.names import Form, folded, form
from onrecord.link.offices import fields
from onrecord.records import Kind

COLUMNS = ("name", "aliases", "role", "organisation", "wikidata", "kind")


@dataclass(frozen=True, slots=True)
class Listed:
    """A person, or body, of the list: the names it goes by, and the telling words of role and organisation."""

    name: str
    kind: Kind
    forms: tuple[Form, ...]
    words: frozenset[str]
    fields: frozenset[str]
    wikidata: str | None

    @property
    def why(self) -> str:
        """The reason of a link that the list gives."""
        return f"newsroom list: {self.name}" + (f" ({self.wikidata})" if self.wikidata else "")


def read_list(path: Path) -> list[Listed]:
    """Read the list: CSV with a head of columns ``name``, ``aliases`` (parted by ``|``), ``role``, ``organisation``,
    ``wikidata``, ``kind`` (person, if nothing is said), of which only the name must be; or JSON Lines with these keys.

    Raises ValueError, naming the line and the remedy, for a row that cannot be used.
    """
    out = []
    for line, row in _rows(path):
        if unknown := set(row) - set(COLUMNS):
            raise ValueError(f"{path}, line {line}: there is no column {min(unknown)!r}: take {', '.join(COLUMNS)}")
        name = str(row.get("name") or "").strip()
        if not folded(name):
            raise ValueError(f"{path}, line {line}: it has no name: give it one, or take the line out")
        kind = _kind(row.get("kind") or "person")
        if kind is None:
            raise ValueError(f"{path}, line {line}: kind is {row['kind']!r}: write person or organisation")
        aliases = row.get("aliases") or []
        names = [name, *(aliases.split("|") if isinstance(aliases, str) else aliases)]
        forms = [_form(one, kind) for one in names if folded(one)]
        role, body = str(row.get("role") or ""), organisation(str(row.get("organisation") or ""))
        words = frozenset([*([f"as {' '.join(folded(role))}"] if role else []), *([f"of {body}"] if body else [])])
        wikidata = str(row["wikidata"]).strip() if row.get("wikidata") else None
        out.append(Listed(name, kind, tuple(forms), words, fields([role]), wikidata))
    return out


def _kind(word: object) -> Kind | None:
    return "person" if word == "person" else "organisation" if word == "organisation" else None


def _form(name: str, kind: Kind) -> Form:
    return form(name) if kind == "person" else Form("", (), " ".join(w for w in folded(name)), "")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows with the numbers of their lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ValueError(f"cannot read {path} ({error.strerror}): name a CSV or JSON Lines file") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    if path.suffix == ".csv":
        reader = csv.DictReader(io.StringIO(text, newline=""))
        for row in reader:
            if None in row:
                raise ValueError(
                    f"{path}, line {reader.line_num}: more fields than columns: put commas in quotation marks"
                )
            yield reader.line_num, dict(row)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(
                    f"{path}, line {number} is no JSON ({error}): mend it, or name the file .csv"
                ) from error
            if not isinstance(row, dict):
                raise ValueError(f"{path}, line {number} is no JSON object: write {{...}} with a name")
            yield number, row
