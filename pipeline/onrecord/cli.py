"""The command line: reads what was typed, calls the library, and turns what comes of it into an exit code."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from onrecord.batch import Annotated as Found
    from onrecord.evaluate import Evaluation
    from onrecord.records import Article, Reject

FAILED, USAGE, REJECTED = 1, 2, 3
EPILOG = "Exit codes: 0 all read, 1 could not be written, 2 wrong usage, 3 some of it rejected, 130 interrupted."

app = typer.Typer(
    name="onrecord",
    help="Read English news and write down who said what, word for word, and how one can tell.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,  # rich takes longer to import than --help may take
    pretty_exceptions_enable=False,
)

Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|FOLDER", help="The spaCy model; else ONRECORD_MODEL, else one found."),
]
AnyLanguage = Annotated[bool, typer.Option("--any-language", help="Read what does not look like English, too.")]


@app.callback()
def _everywhere(
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version.", callback=lambda on: _version(on))  # noqa: PLW0108
    ] = False,
) -> None: ...


@app.command("run")
def run_command(
    inputs: Annotated[list[str], typer.Argument(metavar="IN...", help="Files, folders, or - for standard input.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="The folder to write to.")],
    model: Model = None,
    any_language: AnyLanguage = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Fill the folder OUT with who said what in the articles IN.

    What cannot be read is told on standard error and kept, with the reason, in OUT/rejects.jsonl.
    """
    with _usage_errors():
        from onrecord.batch import check_apart, documents, run
        from onrecord.progress import bar

        check_apart(inputs, out)
        _check(inputs, model)
    with _write_errors(), _hushed() if quiet else bar(lambda: documents(inputs, out)) as watcher:
        summary = run(inputs, out, model=model, any_language=any_language, progress=watcher)
    counts = summary.counts
    if not quiet:
        typer.echo(
            f"{counts.articles} articles with {counts.statements} statements by {counts.speakers} speakers,"
            f" {counts.rejects} rejected: {out} ({summary.timings.seconds:.1f} s)",
            err=True,
        )
    raise typer.Exit(REJECTED if counts.rejects else 0)


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A file or folder, or - for standard input.")],
    model: Model = None,
    any_language: AnyLanguage = False,
) -> None:
    """Print the statements of FILE as JSON Lines."""
    from onrecord.knowledge import STATEMENTS, lines

    rejects = 0
    for item in _stream(file, model, any_language):
        made = lines(*item) if isinstance(item, tuple) else item
        if isinstance(made, tuple):
            sys.stdout.buffer.write(made[1][STATEMENTS])
            sys.stdout.buffer.flush()
        else:
            rejects += 1
            _tell(made)
    raise typer.Exit(REJECTED if rejects else 0)


@app.command()
def show(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="A file, or - for standard input.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a self-contained page instead; - prints it.")
    ] = None,
    doc_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Which article, where there are several.")
    ] = None,
    model: Model = None,
    any_language: AnyLanguage = False,
) -> None:
    """Show an article with its statements and the reasons."""
    with _usage_errors():
        _check([article], model)
        chosen = _choose(article, doc_id, any_language)
    from onrecord.batch import pipeline
    from onrecord.knowledge import lines
    from onrecord.show import html as page
    from onrecord.show import render

    found = next(pipeline(model)([chosen]))
    if not isinstance(made := lines(*found), tuple):
        _tell(made)
        raise typer.Exit(REJECTED)
    if html is None:
        from rich.console import Console

        Console().print(render(*found[:2]))
        return
    content = page(*found[:2]).encode("utf-8", "xmlcharrefreplace")
    if str(html) == "-":
        sys.stdout.buffer.write(content)
        return
    _write(html, content)


@app.command()
def evaluate(  # noqa: PLR0913, PLR0917 - each option is an argument
    gold: Annotated[list[str], typer.Argument(metavar="GOLD...", help="Annotated articles: JSON Lines, or a folder.")],
    outermost: Annotated[
        bool, typer.Option("--outermost", help="Leave out statements inside others, for answers that never nest.")
    ] = False,
    saved: Annotated[
        Path | None, typer.Option("--saved", metavar="RUN.jsonl", help="Tell gains and losses since this run.")
    ] = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="RUN.jsonl", help="Save this run.")] = None,
    floors: Annotated[
        Path | None, typer.Option("--floors", metavar="FILE", help="Fail when a score is below its floor in FILE.")
    ] = None,
    update_floors: Annotated[bool, typer.Option("--update-floors", help="Raise the floors to these scores.")] = False,
    allow_regression: Annotated[bool, typer.Option("--allow-regression", help="Lower floors, too.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page to read the errors in.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", metavar="N", min=0, help="Samples for the 95 % intervals.")
    ] = 1000,
    model: Model = None,
) -> None:
    """Score what is found in GOLD against its answers, rule by rule.

    Exit code 1 when a score is below its floor.
    """
    with _usage_errors():
        if update_floors > (floors is not None) or allow_regression > update_floors:
            raise ValueError(
                "--allow-regression goes with --update-floors, and that with --floors FILE: add what is missing"
            )
        from onrecord import evaluate as scores
        from onrecord.batch import pipeline

        if floors and not update_floors:
            scores.read_floors(floors)  # before the work, not after it
        found = scores.evaluate(gold, outermost=outermost, samples=bootstrap, saved=saved, annotate=pipeline(model))
    if save is not None:
        _write(save, scores.as_lines(found))
    if html is not None:
        _write(html, scores.html(found).encode("utf-8", "xmlcharrefreplace"))
    _print_scores(found, as_json=as_json)
    if floors is not None:
        _hold(found, floors, update=update_floors, allow_regression=allow_regression)


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only this rule, in full.")] = None,
) -> None:
    """List the rules that find statements, with examples.

    With NAME, only that one, with the sentences it must leave alone.
    """
    from rich.console import Console

    from onrecord.rules import load_rules
    from onrecord.show.rules import render_rules

    known = {rule.name: rule for rule in load_rules()}
    if name is not None and name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known) or list(known)
        _stop(f"there is no rule {name!r}; there is {', '.join(near)}", USAGE)
    chosen = [known[name]] if name else known.values()
    Console().print(render_rules(chosen, counterexamples=name is not None))


