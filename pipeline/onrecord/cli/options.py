"""The options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|FOLDER", help="The spaCy model; else ONRECORD_MODEL, else one found."),
]
AnyLanguage = Annotated[bool, typer.Option("--any-language", help="Read what does not look like English, too.")]
Tagger = Annotated[
    bool, typer.Option("--tagger", help="Let the trained tagger help the rules: on trial, see its model card.")
]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="Your own cue_rules.toml and lexicons/, put over ours."),
]
