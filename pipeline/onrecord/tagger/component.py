"""The spaCy component: the statements that rules made of a Doc, joined with what the tagger finds in it."""

import logging
from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.drafts import as_dict, from_dict
from onrecord.page import open_page
from onrecord.tagger.choosing import KEPT
from onrecord.tagger.joining import join
from onrecord.tagger.tagging import tagged
from onrecord.tagger.weights import load

EXTENSION = "onrecord_tagged"

logger = logging.getLogger(__name__)

if not Doc.has_extension(EXTENSION):
    Doc.set_extension(EXTENSION, default=None)


@Language.factory(
    "onrecord_tagger",
    default_config={"kept": KEPT, "weights": None, "alone": False},
    requires=["token.dep", "token.head", "token.tag", "doc._.onrecord_statements", "doc._.onrecord_passages"],
    assigns=["doc._.onrecord_statements", f"doc._.{EXTENSION}"],
)
def make_tagger(nlp: Language, name: str, kept: float, weights: str | None, alone: bool) -> Callable[[Doc], Doc]:
    """Join ``doc._.onrecord_statements``, which rules made, with what the trained tagger finds; comes right after them.

    ``doc._.onrecord_tagged`` then has, for each statement, the tagger's probability that its content and source are
    right, or None for one that only rules found. It stays None, and the statements as they were, when the folder of
    the weights has been deleted. ``kept`` is the least probability of a statement that the tagger adds, ``weights`` a
    folder that ``onrecord train`` has written, in place of that of the package; ``alone`` leaves out what rules gave,
    to measure what the tagger is worth. Raises ValueError, naming the remedy, for weights that cannot be used.
    """
    model = load(weights)
    if model is None:
        logger.info("there are no weights of the tagger: the rules work alone")

    def annotate(doc: Doc) -> Doc:
        rows: list[dict[str, Any]] = doc._.onrecord_statements or []
        if model is not None:
            page = open_page(doc)
            drafts = [from_dict(row) for row in rows]
            joined = join(page, drafts, tagged(page, drafts, model, kept=kept, alone=alone))
            doc._.onrecord_statements = [as_dict(draft) for draft, _ in joined]
            doc._.set(EXTENSION, [probability for _, probability in joined])
        return doc

    return annotate
