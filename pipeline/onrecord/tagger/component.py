"""The spaCy component: what the tagger finds in a Doc, as plain data on it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.tagger.columns import plain
from onrecord.tagger.linking import KEPT, tagged

EXTENSION = "onrecord_tagged"

if not Doc.has_extension(EXTENSION):
    Doc.set_extension(EXTENSION, default=None)


@Language.factory(
    "onrecord_tagger",
    default_config={"kept": KEPT},
    requires=["token.dep", "token.head", "token.tag", "doc._.onrecord_statements"],
    assigns=[f"doc._.{EXTENSION}"],
)
def make_tagger(nlp: Language, name: str, kept: float) -> Callable[[Doc], Doc]:
    """Put what the trained tagger finds into ``doc._.onrecord_tagged``; it looks at what the rules found before it.

    Each is a plain dict with the keys of ``Found``; none when the folder of the weights has been deleted. ``kept`` is
    the least probability of one that is given.
    """

    def annotate(doc: Doc) -> Doc:
        drafts: list[dict[str, Any]] = doc._.onrecord_statements or []
        doc._.set(EXTENSION, [asdict(found) for found in tagged(doc, [plain(draft) for draft in drafts], kept=kept)])
        return doc

    return annotate