def main() -> None:
    """Run the command line, as the command ``onrecord`` does."""
    from onrecord.model import single_thread

    single_thread()
    app()


def _stream(file: str, model: str | None, any_language: bool) -> "Iterator[Found | Reject]":
    with _usage_errors():
        _check([file], model)
    from onrecord.batch import pipeline, stream
    from onrecord.read import read

    return stream(read([file], any_language=any_language), pipeline(model))


def _choose(file: str, doc_id: str | None, any_language: bool) -> "Article":
    """Give the one article to show; raise ValueError when it is not clear which, and stop when there is none."""
    from onrecord.read import read
    from onrecord.records import Article

    rejects, ids = [], []
    only: Article | None = None
    for item in read([file], any_language=any_language):
        if not isinstance(item, Article):
            rejects.append(item)
        elif doc_id is None or item.id == doc_id:
            if only is not None:
                raise ValueError(f"{file} holds several articles; choose one with --id: {only.id}, {item.id} ...")
            only = item
            if doc_id is not None:
                break
        else:
            ids.append(item.id)
    if only is not None:
        return only
    if ids:
        raise ValueError(f"there is no article {doc_id!r} in {file}; there is {', '.join(islice(ids, 5))} ...")
    for reject in rejects:
        _tell(reject)
    raise typer.Exit(REJECTED)


def _check(inputs: list[str], model: str | None) -> None:
    from onrecord.model import find_model
    from onrecord.read import check_inputs

    check_inputs(inputs)
    find_model(model)


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turn what is wrong with the command line into a message and exit code 2."""
    from onrecord.model import ModelNotFound

    try:
        yield
    except (ValueError, ModelNotFound) as error:
        _stop(str(error), USAGE)


@contextmanager
def _write_errors() -> Iterator[None]:
    from onrecord.knowledge import KnowledgeError

    try:
        yield
    except KnowledgeError as error:
        _stop(str(error), FAILED)


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep the log to errors: what is rejected is told by the exit code alone."""
    logger = logging.getLogger("onrecord")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _print_scores(found: "Evaluation", *, as_json: bool) -> None:
    from rich.console import Console

    from onrecord import evaluate as scores

    if as_json:
        import json

        typer.echo(json.dumps(scores.as_json(found)))
    else:
        piped = not sys.stdout.isatty()
        Console(width=160 if piped else None).print(scores.render(found), soft_wrap=piped)


def _hold(found: "Evaluation", floors: Path, *, update: bool, allow_regression: bool) -> None:
    """Hold scores against their floors, or the floors to the scores; stop when that is not to be."""
    from onrecord import evaluate as scores

    if update:
        try:
            scores.update_floors(floors, found.floors, allow_regression=allow_regression)
        except ValueError as error:
            _stop(str(error), FAILED)
        except OSError as error:
            _stop(f"cannot write {floors} ({error.strerror}): name another file", FAILED)
        typer.echo(f"pinned {floors}", err=True)
    elif faults := scores.fallen(found.floors, scores.read_floors(floors)):
        _stop(f"not up to {floors}:\n  " + "\n  ".join(faults), FAILED)
    else:
        typer.echo(f"no score is below its floor in {floors}", err=True)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        _stop(f"cannot write {path} ({error.strerror}): name another file", FAILED)
    typer.echo(f"wrote {path}", err=True)


def _stop(message: str, code: int) -> NoReturn:
    typer.echo(f"onrecord: {message}", err=True)
    raise typer.Exit(code)


def _tell(reject: "Reject") -> None:
    typer.echo(f"rejected {reject.where} ({reject.what}): {reject.why}; {reject.remedy}", err=True)


def _version(asked: bool) -> None:
    if not asked:
        return
    try:
        typer.echo(version("onrecord"))
    except PackageNotFoundError:
        _stop("not installed, so without a version: install it with `pip install onrecord`", FAILED)
    raise typer.Exit


if __name__ == "__main__":
    main()
