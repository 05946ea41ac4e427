"""The commands `train` and `train-claims`: weights of the tagger, and of what is worth checking."""

import time
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import Model, Rules
from onrecord.cli.outcome import FAILED, stop, usage_errors


def train(  # noqa: PLR0913, PLR0917 - each option is an argument
    gold: Annotated[list[str], typer.Argument(metavar="GOLD...", help="Annotated articles: JSON Lines, or a folder.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="The folder to write to, for --weights.")],
    dev: Annotated[
        list[str] | None,
        typer.Option("--dev", metavar="FILE", help="Other annotated articles, to measure on; can be given again."),
    ] = None,
    outermost: Annotated[
        bool, typer.Option("--outermost", help="Measure without statements inside others, for answers that never nest.")
    ] = False,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Also train and measure without each group of facts in turn.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, help="Trainings at once for --ablation; each needs its memory.")
    ] = 1,
    model: Model = None,
    rules: Rules = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Learn weights of the tagger from GOLD, and write them and their model card to DIR.

    The same files and settings give the same bytes.
    """
    began = time.monotonic()

    def tell(line: str) -> None:
        if not quiet:
            typer.echo(f"{time.monotonic() - began:6.0f} s  {line}", err=True)

    with usage_errors():
        from onrecord.train import Course, write_weights

        course = Course(gold=tuple(gold), model=model, rules=rules)
        try:
            write_weights(course, out, dev=dev or (), outermost=outermost, left_out=ablation, jobs=jobs, tell=tell)
        except OSError as error:
            stop(f"cannot write to {out} ({error.strerror}): name another folder", FAILED)
    if not quiet:
        typer.echo(f"wrote {out}: use it with --weights {out}", err=True)


def train_claims(
    gold: Annotated[Path, typer.Argument(metavar="DEBATES", help="Judged sentences: JSON Lines of text, label, doc.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write to, for --weights.")],
    unmeasured: Annotated[
        bool, typer.Option("--unmeasured", help="Learn only: measuring takes ten times as long.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Learn how worth checking a claim is from sentences that people have judged, and measure on debates left out.

    Each fifth of the debates in turn, and the last two by name; TF-IDF with logistic regression stands beside.
    """
    with usage_errors():
        from onrecord.train.debates import write_claim_weights

        try:
            write_claim_weights(
                gold, out, measured=not unmeasured, tell=lambda line: None if quiet else typer.echo(line)
            )
        except OSError as error:
            stop(f"cannot write to {out} ({error.strerror}): name another file", FAILED)
    if not quiet:
        typer.echo(f"wrote {out}: use it with `onrecord claims OUT --weights {out}`", err=True)
