"""The trained weights as a file: where it is, and which it is; read without numpy, before anything slow is loaded."""

import hashlib
from pathlib import Path

from onrecord import resources

FOLDER = "weights"
NAME = "tagger.npz"
NO_USE = "there are weights and no tagger to use them: leave one of the two settings out"


def find(folder: str | Path | None = None) -> Path | None:
    """Give the file of weights in a folder, or that of the data package, or None where somebody has deleted that.

    Raises ValueError, naming the remedy, when a folder was named and has none.

    >>> find("no/such/folder")
    Traceback (most recent call last):
    ...
    ValueError: no/such/folder has no tagger.npz: name a folder that `onrecord train` has written, or none
    """
    file = (resources.file(FOLDER) if folder is None else Path(folder)) / NAME
    if file.is_file():
        return file
    if folder is not None:
        raise ValueError(f"{folder} has no {NAME}: name a folder that `onrecord train` has written, or none")
    return None


def digest(folder: str | Path | None = None) -> str | None:
    """Give the SHA-256 of the weights of a folder, or of those of the data package, or None where there are none.

    Raises ValueError, naming the remedy, when a folder was named and has none.

    >>> (digest() is None) == (find() is None)
    True
    """
    file = find(folder)
    return None if file is None else hashlib.sha256(file.read_bytes()).hexdigest()
