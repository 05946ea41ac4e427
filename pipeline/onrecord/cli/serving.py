"""The command that opens the pages: `serve`."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.outcome import usage_errors, write_errors


def serve(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where to listen; 0 takes any that is free.")
    ] = 8001,
    browser: Annotated[bool, typer.Option("--open", help="Open the first page in a browser.")] = False,
) -> None:
    """Look things up in a browser: search, people, articles with their statements marked. For this machine alone.

    The index is brought up to date first. Ends with Control-C.
    """
    with usage_errors(), write_errors():
        try:
            from onrecord.web.serving import serve as listen
        except ModuleNotFoundError as error:
            raise ValueError(
                f"the pages need {error.name}: install it with `pip install 'onrecord[lookup]'`"
            ) from error
        from onrecord.lookup.indexing import index

        index(out)
        listen(out, port, lambda address: _ready(address, browser=browser))


def _ready(address: str, *, browser: bool) -> None:
    typer.echo(f"Look it up at {address} (Control-C ends it)", err=True)
    if browser:
        import webbrowser

        webbrowser.open(address)
