"""A spaCy pipeline with onrecord's components, and articles sent through it, long ones in windows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.types import Ints2d

from onrecord import resources
from onrecord.collect import records
from onrecord.examples import check
from onrecord.kept import Kept
from onrecord.model import find_model, speed_up
from onrecord.parsed import KEPT, decode, digest, encode
from onrecord.records import Article, Speaker, Statement
from onrecord.rules import load_rules
from onrecord.trained import NO_USE
from onrecord.windows import WINDOW, windows

PREFIX = "onrecord_"
CUES = f"{PREFIX}cues"
_HALF = re.compile("[\ud800-\udfff]")  # halves of characters, which spaCy cannot encode
CHARACTERS = 48_000  # of text in a batch: 8,000 words, between the 4,000 and 14,000 at which the parser is quickest

Item = TypeVar("Item")


def load(  # noqa: PLR0913 - those of spacy.load, and five of our own
    model: str | None = None,
    *,
    vocab: Vocab | bool = True,
    disable: Iterable[str] | str = (),
    enable: Iterable[str] | str = (),
    exclude: Iterable[str] | str = (),
    config: dict[str, Any] | None = None,
    rules: str | Path | None = None,
    tagger: bool = True,
    weights: str | Path | None = None,
    blas: str | None = None,
) -> Language:
    """Give a spaCy pipeline that finds statements and speakers: an English model with onrecord's components.

    ``model`` is a package or folder; without it the one that ``find_model`` finds. The other arguments are those of
    ``spacy.load``, which calls this for ``spacy.load("onrecord")``; they may name onrecord's components too.
    ``rules`` is a folder with the user's own ``cue_rules.toml`` and ``lexicons/``, put over ours and tried on the
    examples in it; ``tagger=False`` leaves out the trained tagger, so that rules work alone; ``weights`` is a folder
    with weights for it, of your own, in place of ours; ``blas`` is that of ``model.speed_up``.
    Raises ModelNotFound, with the command to type, when no model is installed; ValueError, naming the rule, where one
    cannot be read or does not do what its examples say, and, naming the remedy, for weights that cannot be used.

    >>> nlp = load()
    >>> nlp("“It works,” said Ann Lee.")._.onrecord_statements[0]["spans"]
    [(1, 10)]
    """
    if weights is not None and not tagger:
        raise ValueError(NO_USE)
    found = find_model(model)
    disable, enable, exclude = _names(disable), _names(enable), _names(exclude)
    settings = spacy.util.load_config(resources.file("config.cfg"))
    sections = settings["components"]
    ours, theirs = _part(config or {}, sections)
    if rules is not None:
        ours.setdefault("onrecord_cues", {})["rules"] = str(rules)
    if weights is not None:
        ours.setdefault("onrecord_tagger", {})["weights"] = str(weights)
    if not tagger:
        exclude.append("onrecord_tagger")
    nlp = spacy.load(
        found.path,
        vocab=vocab,
        exclude=[*exclude, *settings["without"]["pipes"]],
        disable=[name for name in disable if name not in sections],
        config=theirs,
    )
    for name, section in sections.items():
        if name not in exclude:
            section = {**section, **ours.get(name, {})}
            nlp.add_pipe(section.pop("factory"), name=name, first=section.pop("first", None), config=section)
    unwanted = [name for name in nlp.pipe_names if name in disable or (enable and name not in enable)]
    nlp.select_pipes(disable=unwanted) if unwanted else None
    speed_up(nlp, blas)
    if rules is not None:
        check(nlp, load_rules(Path(rules)))
    return nlp


def annotate(
    nlp: Language,
    articles: Iterable[Article],
    *,
    characters: int = CHARACTERS,
    kept: Kept | None = None,
) -> Iterator[tuple[Article, list[Statement], list[Speaker]]]:
    """Send articles through the pipeline and give each with its statements and speakers, in the order they came.

    Articles go through the model in batches of about ``characters``, and each comes out as it would alone; an article
    longer than a window goes in windows and comes back as one. ``kept`` is what is known of articles by their ids:
    parses in it are used in place of the model, and what is new is put in. An article in which the rules find what they
    found before comes with nothing, and is told there.

    >>> nlp = load()
    >>> articles = [Article(id="a", text="Ann Lee said it works.", source="-")]
    >>> [(article.id, statements[0].speaker) for article, statements, _ in annotate(nlp, articles)]
    [('a', 'Ann Lee')]
    """
    for batch in _batches(articles, lambda article: len(article.text), characters):
        yield from _annotated(nlp, batch, kept)


def parse(nlp: Language, texts: Iterable[str], *, characters: int = CHARACTERS) -> Iterator[Doc]:
    """Send texts through the model alone, without onrecord's components, and give a parsed Doc of each, in order.

    >>> [[token.tag_ for token in doc] for doc in parse(load(), ["She left.", "He did."])]
    [['PRP', 'VBD', '.'], ['PRP', 'VBD', '.']]
    """
    ours = _ours(nlp)
    for batch in _batches(texts, len, characters):
        cuts = [list(windows(text)) for text in batch]
        pieces = (_HALF.sub("\ufffd", text)[a:b] for text, cut in zip(batch, cuts, strict=True) for a, b in cut)
        parts = _parts(nlp, pieces, list(ours))
        for cut in cuts:
            yield _whole(nlp.vocab, islice(parts, len(cut)))


def _ours(nlp: Language) -> dict[str, Callable[[Doc], Doc]]:
    return {name: pipe for name, pipe in nlp.pipeline if name.startswith(PREFIX) and name != f"{PREFIX}breaks"}


def _annotated(
    nlp: Language, batch: list[Article], kept: Kept | None
) -> Iterator[tuple[Article, list[Statement], list[Speaker]]]:
    """Parse articles, long ones in windows that are joined again, then let onrecord's components see them whole."""
    ours = _ours(nlp)
    known = kept.parsed if kept else {}
    cuts = [[] if article.id in known else list(windows(article.text)) for article in batch]
    texts = [_HALF.sub("\ufffd", article.text) for article in batch]
    pieces = (text[start:end] for text, cut in zip(texts, cuts, strict=True) for start, end in cut)
    parts = _parts(nlp, pieces, list(ours))
    for article, cut in zip(batch, cuts, strict=True):
        yield (article, *_found(nlp, article, islice(parts, len(cut)), ours, kept))


