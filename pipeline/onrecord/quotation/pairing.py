"""The cheapest way to read the marks of a text: which open, which close, what runs on into the next paragraph.

One walk from left to right that keeps a few best readings alive (a beam over the stack of open quotations), so time
grows with the number of marks. A quotation left open is settled at the end of its paragraph: it ends there, or goes
on where the next paragraph opens again or closes it. So one missing mark spoils no later paragraph.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from onrecord import resources
from onrecord.quotation.glyphs import Glyph

OPEN, CLOSE, REOPEN = "open", "close", "reopen"
OPEN_AFTER_UNCLOSED = "open after unclosed"  # all that is open ends where this mark stands
CLOSE_OUTER = "close outer"  # the inner one was never closed
CLOSE_BOTH = "close both"
END, CARRY, WRAP = "end", "carry", "wrap"  # at the end of a paragraph: all ends, the outermost goes on, all goes on


class Event(NamedTuple):
    """What happens at a mark, or (glyph None) at the end of a paragraph."""

    kind: str
    paragraph: int
    glyph: Glyph | None


# What has happened on the way to a reading, latest first.
Trail = tuple[Any, Event] | None


_Key = tuple[tuple[str, ...], int]  # what is open, and for how many paragraphs it has gone on without a mark
_Reading = tuple[int, Trail, tuple[int, ...]]  # its cost, what happened in it, where what is open was opened
_Beam = dict[_Key, _Reading]


def pair(paragraphs: Iterable[tuple[bool, Iterable[Glyph]]]) -> list[Event]:
    """Give the events of the cheapest reading, in order; at the end of each paragraph what is open ends or is carried.

    A paragraph is its glyphs, and whether it is but a broken line of the one before.
    """
    settings = resources.table("quotation.toml")
    beam: _Beam = {((), 0): (0, None, ())}
    number = 0
    for number, (wrapped, marks) in enumerate(paragraphs):
        if number:
            beam = _prune(_turn(beam, number - 1, wrapped, settings["structure"]), settings["search"])
        for glyph in marks:
            beam = _prune(_step(beam, glyph, number, settings), settings["search"])
    last = _prune(_turn(beam, number, False, settings["structure"]), settings["search"])
    return _events(last[((), 0)][1])


def _events(trail: Trail) -> list[Event]:
    events: list[Event] = []
    while trail is not None:
        trail, event = trail
        events.append(event)
    return events[::-1]


def _prune(moves: Iterable[tuple[_Key, _Reading]], search: dict[str, int]) -> _Beam:
    """Keep the cheapest reading of each key, and of these the few that can still win; costs count from the cheapest."""
    best: _Beam = {}
    for key, reading in moves:
        known = best.get(key)
        if known is None or reading[0] < known[0]:
            best[key] = reading
    least = min(reading[0] for reading in best.values())
    most = least + search["slack"]
    kept = [item for item in best.items() if item[1][0] <= most]
    if len(kept) > search["beam"]:
        kept = sorted(kept, key=lambda item: item[1][0])[: search["beam"]]
    return {key: (cost - least, trail, opened) for key, (cost, trail, opened) in kept}


def _turn(beam: _Beam, number: int, wrapped: bool, costs: dict[str, Any]) -> Iterator[tuple[_Key, _Reading]]:
    """Go over the end of a paragraph: what is open ends there, or the outermost goes on in the next."""
    for (stack, carried), (cost, trail, opened) in beam.items():
        if not stack:
            yield ((), 0), (cost, trail, ())
            continue
        inner = costs["unclosed_inner"] * (len(stack) - 1)
        ends = costs["never_closed_after_carried"] if carried else costs["unclosed"]
        yield ((), 0), (cost + inner + ends, (trail, Event(END, number, None)), ())
        if wrapped:
            yield (stack, carried), (cost + costs["wrapped"], (trail, Event(WRAP, number, None)), opened)
        elif carried < costs["carried_paragraphs"]:
            total = cost + inner + costs["carried"]
            yield (stack[:1], carried + 1), (total, (trail, Event(CARRY, number, None)), opened[:1])


def _step(beam: _Beam, glyph: Glyph, number: int, settings: dict[str, Any]) -> Iterator[tuple[_Key, _Reading]]:
    """Give every reading of the next mark after every reading of the marks before it."""
    costs = settings["structure"]
    for key, reading in beam.items():
        yield key, (reading[0] + glyph.neither, reading[1], reading[2])
        yield from _opening(key, reading, glyph, number, costs)
        if key[0]:
            yield from _closing(key, reading, glyph, number, settings)


def _opening(
    key: _Key, reading: _Reading, glyph: Glyph, number: int, costs: dict[str, Any]
) -> Iterator[tuple[_Key, _Reading]]:
    stack, carried = key
    cost, trail, opened = reading
    same = glyph.family in stack
    total = cost + glyph.opens
    if carried and same:
        if carried == 1 and glyph.leads and stack == (glyph.family,):
            event = Event(REOPEN, number, glyph)
            yield (stack, 0), (total - costs["carried"], (trail, event), (glyph.end,))
        return
    if len(stack) < costs["depth"]:
        inside = 0
        if stack:
            inside = costs["same_inside"][glyph.family] if same else costs["other_inside"]
        event = Event(OPEN, number, glyph)
        yield ((*stack, glyph.family), carried), (total + inside, (trail, event), (*opened, glyph.end))
    if same and not carried:
        goes_on = glyph.after_sentence and stack == (glyph.family,)  # a paragraph break was lost
        event = Event(REOPEN if goes_on else OPEN_AFTER_UNCLOSED, number, glyph)
        total += costs["unclosed_inside"] + costs["unclosed_inner"] * (len(stack) - 1)
        yield ((glyph.family,), 0), (total, (trail, event), (glyph.end,))


def _closing(
    key: _Key, reading: _Reading, glyph: Glyph, number: int, settings: dict[str, Any]
) -> Iterator[tuple[_Key, _Reading]]:
    stack, carried = key
    cost, trail, opened = reading
    costs = settings["structure"]
    total = cost + glyph.closes
    if len(stack) == 1 and carried and not glyph.after_point:
        total += costs["stray_after_carried"]
    if stack[-1] == glyph.family:
        if glyph.after_plural and glyph.start - opened[-1] > settings["far"]["characters"]:
            total += settings["unlikely"]["far_possessive"]
        event = Event(CLOSE, number, glyph)
        yield (stack[:-1], carried if stack[1:] else 0), (total, (trail, event), opened[:-1])
    elif glyph.after_point and not carried:
        event = Event(CLOSE, number, glyph)
        yield (stack[:-1], 0), (total + costs["crossed"], (trail, event), opened[:-1])
    if len(stack) > 1 and stack[-2] == glyph.family != stack[-1]:
        event = Event(CLOSE_OUTER, number, glyph)
        total += costs["unclosed_inner"]
        yield (stack[:-2], carried if stack[2:] else 0), (total, (trail, event), opened[:-2])
    if stack[-2:] == ("single", "single") and glyph.family == "double" and glyph.end - glyph.start == 2:
        event = Event(CLOSE_BOTH, number, glyph)
        total += costs["both_closed"]
        yield (stack[:-2], carried if stack[2:] else 0), (total, (trail, event), opened[:-2])
