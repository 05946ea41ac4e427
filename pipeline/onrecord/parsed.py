"""The parse of a text as bytes, and back: what onrecord's components need of a Doc, before they have seen it."""

import json
from hashlib import sha256

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

# where sentences begin follows from HEAD
KEPT = ["TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE"]


def digest(doc: Doc) -> bytes:
    """Give the digest of what the rules found in a Doc; whatever else is found hangs on its parse, and on this.

    >>> from spacy.lang.en import English
    >>> digest(English()("So.")) == digest(English()("No."))
    True
    """
    found = doc._.onrecord_candidates if Doc.has_extension("onrecord_candidates") else None
    return sha256(json.dumps(found).encode()).digest()[:16]


def encode(doc: Doc) -> bytes:
    """Give the bytes of a parsed Doc, some 13 a word.

    >>> from spacy.lang.en import English
    >>> nlp = English()
    >>> decode(nlp.vocab, encode(nlp("Ann Lee said so."))).text
    'Ann Lee said so.'
    """
    return DocBin(attrs=KEPT, docs=[doc]).to_bytes()


def decode(vocab: Vocab, data: bytes) -> Doc:
    """Give the Doc that bytes were made of; raises what spaCy does for bytes that are none."""
    return next(DocBin().from_bytes(data).get_docs(vocab))
