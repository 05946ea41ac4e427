"""The named organisations, places and peoples of an article."""

from spacy.tokens import Doc

from onrecord import resources
from onrecord.entities import Entity
from onrecord.people.runs import body_runs, end_of, unseen_again, words_of
from onrecord.records import Kind
from onrecord.roles import titles


def bodies(doc: Doc, persons: list[Entity], first: int) -> list[Entity]:
    """Give the named organisations, places and peoples of a Doc; numbers go on from ``first``."""
    taken = {i for person in persons for start, end in person.mentions for i in range(start, end)}
    found: dict[tuple[str, ...], Entity] = {}
    runs = list(body_runs(doc, taken))
    runs = sorted([*runs, *unseen_again(doc, runs, taken)])
    fuller = _fuller({words_of(doc, start, end) for start, end in runs})
    for start, end in runs:
        if doc[start:end].text in titles():
            continue
        words = words_of(doc, start, end)
        key = fuller.get(words, words)
        entity = found.get(key)
        if entity is None:
            kind: Kind = (
                "group" if doc[end - 1].ent_type_ == "NORP" and doc[end - 1].tag_ in ("NNPS", "NNS") else "organisation"
            )
            entity = Entity(
                first + len(found), kind, doc[start:end].text, (doc[start].idx, end_of(doc, end)), words=words
            )
            found[key] = entity
        entity.mentions.append((start, end))
    return list(found.values())


def _fuller(names: set[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Give for each name of a body the one fuller name it stands for: its end (``Security Council``), its initials.

    What begins with initials, ``U.N. Security Council``, is the name that begins with the words themselves.
    """
    spelt: dict[tuple[str, ...], tuple[str, ...]] = {}
    for words in sorted(names):
        for cut in range(2, len(words)):
            spelt.setdefault((_initials(words[:cut]), *words[cut:]), words)
    ends: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for words in names:
        if len(words) > 1:
            whole = spelt.get((words[0].replace(".", ""), *words[1:]), words)
            for cut in range(1, len(words)):
                ends.setdefault(words[cut:], set()).add(whole)
            ends.setdefault((_initials(words),), set()).add(whole)
            if whole != words:
                ends[words] = {whole}
    return {words: min(ends[words]) for words in names if len(ends.get(words, ())) == 1}


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words if word not in resources.forms("name_links"))
