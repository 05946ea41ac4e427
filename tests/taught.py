"""Annotated articles to train on, small and written for this: who, a verb, and what, in three orders."""

import json
from pathlib import Path

from onrecord.gold import GoldArticle, GoldStatement, to_line

NAMES = ("Ann Lee", "Bo Hill", "Meera Oduya", "Tom Vance", "Karen Fox", "David Cole", "Priya Nair", "Sam Okoro")
VERBS = ("said", "added", "warned", "insisted")
THINGS = (
    "the bridge will stay shut until May",
    "nobody had asked the ferrymen",
    "the water fell by Friday",
    "shops will close in the autumn",
    "the survey had missed two piers",
)
FILLER = "The road to the mill was shut at noon. "


def article(number: int) -> GoldArticle:
    """Make the article of a number: a plain clause, a quotation before its verb, and one that goes on after it."""
    text, statements = FILLER, []
    for turn in range(3):
        who, verb = NAMES[(number + turn) % len(NAMES)], VERBS[(number * 3 + turn) % len(VERBS)]
        what = THINGS[(number + 2 * turn) % len(THINGS)]
        line = (
            f"{who} {verb} that {what}.",
            f"“{what[0].upper()}{what[1:]},” {who} {verb}.",
            f"{who} {verb}: “{what}.”",
        )
        start = len(text) + len("\n\n")
        text += f"\n\n{line[turn]}"
        at = text.index(what[1:], start) - 1
        content = ((at, at + len(what)),)
        cue, source = (text.index(verb, start), len(verb)), (text.index(who, start), len(who))
        statements.append(GoldStatement(content=content, cue=((cue[0], sum(cue)),), source=((source[0], sum(source)),)))
    return GoldArticle(id=f"taught-{number}", text=text, statements=tuple(statements))


def written(path: Path, numbers: range, *, judged: bool = False) -> Path:
    """Write articles to a file; of those ``judged`` only the first paragraph with a statement was, and has answers."""
    with path.open("w", encoding="utf-8") as file:
        for number in numbers:
            line = to_line(made := article(number))
            if judged:
                start = made.text.index("\n\n") + 2
                line["judged"] = [[start, made.text.index("\n\n", start)]]
                line["attributions"] = line["attributions"][:1]
            file.write(json.dumps(line) + "\n")
    return path
