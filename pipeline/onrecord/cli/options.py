"""The options that several commands have."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Kind = Literal["local", "dask"]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|FOLDER", help="The spaCy model; else ONRECORD_MODEL, else one found."),
]
AnyLanguage = Annotated[bool, typer.Option("--any-language", help="Read what does not look like English, too.")]
NoTagger = Annotated[
    bool,
    typer.Option("--no-tagger", help="Rules alone, for people who may not use weights trained on a research corpus."),
]
Weights = Annotated[
    Path | None,
    typer.Option("--weights", metavar="DIR", help="Your own weights of the tagger: a folder that `train` has written."),
]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="Your own cue_rules.toml and lexicons/, put over ours."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=0, help="Processes that read articles; else one a core, 0 for none."),
]
Seconds = Annotated[
    float,
    typer.Option(
        "--seconds", metavar="S", min=1, help="A batch of articles may take so long, an article alone as well."
    ),
]
Memory = Annotated[
    int,
    typer.Option("--memory", metavar="MB", min=500, help="A worker may take so much memory (on Linux)."),
]
CacheSize = Annotated[
    int,
    typer.Option("--cache", metavar="MB", min=0, help="Keep so much of parsed texts in OUT, for later runs."),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep parsed texts.")]
Told = Annotated[
    Path | None,
    typer.Option("--corrections", metavar="FILE", help="What humans have said, else OUT/corrections.jsonl."),
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="That of a Dask cluster, whose workers are to read."),
]
Shards = Annotated[
    Path | None,
    typer.Option("--shards", metavar="DIR", help="A folder that all machines of the cluster share; else in OUT."),
]
Engine = Annotated[
    Kind,
    typer.Option("--engine", help="Who reads: processes of this machine, or a Dask cluster (see --scheduler)."),
]
