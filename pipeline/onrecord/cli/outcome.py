"""How a command ends: messages on standard error, and exit codes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from onrecord.records import Reject

FAILED, USAGE, REJECTED = 1, 2, 3


@contextmanager
def usage_errors() -> Iterator[None]:
    """Turn what is wrong with the command line into a message and exit code 2."""
    from onrecord.model import ModelNotFound

    try:
        yield
    except (ValueError, ModelNotFound) as error:
        stop(str(error), USAGE)


@contextmanager
def write_errors() -> Iterator[None]:
    """Turn what cannot be written into a message and exit code 1."""
    from onrecord.knowledge import KnowledgeError

    try:
        yield
    except KnowledgeError as error:
        stop(str(error), FAILED)


@contextmanager
def hushed() -> Iterator[None]:
    """Keep the log to errors: what is rejected is told by the exit code alone."""
    logger = logging.getLogger("onrecord")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def write(path: Path, content: bytes) -> None:
    """Write a file and say so, or stop with the reason."""
    try:
        path.write_bytes(content)
    except OSError as error:
        stop(f"cannot write {path} ({error.strerror}): name another file", FAILED)
    typer.echo(f"wrote {path}", err=True)


def stop(message: str, code: int) -> NoReturn:
    """Say what is wrong on standard error and end with an exit code."""
    typer.echo(f"onrecord: {message}", err=True)
    raise typer.Exit(code)


def tell(reject: "Reject") -> None:
    """Tell of a reject on standard error."""
    typer.echo(f"rejected {reject.where} ({reject.what}): {reject.why}; {reject.remedy}", err=True)
