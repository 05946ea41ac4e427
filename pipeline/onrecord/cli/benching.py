"""The command `bench`: how fast onrecord is on this machine, beside spaCy's model alone."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.outcome import usage_errors, write_errors


def bench(
    inputs: Annotated[list[str], typer.Argument(metavar="IN...", help="Articles: they are cut, and repeated.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder for the table and the picture.")],
    quick: Annotated[bool, typer.Option("--quick", help="So little of each that only its working is seen.")] = False,
) -> None:
    """Measure words a second and memory beside spaCy's model alone, by length, workers and number of articles.

    Writes DIR/bench.md, DIR/bench.json and DIR/bench.svg. Takes some ten minutes; leave the machine alone meanwhile.
    """
    with usage_errors(), write_errors():
        from onrecord.bench import markdown, measure, plot
        from onrecord.bench.measuring import QUICK, Size
        from onrecord.paper import check_pictures

        check_pictures()  # before ten minutes of measuring
        made = measure(inputs, QUICK if quick else Size(), lambda what: typer.echo(f"measuring {what}", err=True))
        picture = plot(made)
        out.mkdir(parents=True, exist_ok=True)
        for name, text in {"md": markdown(made), "json": json.dumps(asdict(made), indent=1), "svg": picture}.items():
            (out / f"bench.{name}").write_text(text, encoding="utf-8")
    typer.echo(markdown(made))
