"""The rules of the house that a program can check: sizes, names, which way imports go, and no English in the code."""

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from onrecord import resources
from onrecord.records import Article, Speaker, Statement

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "pipeline" / "onrecord"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 350
LONGEST_FUNCTION = 60
VAGUE = {"util", "utils", "helper", "helpers", "common", "base", "manager", "misc", "tools"}

# Who stands on whom: a module imports from its own floor or those below. A new module is added to its floor here.
FLOORS = (
    {"records", "marks", "resources", "punctuation", "products", "recognizer", "vectors", "paper"},
    {
        "model",
        "trained",
        "parsed",
        "kept",
        "invariants",
        "rules",
        "patterns",
        "extents",
        "drafts",
        "entities",
        "modality",
        "shares",
        "roles",
        "bodies",
        "read",
        "sieves",
        "summary",
    },
    {
        "quotation",
        "cues",
        "tagger",
        "statements",
        "people",
        "speakers",
        "page",
        "reports",
        "attach",
        "beside",
        "carry",
        "lines",
        "examples",
    },
    {"pipeline", "windows", "collect", "posts", "breaks"},
    {
        "knowledge",
        "schemas",
        "batch",
        "bench",
        "progress",
        "show",
        "gold",
        "claims",
        "link",
        "lookup",
        "web",
        "evaluate",
        "sample",
        "train",
        "export",
        "report",
        "tables",
        "corrections",
    },
    {"cli", "__init__", "__main__"},
)
FLOOR = {module: number for number, modules in enumerate(FLOORS) for module in modules}
COMPONENTS = {"quotation", "cues", "tagger", "statements", "people", "speakers"}


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The modules of onrecord that a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full, from onrecord..."
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    names = {name.split(".")[1] for name in found if name.startswith("onrecord.")}
    return {name for name in names if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_one_room(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE, "two rooms: make a folder of it"
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno for f in functions}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_name_says_what_is_in_it(path: Path) -> None:
    assert not VAGUE & set(path.relative_to(PACKAGE).with_suffix("").parts)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_imports_go_one_way(path: Path) -> None:
    module = module_of(path)
    assert module in FLOOR, f"say in FLOORS of this test on which floor {module} stands"
    others = imports(path) - {module}
    above = {other for other in others if FLOOR.get(other, 0) > FLOOR[module]}
    assert not above, f"{module} stands below {above}"
    if module in COMPONENTS:
        assert not others & COMPONENTS, "components do not import one another; they meet in the Doc"


def test_imports_go_in_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in FILES:
        module = module_of(path)
        graph.setdefault(module, set()).update(imports(path) - {module})
    while free := [module for module, needs in graph.items() if not needs & graph.keys()]:
        for module in free:
            del graph[module]
    assert graph == {}, "these import one another"


def english(tree: ast.AST, words: frozenset[str]) -> list[str]:
    """Lists, alternations and comparisons in code that hold words of our word lists, which is where those belong."""
    types = {id(n.slice) for n in ast.walk(tree) if isinstance(n, ast.Subscript) and ast.unparse(n.value) == "Literal"}
    found = []
    for node in ast.walk(tree):
        texts: list[str] = []
        if isinstance(node, ast.Set | ast.List | ast.Tuple) and id(node) not in types:
            texts = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "|" in node.value:
            texts = re.findall("[a-z]+", re.sub(r"\\[a-zA-Z]", " ", node.value))
        if len(texts) >= 3 and sum(text.lower() in words for text in texts) * 3 >= len(texts) * 2:
            found.append(ast.unparse(node))
        if isinstance(node, ast.Compare) and re.search(r"\.(lower_|text|norm_|lemma_|lower\(\))", ast.unparse(node)):
            sides = [part for side in (node.left, *node.comparators) for part in getattr(side, "elts", [side])]
            inside = [part.value for part in sides if isinstance(part, ast.Constant)]
            found += [ast.unparse(node) for word in inside if str(word).lower() in words]
    return found


def all_words() -> frozenset[str]:
    names = [p.name.removesuffix(".txt") for p in resources.path("lexicons").iterdir() if p.name.endswith(".txt")]
    keys = {field.name for record in (Statement, Speaker, Article) for field in fields(record)}  # `act`, `form`, `role`
    return frozenset().union(*map(resources.forms, names)) - keys


@pytest.mark.parametrize("path", FILES, ids=named)
def test_language_is_data(path: Path) -> None:
    assert english(ast.parse(path.read_text(encoding="utf-8")), all_words()) == [], "move it to models/en_onrecord"


@pytest.mark.parametrize(
    "code",
    [
        'CUES = {"said", "told", "added"}',
        'token.lower_ == "said"',
        't.text.lower() in ("said",)',
        'r"\\b(said|told|added)\\b"',
    ],
)
def test_english_in_code_is_noticed(code: str) -> None:
    assert english(ast.parse(code), frozenset({"said", "told", "added"}))


def test_every_entry_point_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    targets = [*project["scripts"].values(), *project["entry-points"]["spacy_factories"].values()]
    for target in targets:
        module, name = target.split(":")
        file = PACKAGE / f"{module.removeprefix('onrecord.')}.py"
        file = file if file.is_file() else PACKAGE / module.removeprefix("onrecord.") / "__init__.py"
        assert re.search(rf"\b{name}\b", file.read_text(encoding="utf-8")), target


def test_the_lock_holds_digests_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert len(pins) == len(re.findall("^[a-z0-9]", lock, re.MULTILINE)) > 50
    assert "://" not in lock


def test_the_lock_covers_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(r for extra in project["optional-dependencies"].values() for r in extra)]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [re.match(r"[\w-]+", requirement)[0] for requirement in asked]  # type: ignore[index]
    assert [name for name in names if not re.search(rf"^{name}==", lock, re.MULTILINE)] == []