def _found(
    nlp: Language,
    article: Article,
    parts: Iterator[Doc],
    pipes: Mapping[str, Callable[[Doc], Doc]],
    kept: Kept | None,
) -> tuple[list[Statement], list[Speaker]]:
    """Give the records of an article that was parsed; its Doc is let go of before anybody writes them."""
    if kept and (known := kept.parsed.get(article.id)) is not None:
        doc = decode(nlp.vocab, known)
        if (before := kept.before.get(article.id)) and CUES in pipes and digest(pipes[CUES](doc)) == before:
            kept.same.add(article.id)
            return [], []
    else:
        doc = _whole(nlp.vocab, parts)
        if kept is not None:
            kept.parsed[article.id] = encode(doc)
    for pipe in pipes.values():
        doc = pipe(doc)
    if kept is not None:
        kept.found[article.id] = digest(doc)
    return records(article, doc)


def _parts(nlp: Language, pieces: Iterable[str], disable: list[str]) -> Iterator[Doc]:
    """Send texts through the model, so many at a time as make a window: what it needs grows with the batch."""
    for group in _batches(pieces, len, WINDOW):
        for doc in nlp.pipe(group, batch_size=len(group), disable=disable):
            doc.tensor = nlp.vocab.vectors.data[:0]  # nobody asks for it, and it is most of a Doc's memory
            yield doc


def _whole(vocab: Vocab, parts: Iterator[Doc]) -> Doc:
    doc = next(parts)
    if (second := next(parts, None)) is None:
        return doc
    return _joined(vocab, chain([doc, second], parts))


def _joined(vocab: Vocab, parts: Iterable[Doc]) -> Doc:
    """Join the windows of a text to one Doc, letting go of each as soon as it is read.

    Not ``Doc.from_docs``: that holds all of them and five copies of their values, a gigabyte for a text of 5 MB.
    """
    values = numpy.concatenate([part.to_array(["ORTH", "SPACY", *KEPT]) for part in parts])
    joined = Doc(vocab, words=values[:, 0].tolist(), spaces=values[:, 1].astype(bool).tolist())
    return joined.from_array(list(KEPT), cast(Ints2d, values[:, 2:]))


def _batches(items: Iterable[Item], length: Callable[[Item], int], characters: int) -> Iterator[list[Item]]:
    """Cut a stream where the texts since the last cut have so many characters."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += length(item)
        if size >= characters:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _names(given: Iterable[str] | str) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _part(config: dict[str, Any], sections: Iterable[str]) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Part settings, nested or with dots, into those of our components and those of the model."""
    nested = spacy.util.dot_to_dict(config) if any("." in key for key in config) else config
    components = dict(nested.get("components", {}))
    ours = {name: components.pop(name) for name in list(components) if name in set(sections)}
    theirs = (
        {**nested, "components": components} if components else {k: v for k, v in nested.items() if k != "components"}
    )
    return ours, theirs
