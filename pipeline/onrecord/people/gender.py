"""What tells a person's gender: titles and nouns about the name, else the forename."""

from spacy.tokens import Doc, Token

from onrecord import resources
from onrecord.entities import Entity


def gender_of(doc: Doc, entity: Entity) -> str | None:
    """Tell a person's gender from the titles and nouns about the name, then from the forename."""
    votes = {"male": 0, "female": 0}
    for start, end in entity.mentions:
        near = [doc[start - 1].lower_.strip(".")] if start else []
        near += [t.lower_ for t in doc[end - 1].children if t.dep_ == "appos" or _describes(doc, t, start)]
        if doc[end - 1].dep_ == "appos":
            near.append(doc[end - 1].head.lower_)
        for word in near:
            for gender in votes:
                votes[gender] += word in resources.forms(gender)
    if votes["male"] != votes["female"]:
        return max(votes, key=lambda g: votes[g])
    return forename_gender_of(entity)


def _describes(doc: Doc, noun: Token, start: int) -> bool:
    """Tell whether a noun before a name tells who it is: not in a headline, ``Grieving Mother Meets Lee``."""
    roles = resources.forms("roles") | resources.forms("roles_weak")
    return noun.dep_ == "compound" and all(t.lower_ in roles or t.is_punct for t in doc[noun.i + 1 : start])


def forename_gender_of(entity: Entity) -> str | None:
    """Give the gender that a person's forename tells, None where there is none or it tells nothing."""
    if len(entity.words) < 2:
        return None
    return forename_gender(entity.words[0])


def forename_gender(word: str) -> str | None:
    """Give the gender that a forename tells, None where it tells none."""
    male, female = word in resources.forms("forenames_male"), word in resources.forms("forenames_female")
    return None if male == female else "male" if male else "female"
