"""The command line: reads what was typed, calls the library, and turns what comes of it into an exit code."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.benching import bench
from onrecord.cli.claiming import claims
from onrecord.cli.correcting import correct
from onrecord.cli.forgetting import forget
from onrecord.cli.judging import export, import_command, sample
from onrecord.cli.linking import link
from onrecord.cli.looking import index, said, verify, who
from onrecord.cli.options import (
    AnyLanguage,
    CacheSize,
    Engine,
    Memory,
    Model,
    NoCache,
    NoTagger,
    Rules,
    Scheduler,
    Seconds,
    Shards,
    Told,
    Weights,
    Workers,
)
from onrecord.cli.outcome import FAILED, REJECTED, USAGE, hushed, stop, tell, usage_errors, write, write_errors
from onrecord.cli.reporting import report
from onrecord.cli.scores import evaluate
from onrecord.cli.serving import serve
from onrecord.cli.training import train, train_claims

if TYPE_CHECKING:
    from onrecord.batch import Annotated as Found
    from onrecord.records import Article, Reject

EPILOG = "Exit codes: 0 all read, 1 could not be written, 2 wrong usage, 3 some of it rejected, 130 interrupted."

app = typer.Typer(
    name="onrecord",
    help="Read English news and write down who said what, word for word, and how one can tell.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,  # rich takes longer to import than --help may take
    pretty_exceptions_enable=False,
)


@app.callback()
def _everywhere(
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version.", callback=lambda on: _version(on))  # noqa: PLW0108
    ] = False,
) -> None: ...


@app.command("run")
def run_command(  # noqa: PLR0913, PLR0917 - each option is an argument
    inputs: Annotated[list[str], typer.Argument(metavar="IN...", help="Files, folders, or - for standard input.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="The folder to write to.")],
    model: Model = None,
    rules: Rules = None,
    no_tagger: NoTagger = False,
    weights: Weights = None,
    any_language: AnyLanguage = False,
    corrections: Told = None,
    workers: Workers = None,
    seconds: Seconds = 900,
    memory: Memory = 4096,
    cache: CacheSize = 2000,
    no_cache: NoCache = False,
    engine: Engine = "local",
    scheduler: Scheduler = None,
    shards: Shards = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Fill the folder OUT with who said what in the articles IN.

    What cannot be read is told on standard error and kept, with the reason, in OUT/rejects.jsonl. A run that was cut
    off goes on, and of a run that is repeated only what has changed is read again.
    """
    with usage_errors():
        from onrecord.batch import Limits, Means, check_apart, cores, documents, run
        from onrecord.progress import bar

        check_apart(inputs, out)
        _check(inputs, model)
        if (engine == "dask") is not bool(scheduler):
            raise ValueError("--engine dask and --scheduler ADDRESS go together: give both, or neither")
    watched = hushed() if quiet else bar(lambda: documents(inputs, out))
    with usage_errors(), write_errors(), watched as watcher:
        summary = run(
            inputs,
            out,
            model=model,
            rules=rules,
            tagger=not no_tagger,
            weights=weights,
            any_language=any_language,
            progress=watcher,
            corrections=corrections,
            means=Means(
                workers=cores() if workers is None else workers,
                limits=Limits(seconds, memory),
                cache=0 if no_cache else cache,
                scheduler=scheduler,
                shards=shards,
            ),
        )
    counts, effort = summary.counts, summary.effort
    if not quiet:
        known = f", {effort.reused} of {counts.documents} as before" if effort.reused else ""
        typer.echo(
            f"{counts.articles} articles with {counts.statements} statements by {counts.speakers} speakers,"
            f" {counts.rejects} rejected{known}: {out} ({summary.timings.seconds:.1f} s)",
            err=True,
        )
    raise typer.Exit(REJECTED if counts.rejects else 0)


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A file or folder, or - for standard input.")],
    model: Model = None,
    rules: Rules = None,
    no_tagger: NoTagger = False,
    weights: Weights = None,
    any_language: AnyLanguage = False,
) -> None:
    """Print the statements of FILE as JSON Lines."""
    from onrecord.knowledge import STATEMENTS, lines

    rejects = 0
    for item in _stream(file, any_language, model=model, rules=rules, tagger=not no_tagger, weights=weights):
        made = lines(*item) if isinstance(item, tuple) else item
        if isinstance(made, tuple):
            sys.stdout.buffer.write(made[1][STATEMENTS])
            sys.stdout.buffer.flush()
        else:
            rejects += 1
            tell(made)
    raise typer.Exit(REJECTED if rejects else 0)


