"""The command `evaluate`: scores, floors, and the page of errors."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import Model, NoTagger, Rules, Weights
from onrecord.cli.outcome import FAILED, stop, usage_errors, write

if TYPE_CHECKING:
    from onrecord.evaluate import Evaluation


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
    shares: Annotated[
        Path | None,
        typer.Option("--shares", metavar="FILE", help="Write how often rules or sieves were right: a confidence.toml."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", metavar="N", min=0, help="Samples for the 95 % intervals.")
    ] = 1000,
    model: Model = None,
    rules: Rules = None,
    no_tagger: NoTagger = False,
    weights: Weights = None,
) -> None:
    """Score what is found in GOLD against its answers, rule by rule.

    Exit code 1 when a score is below its floor.
    """
    with usage_errors():
        if update_floors > (floors is not None) or allow_regression > update_floors:
            raise ValueError(
                "--allow-regression goes with --update-floors, and that with --floors FILE: add what is missing"
            )
        from onrecord import evaluate as scores
        from onrecord.batch import pipeline

        if floors and not update_floors:
            scores.read_floors(floors)  # before the work, not after it
        annotate = pipeline(model, rules, tagger=not no_tagger, weights=weights)
        found = scores.evaluate(gold, outermost=outermost, samples=bootstrap, saved=saved, annotate=annotate)
    if save is not None:
        write(save, scores.as_lines(found))
    if html is not None:
        write(html, scores.html(found).encode("utf-8", "xmlcharrefreplace"))
    if shares is not None:
        with usage_errors():
            content = scores.shares_file(shares, *scores.count_shares(found.comparisons))
        write(shares, content)
    print_scores(found, as_json=as_json)
    if floors is not None:
        hold(found, floors, update=update_floors, allow_regression=allow_regression)


def print_scores(found: "Evaluation", *, as_json: bool) -> None:
    """Print the scores as tables, or as one JSON object."""
    from rich.console import Console

    from onrecord import evaluate as scores

    if as_json:
        import json

        typer.echo(json.dumps(scores.as_json(found)))
    else:
        piped = not sys.stdout.isatty()
        Console(width=160 if piped else None).print(scores.render(found), soft_wrap=piped)


def hold(found: "Evaluation", floors: Path, *, update: bool, allow_regression: bool) -> None:
    """Hold scores against their floors, or the floors to the scores; stop when that is not to be."""
    from onrecord import evaluate as scores

    if update:
        try:
            scores.update_floors(floors, found.floors, allow_regression=allow_regression)
        except ValueError as error:
            stop(str(error), FAILED)
        except OSError as error:
            stop(f"cannot write {floors} ({error.strerror}): name another file", FAILED)
        typer.echo(f"pinned {floors}", err=True)
    elif faults := scores.fallen(found.floors, scores.read_floors(floors)):
        stop(f"not up to {floors}:\n  " + "\n  ".join(faults), FAILED)
    else:
        typer.echo(f"no score is below its floor in {floors}", err=True)
