"""Numbers that belong together: ranges, shares such as one in five, and scores, which are no quantities."""

from dataclasses import replace

from onrecord import resources
from onrecord.claims.amount import Range
from onrecord.claims.numbers import TABLE, Number, whole, words
from onrecord.claims.surroundings import LEFT, ends, money_inside, pattern, scaled_by


def joined(text: str, found: list[Number]) -> list[Range]:
    """Join two numbers that are the ends of a range, or a share: 5 to 10, between 5 and 10, one in five."""
    out: list[Range] = []
    i = 0
    while i < len(found):
        one = found[i]
        if i + 1 < len(found):
            two = found[i + 1]
            between = " ".join(text[one.end : two.start].lower().split())
            pair = _pair(text, one, two, between)
            if pair:
                out.append(pair)
                i += 2
                continue
        out.append(Range(one, start=one.start))
        i += 1
    return out


def _pair(text: str, one: Number, two: Number, between: str) -> Range | None:
    """Make one of two numbers that belong together, None where they do not; a score, 3-1, comes out as one too."""
    table = resources.table(TABLE)
    ranges = table["range"]
    if between in table["share"]["in"] and one.value <= two.value:
        return Range(one, two, one.start, "share")
    if match := money_inside().fullmatch(between):
        between = " ".join(match["join"].lower().split())
    if one.least or two.least or one.couple:
        return None
    left = pattern("sign").sub("", text[max(0, one.start - LEFT) : one.start])
    rising = one.value < two.value
    if between in ranges["hyphens"] and not rising:
        return Range(one, two, one.start, "score")
    scale = words("scales").get((scaled_by().search(text, one.end, two.end) or [""])[0].lower(), 1)
    scaled = replace(one, value=whole(one.value * scale)) if one.value * scale < two.value else one
    if between == ranges["and"][0] and (opened := ends(left, "range.between")):
        return Range(scaled, two, opened.start()) if rising else None
    change = between == ranges["to"][0] and ends(left, "range.from")
    return Range(scaled, two, one.start) if between in ranges["to"] and rising and not change else None