@app.command()
def show(  # noqa: PLR0913, PLR0917 - each option is an argument
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="A file, or - for standard input.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a self-contained page instead; - prints it.")
    ] = None,
    doc_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Which article, where there are several.")
    ] = None,
    model: Model = None,
    rules: Rules = None,
    no_tagger: NoTagger = False,
    weights: Weights = None,
    any_language: AnyLanguage = False,
) -> None:
    """Show an article with its statements and the reasons."""
    with usage_errors():
        _check([article], model)
        chosen = _choose(article, doc_id, any_language)
    from onrecord.batch import pipeline
    from onrecord.knowledge import lines
    from onrecord.show import html as page
    from onrecord.show import render

    with usage_errors():
        annotate = pipeline(model, rules, tagger=not no_tagger, weights=weights)
    found = next(annotate([chosen]))
    if not isinstance(made := lines(*found), tuple):
        tell(made)
        raise typer.Exit(REJECTED)
    if html is None:
        from rich.console import Console

        Console().print(render(*found[:2]))
        return
    content = page(*found[:2]).encode("utf-8", "xmlcharrefreplace")
    if str(html) == "-":
        sys.stdout.buffer.write(content)
        return
    write(html, content)


app.command()(link)
app.command()(index)
app.command()(who)
app.command()(said)
app.command()(verify)
app.command()(claims)
app.command()(serve)
app.command()(report)
app.command()(correct)
app.command()(forget)
app.command()(evaluate)
app.command()(bench)
app.command()(train)
app.command("train-claims")(train_claims)
app.command()(sample)
app.command()(export)
app.command("import")(import_command)


@app.command("rules")
def rules_command(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only this rule, in full.")] = None,
    rules: Rules = None,
) -> None:
    """List the rules that find statements, with examples.

    With NAME, only that one, with the sentences it must leave alone.
    """
    from rich.console import Console

    from onrecord.rules import load_rules
    from onrecord.show.rules import render_rules

    with usage_errors():
        known = {rule.name: rule for rule in load_rules(rules)}
    if name is not None and name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known) or list(known)
        stop(f"there is no rule {name!r}; there is {', '.join(near)}", USAGE)
    chosen = [known[name]] if name else known.values()
    Console().print(render_rules(chosen, counterexamples=name is not None))


def main() -> None:
    """Run the command line, as the command ``onrecord`` does."""
    from onrecord.model import single_thread

    single_thread()
    app()


def _stream(
    file: str, any_language: bool, *, model: str | None, rules: Path | None, tagger: bool, weights: Path | None
) -> "Iterator[Found | Reject]":
    with usage_errors():
        _check([file], model)
    from onrecord.batch import pipeline, stream
    from onrecord.read import read

    with usage_errors():
        annotate = pipeline(model, rules, tagger=tagger, weights=weights)
    return stream(read([file], any_language=any_language), annotate)


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
        tell(reject)
    raise typer.Exit(REJECTED)


def _check(inputs: list[str], model: str | None) -> None:
    from onrecord.model import find_model
    from onrecord.read import check_inputs

    check_inputs(inputs)
    find_model(model)


def _version(asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version  # a tenth of what --help may take

    try:
        typer.echo(version("onrecord"))
    except PackageNotFoundError:
        stop("not installed, so without a version: install it with `pip install onrecord`", FAILED)
    raise typer.Exit
