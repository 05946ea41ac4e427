"""The command `correct`: what a human knows better, written down where every later run obeys it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import Told
from onrecord.cli.outcome import USAGE, stop, usage_errors, write_errors

if TYPE_CHECKING:
    from onrecord.corrections import Correction
    from onrecord.corrections.file import Verdict

NOBODY = ("", "")
Said = dict[str, str | None]


def correct(  # noqa: PLR0913, PLR0917 - each option is an argument
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that `onrecord run` has filled.")],
    statement: Annotated[
        str | None, typer.Argument(metavar="[STATEMENT_ID]", help="The statement it is about.")
    ] = None,
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Who said it.")] = None,
    no_speaker: Annotated[bool, typer.Option("--no-speaker", help="It cannot be told who said it.")] = False,
    not_a_statement: Annotated[bool, typer.Option("--not-a-statement", help="Nobody said so.")] = False,
    same: Annotated[
        tuple[str, str], typer.Option("--same", metavar="P1 P2", help="Two speaker_ids, one person.")
    ] = NOBODY,
    different: Annotated[
        tuple[str, str], typer.Option("--different", metavar="P1 P2", help="Two speaker_ids, two people.")
    ] = NOBODY,
    withdraw: Annotated[
        str | None, typer.Option("--withdraw", metavar="ID", help="A correction counts no more.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the corrections that count.")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so.")] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Why.")] = None,
    corrections: Told = None,
) -> None:
    """Record what a human has found: runs obey it, and no score overwrites it.

    OUT is put right at once; `onrecord link OUT` obeys what is said of people.
    """
    asked = [
        speaker is not None,
        no_speaker,
        not_a_statement,
        same != NOBODY,
        different != NOBODY,
        bool(withdraw),
        listed,
    ]
    with usage_errors(), write_errors():
        from onrecord.corrections import FILE, active, read_corrections

        if sum(asked) != 1:
            raise ValueError(
                "say one thing: --speaker NAME, --no-speaker or --not-a-statement of a STATEMENT_ID, --same P1 P2,"
                " --different P1 P2, --withdraw ID, or --list"
            )
        if speaker is not None and not speaker.strip():
            raise ValueError("--speaker needs a name: say --no-speaker if it cannot be told who said it")
        file = corrections or out / FILE
        told = {"by": by, "why": why}
        if listed:
            for one in active(read_corrections(file)):
                typer.echo(_shown(one))
        elif withdraw:
            _withdraw(file, withdraw, told)
        elif same != NOBODY:
            _of_people(out, file, "same_person", same, told)
        elif different != NOBODY:
            _of_people(out, file, "different_person", different, told)
        else:
            verdict: Verdict = "not_statement" if not_a_statement else "speaker"
            _of_statement(out, file, statement, verdict, {**told, "speaker": speaker})


def _withdraw(file: Path, number: str, told: Said) -> None:
    from onrecord.corrections import active, add, read_corrections

    if number not in {one.id for one in active(read_corrections(file))}:
        raise ValueError(f"no correction {number!r} counts in {file}: `--list` shows those that do")
    typer.echo(_shown(add(file, "withdrawn", withdrawn=number, **told)))
    typer.echo("what it left out or changed is back after the next `onrecord run`", err=True)


def _of_people(out: Path, file: Path, verdict: "Verdict", numbers: tuple[str, str], told: Said) -> None:
    """Record that two speakers are one person, or two; what contradicts others is refused."""
    from onrecord.corrections import add

    left, right = (_speaker(out, number) for number in numbers)
    typer.echo(_shown(add(file, verdict, left=left, right=right, **told)))


def _of_statement(out: Path, file: Path, number: str | None, verdict: "Verdict", told: Said) -> None:
    """Record who said a statement, or that nobody did, and put the folder right."""
    from onrecord.batch.mending import mend
    from onrecord.corrections import add, read_corrections

    row = _statement(out, number)
    spans = tuple((start, end) for start, end in row["spans"])
    made = add(file, verdict, doc_id=row["doc_id"], spans=spans, pieces=_pieces(out, row), **told)
    mend(out, read_corrections(file), row["doc_id"])
    typer.echo(_shown(made))


def _statement(out: Path, number: str | None) -> dict[str, Any]:
    """Find a statement in a knowledge file, or stop saying how to find its id."""
    from onrecord.knowledge import STATEMENTS, rows

    found = next((row for row in rows(out / STATEMENTS) if row["id"] == number), None)
    if found is None:
        what = f"there is no statement {number!r} in {out}" if number else "which statement? name its id"
        stop(f"{what}: ids stand in {out / STATEMENTS}, in the key `id`", USAGE)
    return found


def _pieces(out: Path, row: dict[str, Any]) -> tuple[str, ...]:
    from onrecord.knowledge import ARTICLES, rows

    text = next((one["text"] for one in rows(out / ARTICLES) if one["doc_id"] == row["doc_id"]), "")
    return tuple(text[start:end] for start, end in row["spans"])


def _speaker(out: Path, number: str) -> tuple[str, str, str]:
    """Find a speaker in a knowledge file, or stop saying how to find the id."""
    from onrecord.knowledge import SPEAKERS, rows

    found = next((row for row in rows(out / SPEAKERS) if row["speaker_id"] == number), None)
    if found is None:
        stop(f"there is no speaker {number!r} in {out}: ids stand in {out / SPEAKERS}, in the key `speaker_id`", USAGE)
    return found["doc_id"], found["speaker_id"], found["name"]


def _shown(one: "Correction") -> str:
    """Give a correction as a line for a reader."""
    if one.verdict == "withdrawn":
        what = f"{one.withdrawn} counts no more"
    elif one.left and one.right:
        what = f"{one.left[2]} ({one.left[0]}) and {one.right[2]} ({one.right[0]}): {one.verdict.replace('_', ' ')}"
    else:
        said = "nobody said so" if one.verdict == "not_statement" else one.speaker or "it cannot be told who said it"
        what = f"{one.doc_id}: {' '.join(one.pieces)[:60]!r}: {said}"
    return f"{one.id}  {what}" + (f" ({one.why})" if one.why else "")
