"""The JSON Schemas of the knowledge file, from the records' own types; ``python -m onrecord.schemas`` writes them."""

import json
import tomllib
import types
import typing
from dataclasses import is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from onrecord.corrections.file import FILE as CORRECTIONS
from onrecord.corrections.file import Correction
from onrecord.knowledge import CLAIMS, KINDS
from onrecord.link.ledger import LINKS, PEOPLE
from onrecord.records import SCHEMA, Claim, Link, Person
from onrecord.summary import RunSummary

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema"
PLAIN: dict[Any, str] = {str: "string", bool: "boolean", int: "integer", float: "number", types.NoneType: "null"}


def published(name: str) -> dict[str, Any]:
    """Give the JSON Schema of a file of the knowledge file, by its name without ending, as it lies in the package.

    >>> published("statements")["required"][:2]
    ['schema', 'id']
    """
    found = (files("onrecord") / FOLDER / f"{name}.json").read_text(encoding="utf-8")
    return typing.cast(dict[str, Any], json.loads(found))


def generated() -> dict[str, dict[str, Any]]:
    """Make the schema of each of the files, by name, from the types of the records and from ``descriptions.toml``.

    Raises ValueError when a field has no description, or a description no field.

    >>> sorted(generated())
    ['articles', 'claims', 'corrections', 'links', 'people', 'rejects', 'run', 'speakers', 'statements']
    """
    told = tomllib.loads((files("onrecord") / FOLDER / "descriptions.toml").read_text(encoding="utf-8"))
    lines = {**KINDS, CLAIMS: Claim, PEOPLE: Person, LINKS: Link, CORRECTIONS: Correction}
    kinds = {**{name.partition(".")[0]: kind for name, kind in lines.items()}, "run": RunSummary}
    return {
        name: {"$schema": DRAFT, "title": f"{name} of {SCHEMA}", **_object(kind, told, name)}
        for name, kind in kinds.items()
    }


def page(schema: dict[str, Any]) -> str:
    """Give the text of a schema's file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def markdown() -> str:
    """Give the page of the docs that explains every key of every file, made from the schemas.

    >>> markdown().splitlines()[0]
    '# The knowledge file'
    """
    out = [
        "# The knowledge file",
        "",
        "JSON Lines, UTF-8, flat; every key is always there, null where unknown. This page is made from the schemas in",
        "the package (`onrecord.schemas.published`); every line written agrees with them.",
    ]
    for name, schema in generated().items():
        out += ["", f"## {name}.{'json' if name == 'run' else 'jsonl'}", ""]
        out += [schema["description"], ""] if "description" in schema else []
        out += ["| key | type | meaning |", "| --- | --- | --- |"]
        rows = schema["properties"].items()
        out += [f"| {key} | {_name(told)} | {told.get('description', '')} |" for key, told in rows]
    return "\n".join(out) + "\n"


def _name(told: dict[str, Any]) -> str:
    """Name the type of a key for a reader."""
    if "enum" in told:
        return ", ".join("null" if value is None else f"`{value}`" for value in told["enum"])
    if "anyOf" in told:
        return " or ".join(_name(choice) for choice in told["anyOf"])
    kind = told.get("type", "any")
    if kind == "array":
        inner = told.get("items", {})
        pair = "maxItems" in told and inner.get("type") == "integer"
        return "[start, end)" if pair else f"list of {_name(inner)}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _object(kind: type, told: dict[str, Any], name: str) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    about = dict(told[name])
    title = about.pop("_", None)
    if hints.keys() != about.keys():
        raise ValueError(f"descriptions.toml: {sorted(hints.keys() ^ about.keys())} of [{name}] stand on one side only")
    properties = {}
    for field, hint in hints.items():
        said = about[field] if isinstance(about[field], dict) else {"description": about[field]}
        properties[field] = {**said, **_type(hint, told)}
    return {
        **({"description": title} if title else {}),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _type(hint: Any, told: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of one type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in PLAIN:
        return {"type": PLAIN[hint]}
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin in (typing.Union, types.UnionType):
        return _either([_type(choice, told) for choice in inner])
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _type(inner[0], told)}
    if origin is tuple:
        one = {"type": "integer", "minimum": 0} if inner[0] is int else _type(inner[0], told)
        return {"type": "array", "items": one, "minItems": len(inner), "maxItems": len(inner)}
    if (is_dataclass(hint) or typing.is_typeddict(hint)) and isinstance(hint, type):
        return _object(hint, told, hint.__name__)
    return {"type": "object"}


def _either(choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Join choices into one schema, as short as they allow."""
    if all(choice.keys() == {"type"} for choice in choices):
        return {"type": [choice["type"] for choice in choices]}
    if all(choice.keys() == {"enum"} or choice == {"type": "null"} for choice in choices):
        return {"enum": [value for choice in choices for value in choice.get("enum", [None])]}
    return {"anyOf": choices}


if __name__ == "__main__":
    for name, schema in generated().items():
        Path(__file__).with_name(FOLDER).joinpath(f"{name}.json").write_text(page(schema), encoding="utf-8")
