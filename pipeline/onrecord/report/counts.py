"""What the report counts, as tables of pandas over the tables of a knowledge file; every share beside what it is of."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.knowledge import REJECTS
from onrecord.link.ledger import PEOPLE
from onrecord.tables import read_articles, read_people, read_rejects, read_statements

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20  # rows of a table
RESAMPLES = 1000
MONTHS = 36  # what is longer is counted by year
NOT_TOLD = "not told"
STEPS = 10  # bands of confidence


@dataclass(frozen=True, slots=True)
class Counts:
    """The tables of a report, each with one row a thing counted; ``named`` is a share with its interval, 0 to 1.

    ``right`` are expected numbers: of statements, those whose words are right, those whose speaker is right as well.
    """

    articles: int
    words: int
    statements: int
    speech: int
    named: tuple[float, float, float] | None
    right: tuple[float, float]
    people: "pd.DataFrame"
    roles: "pd.DataFrame"
    kinds: "pd.DataFrame"
    outlets: "pd.DataFrame"
    times: "pd.DataFrame"
    confidence: "pd.DataFrame"
    rejects: "pd.DataFrame"


def counts(out: Path) -> Counts:
    """Count what stands in a knowledge file: statements of speech, by who, role, kind, outlet, time and confidence.

    A statement that reports another counts, and so does the other. Raises KnowledgeError where it cannot be read.
    """
    import pandas as pd

    statements, articles = read_statements(out), read_articles(out)
    speech = statements[statements["act"] == "speech"].copy()
    names = read_people(out).set_index("person_id")["name"] if (out / PEOPLE).is_file() else pd.Series(dtype=object)
    if "person_id" not in speech:
        speech["person_id"] = None
    speech["who"] = speech["person_id"].where(speech["person_id"].notna(), speech["speaker_id"])
    speech["name"] = speech["who"].map(names).where(speech["who"].isin(names.index), speech["speaker"])
    rejects = read_rejects(out) if (out / REJECTS).is_file() else pd.DataFrame({"why": []})
    sure, of_speaker = speech["confidence"], speech["speaker_confidence"].where(speech["speaker"].notna(), 0.0)
    return Counts(
        articles=len(articles),
        words=int(articles["words"].sum()),
        statements=len(statements),
        speech=len(speech),
        named=_share(speech, "named"),
        right=(float(sure.sum()), float((sure * of_speaker).sum())),
        people=_people(speech),
        roles=_roles(speech),
        kinds=_kinds(speech),
        outlets=_outlets(speech, articles),
        times=_times(speech, articles),
        confidence=_confidence(speech),
        rejects=rejects.groupby("why").size().sort_values(ascending=False).rename("rejects").reset_index(),
    )


def _people(speech: "pd.DataFrame") -> "pd.DataFrame":
    """Count the named people and bodies that are quoted most."""
    told = speech[speech["named"] & speech["who"].notna()]
    found = told.groupby("who").agg(
        name=("name", "first"),
        kind=("speaker_kind", _commonest),
        role=("role", _commonest),
        statements=("id", "size"),
        articles=("doc_id", "nunique"),
        words=("words", "sum"),
    )
    found["share"] = found["statements"] / max(1, len(speech))
    found["role"] = found["role"].astype("object").where(found["role"].notna(), None)
    return found.sort_values(["statements", "name"], ascending=[False, True]).head(SHOWN).reset_index(drop=True)


def _roles(speech: "pd.DataFrame") -> "pd.DataFrame":
    """Count roles, whatever their case."""
    told = speech[speech["role"].notna()].assign(key=lambda one: one["role"].str.casefold())
    found = told.groupby("key").agg(role=("role", _commonest), statements=("id", "size"), people=("who", "nunique"))
    return found.sort_values(["statements", "role"], ascending=[False, True]).head(SHOWN).reset_index(drop=True)


def _kinds(speech: "pd.DataFrame") -> "pd.DataFrame":
    """Count kinds of sources, named and described; and those of whom nothing is told."""
    kind = speech["speaker_kind"].where(speech["speaker"].notna(), NOT_TOLD).rename("kind")
    found = speech.assign(kind=kind, described=~speech["named"] & speech["speaker"].notna())
    table = found.groupby("kind").agg(named=("named", "sum"), described=("described", "sum"), statements=("id", "size"))
    return table.sort_values("statements", ascending=False).reset_index()


def _outlets(speech: "pd.DataFrame", articles: "pd.DataFrame") -> "pd.DataFrame":
    """Count by outlet, with how many statements there are to a thousand words, and the share that has a name."""
    import pandas as pd

    rows = []
    said_by = dict(list(speech.assign(outlet=speech["outlet"].fillna(NOT_TOLD)).groupby("outlet")))
    for outlet, theirs in articles.assign(outlet=articles["outlet"].fillna(NOT_TOLD)).groupby("outlet"):
        said = said_by.get(outlet, speech.iloc[:0])
        named = _share(said, "named") or (float("nan"),) * 3
        words = int(theirs["words"].sum())
        rows.append(
            {
                "outlet": outlet, "articles": len(theirs), "words": words, "statements": len(said),
                "per_1000_words": 1000 * len(said) / max(1, words), "direct": (said["form"] == "direct").mean(),
                "named": named[0], "named_low": named[1], "named_high": named[2],
            }
        )  # fmt: skip
    columns = [
        "outlet",
        "articles",
        "words",
        "statements",
        "per_1000_words",
        "direct",
        "named",
        "named_low",
        "named_high",
    ]
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values(["statements", "outlet"], ascending=[False, True]).head(SHOWN).reset_index(drop=True)


def _times(speech: "pd.DataFrame", articles: "pd.DataFrame") -> "pd.DataFrame":
    """Count by month, or where that would be too many, by year; articles without a date are left out."""
    import pandas as pd

    dated = articles[articles["published"].notna()]
    month = dated["published"].str[:7]
    if month.empty:
        return pd.DataFrame(columns=["time", "articles", "words", "statements", "per_1000_words", "named"])
    first, last = (int(one[:4]) * 12 + int(one[5:7] or 1) for one in (month.min(), month.max()))
    part = slice(0, 4 if last - first >= MONTHS else 7)
    said = speech[speech["published"].notna()]
    by_time = said.groupby(said["published"].str[part])
    found = dated.groupby(dated["published"].str[part]).agg(articles=("doc_id", "size"), words=("words", "sum"))
    found["statements"] = by_time.size().reindex(found.index, fill_value=0)
    found["per_1000_words"] = 1000 * found["statements"] / found["words"].clip(lower=1)
    found["named"] = by_time["named"].mean().reindex(found.index)
    return found.rename_axis("time").reset_index()


def _confidence(speech: "pd.DataFrame") -> "pd.DataFrame":
    """Count by tenths of confidence, and how many of each are expected to be right."""
    import pandas as pd

    band = (speech["confidence"] * STEPS).clip(upper=STEPS - 1).astype(int)
    found = speech.groupby(band).agg(statements=("id", "size"), expected=("confidence", "sum"))
    found = found.reindex(range(STEPS), fill_value=0)
    found.insert(0, "from", pd.Series([one / STEPS for one in range(STEPS)]))
    return found.reset_index(drop=True)


def _share(speech: "pd.DataFrame", column: str) -> tuple[float, float, float] | None:
    """Give a share with its 95% interval, drawn by whole articles, since what one article says hangs together.

    Bootstrap by clusters (Field and Welsh, Bootstrapping clustered data, 2007). None where there is nothing.
    """
    import numpy as np

    if speech.empty:
        return None
    each = speech.groupby("doc_id")[column].agg(["sum", "size"]).to_numpy(dtype=float)
    drawn = np.random.default_rng(0).integers(0, len(each), (RESAMPLES, len(each)))
    totals = each[drawn].sum(axis=1)
    low, high = np.quantile(totals[:, 0] / totals[:, 1], [0.025, 0.975])
    return float(speech[column].mean()), float(low), float(high)


def _commonest(values: "pd.Series[str]") -> str | None:
    """Give the value that is there most often, of several the first in the alphabet."""
    found = values.dropna().mode()
    return None if found.empty else str(found.iloc[0])
