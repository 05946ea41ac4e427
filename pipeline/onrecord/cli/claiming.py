"""The command `claims`: what in statements can be checked, and what is most worth it."""

import gc
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.looking import Outlet, Role, Since, Speaker, Until, by_name, filters_of, nothing
from onrecord.cli.options import Model
from onrecord.cli.outcome import usage_errors, write_errors
from onrecord.cli.printing import claim

if TYPE_CHECKING:
    from onrecord.claims.making import Made


def claims(  # noqa: PLR0913, PLR0917 - each option is an argument
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    top: Annotated[int, typer.Option("--top", min=0, metavar="N", help="Show so many; 0 for none.")] = 20,
    kinds: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Only claims of this type; can be given again.")
    ] = None,
    day: Annotated[str | None, typer.Option("--day", metavar="DAY", help="Only published on that ISO day.")] = None,
    since: Since = None,
    until: Until = None,
    speaker: Speaker = None,
    role: Role = None,
    outlet: Outlet = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON Lines.")] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Read all statements again, also those that are as they were.")
    ] = False,
    weights: Annotated[
        Path | None, typer.Option("--weights", metavar="FILE", help="Your own, that `train-claims` has written.")
    ] = None,
    model: Model = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Write OUT/claims.jsonl: what in each statement can be checked; and show what is most worth checking.

    The order is learned from debates and is there to begin with: it leaves nothing out.
    """
    with usage_errors(), write_errors():
        from onrecord.claims.making import make, stale
        from onrecord.knowledge import CLAIMS_KEPT

        if anew:
            (out / CLAIMS_KEPT).unlink(missing_ok=True)
        if anew or stale(out, weights):
            gc.freeze()  # what is loaded by now stays, and need not be looked through again and again
            made = make(out, model=model, weights=weights)
            if not quiet:
                _say(out, made)
        if not top:
            return
        from onrecord.lookup.claims import claims_of, tidy_claim
        from onrecord.lookup.indexing import index
        from onrecord.lookup.reading import FILE, opened
        from onrecord.lookup.reading import stale as behind

        if not (out / FILE).is_file() or behind(out):
            index(out)
        filters = filters_of(role=role, outlet=outlet, since=day or since, until=day or until)
        with opened(out) as archive:
            rows = claims_of(archive, by_name(archive, filters, speaker), kinds or (), top)
            for number, row in enumerate(rows, 1):
                if as_json:
                    typer.echo(json.dumps(tidy_claim(row), ensure_ascii=False))
                else:
                    claim(number, row)
    if not rows:
        nothing("no claim here passes that")


def _say(out: Path, made: "Made") -> None:
    again = f", {made.parsed} parsed again" if made.parsed else ""
    typer.echo(
        f"{out / 'claims.jsonl'}: {made.claims} claims in {made.articles} articles; {made.read} were read{again}",
        err=True,
    )
