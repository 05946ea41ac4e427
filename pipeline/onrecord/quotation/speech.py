"""How likely a passage is speech, not a title, a scare quote, a nickname or a term: a sum of weighed features."""

import math
import re

from onrecord import resources
from onrecord.punctuation import DASHES
from onrecord.records import ROUND, Span

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_NOT_MARKS = re.compile(rf"[^\w\s,.:;!?…()\[\]{DASHES[1:]}-]+")
_LAST = re.compile(rf"([^\W_]+(?:[-'’][^\W_]+)*)[\s,:;.({DASHES[1:]}-]*$")


def score(text: str, spans: tuple[Span, ...], marks: tuple[Span, ...], first: Span, last: Span, closed: bool) -> float:
    """Give the probability, rounded, that a passage is speech; first and last are its outermost paragraphs' spans.

    >>> quoted, title = "He said: “We shall not go there.”", "He wrote “Gone”."
    >>> (score(quoted, ((10, 32),), ((9, 10), (32, 33)), (0, 33), (0, 33), True)
    ...     > score(title, ((10, 14),), ((9, 10), (14, 15)), (0, 16), (0, 16), True))
    True
    """
    weights: dict[str, float] = resources.table("quotation.toml")["speech"]["weights"]
    found = features(text, spans, marks, first, last, closed)
    total = sum(weights.get(name, 0.0) * value for name, value in sorted(found.items()))
    return round(1 / (1 + math.exp(-max(-50.0, min(50.0, total)))), ROUND)


def features(
    text: str, spans: tuple[Span, ...], marks: tuple[Span, ...], first: Span, last: Span, closed: bool
) -> dict[str, float]:
    """Give what is true of a passage, by name: of its words, of its punctuation, and of what stands around it.

    >>> sorted(features("“No!”", ((1, 4),), ((0, 1), (4, 5)), (0, 5), (0, 5), True))
    ['begins_paragraph', 'bias', 'closed', 'ends_paragraph', 'length', 'one_word', 'stop_inside']
    """
    settings = resources.table("quotation.toml")["speech"]["settings"]
    end = spans[-1][1]
    found = {"bias": 1.0, **_inside(text, spans, settings["words"])}
    if closed:
        found["closed"] = 1.0
    opening, closing = marks[0][0], marks[-1][1] if closed else end
    before = _NOT_MARKS.sub("", text[max(first[0], opening - settings["window"]) : opening])
    after = _NOT_MARKS.sub("", text[closing : min(last[1], closing + settings["window"])])
    found |= _around(before, after, closed)
    if (
        "said_after" in found
        and ("begins_paragraph" in found or "sentence_before" in found)
        and ("comma_inside" in found or "stop_inside" in found)
    ):
        found["said_after_whole"] = 1.0  # "No," he said.
    if "said_right_before" in found and "stop_inside" in found and before.rstrip().endswith((":", ",")):
        found["said_before_whole"] = 1.0  # He said: "No."
    return found


def _inside(text: str, spans: tuple[Span, ...], most: int) -> dict[str, float]:
    words: list[str] = []
    for start, end in spans:
        for m in _WORD.finditer(text, start, end):
            words.append(m.group().replace("’", "'"))
            if len(words) == most:
                break
        if len(words) >= most:
            break
    lower = {word.lower() for word in words}
    long = [word for word in words if len(word) > 3 or word == words[0]]
    inner = text[max(spans[-1][0], spans[-1][1] - 4) : spans[-1][1]].rstrip("\"'’”‘“»› ")
    asked = {
        "one_word": len(words) <= 1,
        "two_words": len(words) == 2,
        "three_or_four_words": len(words) in (3, 4),
        "title_case": len(words) > 1 and all(word[0].isupper() or word[0].isdigit() for word in long),
        "clause": bool(lower & resources.forms("quotation_clause")),
        "person": bool(lower & resources.forms("quotation_person")),
        "stop_inside": inner.endswith((".", "!", "?", "…")),
        "comma_inside": inner.endswith((",", ";", *DASHES)),
    }
    return {name: 1.0 for name, true in asked.items() if true} | {"length": round(math.log1p(len(words)), 6)}


def _around(before: str, after: str, closed: bool) -> dict[str, float]:
    last = _LAST.search(before)
    word = last.group(1).lower() if last else ""
    stripped = before.rstrip()
    following = after.lstrip()
    first_sentence = following.lstrip(f", {DASHES}").split(".")[0]
    next_words = {m.group().lower() for m in list(_WORD.finditer(first_sentence))[:5]} if closed else set()
    said = resources.forms("quotation_said")
    asked = {
        "begins_paragraph": not stripped,
        "colon_before": stripped.endswith(":"),
        "sentence_before": stripped.endswith((".", "!", "?", "…")),
        "bracket_before": stripped.endswith("("),
        "said_right_before": word in said and not stripped.endswith("."),
        "said_before": word not in said and any(m.group().lower() in said for m in _WORD.finditer(before[-40:])),
        "said_after": bool(next_words & said),
        "ends_paragraph": closed and not following.strip(".,;:!? "),
        "stop_outside": closed and after.startswith((".", ",", ";", ":", "?", "!")),
    }
    return {name: 1.0 for name, true in asked.items() if true}
