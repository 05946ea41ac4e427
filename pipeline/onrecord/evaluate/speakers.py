"""Is it the right speaker, in the right role, for the right organisation? Names compared, and counted by article."""

import re
from collections.abc import Iterable

from onrecord import resources
from onrecord.evaluate.matching import WORD, Comparison
from onrecord.evaluate.scores import Counts
from onrecord.gold import GoldArticle, GoldStatement
from onrecord.records import Statement

SHARES = ("found", "referent", "canonical", "anonymous", "kind")
MEASURES = ("who", "role", "organisation")


def has_speakers(articles: Iterable[GoldArticle]) -> bool:
    """Tell whether answers say who spoke: files of mere spans do not."""
    return any(one.speech is not None for article in articles for one in article.statements)


def same(name: str | None, forms: Iterable[str | None]) -> bool:
    """Tell whether a name is one of the forms, but for case, punctuation, titles, articles and a possessive.

    >>> same("the Mirror’s", ["Mirror"]), same("Lee", ["Ann Lee"])
    (True, False)
    """
    bare = _bare(name)
    return bool(bare) and bare in {_bare(form) for form in forms if form}


def accepted(words: str | None, forms: Iterable[str | None]) -> bool:
    """Tell whether a role or organisation is one of the forms: one inside the other, or half of the words in common.

    >>> accepted("mayor", ["mayor of Ely"]), accepted("driver", ["mayor of Ely"])
    (True, False)
    """
    ours = set(_bare(words))
    for form in forms:
        theirs = set(_bare(form))
        if ours and theirs and (ours <= theirs or theirs <= ours or 2 * len(ours & theirs) >= len(ours | theirs)):
            return True
    return False


def speaker_right(gold: GoldStatement, statement: Statement) -> bool:
    """Tell whether a statement names the answer's speaker by any of the names, or rightly nobody."""
    return same(statement.speaker, [gold.speaker, *gold.aliases]) if gold.speaker else not statement.speaker


def forms(gold: GoldStatement, tie: str) -> list[str]:
    """Give every form of an answer's ``role`` or ``organisation`` that is right."""
    alternatives = gold.role_alternatives if tie == "role" else gold.organisation_alternatives
    return [form for form in (getattr(gold, tie), *alternatives) if form]


def counts(comparison: Comparison) -> Counts:
    """Count one article, compared without leaving nested statements out; only answers that are speech are wanted.

    A statement paired with nothing that lies inside another one, or is no speech, is neither right nor wrong: the
    answers of others are flat and mark all acts.
    """
    gold, statements, partners = comparison.gold, comparison.statements, comparison.partners
    wanted = {n for n, one in enumerate(gold) if one.speech}
    idle = comparison.inner() | {n for n, one in enumerate(statements) if one.act != "speech"}
    judged = sum(partners[n] in wanted if n in partners else n not in idle for n in range(len(statements)))
    found = [(gold[n], statements[comparison.pairs[n][0]]) for n in sorted(wanted & comparison.pairs.keys())]
    named = [pair for pair in found if pair[0].speaker]
    nameless = [pair for pair in found if not pair[0].speaker]
    referents = [pair for pair in named if speaker_right(*pair)]
    # an answer that has a name and no kind was given by somebody who was asked for the name only
    kinds = [pair for pair in referents if pair[0].kind]
    tied = [pair for pair in found if pair[0].kind or not pair[0].speaker]
    anonymous = sum(speaker_right(*pair) for pair in nameless)
    hits = len(referents) + anonymous
    shares = {
        "found": (len(found), len(wanted)),
        "referent": (len(referents), len(named)),
        "canonical": (sum(same(ours.speaker, [one.speaker]) for one, ours in named), len(named)),
        "anonymous": (anonymous, len(nameless)),
        "kind": (sum(one.kind == ours.speaker_kind for one, ours in kinds), len(kinds)),
    }
    out: Counts = {f"speaker.{name}": (*share, *share) for name, share in shares.items()}
    out["speaker.who"] = (hits, judged, hits, len(wanted))
    for tie in ("role", "organisation"):
        right = [accepted(getattr(ours, tie), forms(one, tie)) for one, ours in tied]
        given = [bool(getattr(ours, tie)) for _, ours in tied]
        asked = [bool(getattr(one, tie)) and one.kind == "person" for one, _ in tied]
        hits_given = sum(r and g for r, g in zip(right, given, strict=True))
        hits_asked = sum(r and a for r, a in zip(right, asked, strict=True))
        out[f"speaker.{tie}"] = (hits_given, sum(given), hits_asked, sum(asked))
    return out


def _bare(name: str | None) -> tuple[str, ...]:
    plain = re.sub(r"['’]s?$", "", (name or "").strip().casefold())
    words = WORD.findall(plain.translate(dict.fromkeys(map(ord, "'’."))))
    titles = resources.table("evaluation.toml")["titles"]
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    return tuple(words)
