"""The commands `sample`, `export` and `import`: statements out to people who judge them, and their answers back."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.outcome import FAILED, REJECTED, USAGE, stop, tell, usage_errors, write

FORMATS = "labelstudio|brat"
WRITTEN = f"{FORMATS}|csv|parquet|w3c"


def sample(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    to: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write, JSON Lines.")],
    number: Annotated[int, typer.Option("-n", "--number", metavar="N", min=1, help="How many to draw.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another number, another sample.")] = 0,
    of: Annotated[
        str, typer.Option("--of", metavar="both|statements|sentences", help="What to draw; both: half of each.")
    ] = "both",
    by_confidence: Annotated[
        bool, typer.Option("--by-confidence", help="As many statements of each tenth of confidence.")
    ] = False,
    blank: Annotated[bool, typer.Option("--blank", help="Leave out what the program found.")] = False,
) -> None:
    """Draw statements, and sentences without any, for people to judge.

    What is to be judged is the paragraph around them; the whole article stands in FILE.
    """
    with usage_errors():
        from onrecord.export import encoded
        from onrecord.knowledge import KnowledgeError
        from onrecord.sample import sample as draw

        try:
            made = draw(out, number, seed=seed, of=of, by_confidence=by_confidence, blank=blank)
        except KnowledgeError as error:
            stop(str(error), USAGE)
    write(to, encoded(made.articles))
    typer.echo(
        f"drew {made.statements.drawn} of {made.statements.there} statements and {made.sentences.drawn} of"
        f" {made.sentences.there} sentences without any: {sum(len(one.judged or ()) for one in made.articles)}"
        f" paragraphs of {len(made.articles)} articles to judge",
        err=True,
    )


def export(
    source: Annotated[
        Path, typer.Argument(metavar="FILE|OUT", help="A sample, annotated articles, or a folder `run` has filled.")
    ],
    to: Annotated[str, typer.Option("--to", metavar=WRITTEN, help="The tool or format to write for.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="A new folder to write to.")],
) -> None:
    """Write articles and statements for other tools.

    Tables (csv, parquet) and Web Annotations (w3c) are made of a folder that `run` has filled, with its people.
    What cannot be taken is told on standard error.
    """
    with usage_errors():
        from onrecord.export import export as give
        from onrecord.knowledge import KnowledgeError

        try:
            rejects = give(source, to, out)
        except KnowledgeError as error:
            stop(str(error), USAGE)
        except OSError as error:
            stop(f"cannot write to {out} ({error.strerror}): name another folder", FAILED)
    for reject in rejects:
        tell(reject)
    typer.echo(f"wrote {out}", err=True)
    raise typer.Exit(REJECTED if rejects else 0)


def import_command(
    source: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", help="Label Studio's JSON, or brat's folder.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write, JSON Lines.")],
    of: Annotated[
        str | None, typer.Option("--from", metavar=FORMATS, help="The tool; else a folder is brat's.")
    ] = None,
) -> None:
    """Bring back what people answered in another tool.

    FILE can then be given to `evaluate`. What cannot be taken is told on standard error.
    """
    with usage_errors():
        from onrecord.export import encoded, import_answers

        made = import_answers(source, of)
    for reject in made.rejects:
        tell(reject)
    write(out, encoded(made.articles))
    statements = sum(len(one.statements) for one in made.articles)
    typer.echo(
        f"{len(made.articles)} articles with {statements} statements; {made.unjudged} not judged yet and left out,"
        f" {len(made.rejects)} rejected",
        err=True,
    )
    raise typer.Exit(REJECTED if made.rejects else 0)
