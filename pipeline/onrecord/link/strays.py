"""Names that may be another's with a word too many, or a person's taken for a body's: not linked, but said."""

import functools
from collections.abc import Iterator, Mapping, Sequence

from onrecord import resources
from onrecord.link.evidence import Node
from onrecord.link.names import Form, folded, form

BODY = "a body's name that is a surname, too"
WORD = "the same name but for a word that may be none of it"


def strays(nodes: Sequence[Node], members: Mapping[int, list[int]], most: int) -> Iterator[tuple[int, int, str]]:
    """Yield each group whose name may be that of people of other groups, with these, up to ``most``, and why."""
    by_form: dict[Form, dict[int, None]] = {}
    by_surname: dict[str, dict[int, None]] = {}
    forms = {root: sorted({nodes[n].form for n in members[root]}, key=repr) for root in sorted(members)}
    for root, several in forms.items():
        if nodes[root].speaker.kind == "person":
            for one in several:
                if one.full:
                    by_form.setdefault(one, {})[root] = None
                    by_surname.setdefault(one.surname, {})[root] = None
    for root in forms:
        words = folded(nodes[root].speaker.name)
        if nodes[root].speaker.kind != "person":
            near, why = list(by_surname.get(" ".join(words), ())), BODY
            if not near and nodes[root].speaker.name.split()[-1] not in resources.forms("body_words"):
                near, why = _in_longer(words, by_form), WORD
        else:
            near, why = _without_a_word(words, by_form, by_surname), WORD
        for other in [one for one in near if one != root][:most]:
            yield root, other, why


def _without_a_word(
    words: Sequence[str], by_form: Mapping[Form, dict[int, None]], by_surname: Mapping[str, dict[int, None]]
) -> list[int]:
    """Give whom a name is without some words before or after, or without everyday words on either side."""
    if found := _in_longer(words, by_form):
        return found
    start, end = 0, len(words)
    while start < end and words[start] in _everyday():
        start += 1
    while start < end and words[end - 1] in _everyday():
        end -= 1
    return list(by_surname.get(words[start], ())) if end - start == 1 and len(words) > 1 else []


def _in_longer(words: Sequence[str], by_form: Mapping[Form, dict[int, None]]) -> list[int]:
    """Give who has the full name that longer words end or begin with: ``Certainly Ann Lee``, ``Ann Lee Says She``."""
    if len(words) < 3:
        return []
    parts = (words[1:], words[-2:], words[:2])
    return next((list(found) for part in parts if (found := by_form.get(form(" ".join(part))))), [])


@functools.cache
def _everyday() -> frozenset[str]:
    return frozenset(
        word.casefold() for name in resources.table("link.toml")["strays"]["lists"] for word in resources.forms(name)
    )
