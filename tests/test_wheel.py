"""What a user gets who installs onrecord: the wheel, in an environment of its own, away from the repository."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = {"onrecord": ROOT / "pipeline" / "onrecord", "en_onrecord": ROOT / "models" / "en_onrecord"}
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
ARTICLE = """Harrow Bridge will close in May, the council decided on Tuesday.

"We have put this off for eleven years," said Meera Oduya, chair of the harbour committee.
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def quiet(command: list[str], **options: object) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    quiet([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)])
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(
    scope="session", params=["dependencies-lent", pytest.param("dependencies-installed", marks=pytest.mark.slow)]
)
def run(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a program of a fresh environment that holds the wheel, in an empty folder.

    Its dependencies are lent by the environment of the tests, which is quick, or installed from the lock, for which
    the network is needed.
    """
    home = tmp_path_factory.mktemp("fresh")
    quiet([sys.executable, "-m", "venv", "--without-pip", str(home / "env")])
    python = home / "env" / "bin" / "python"
    into = [*PIP, "--python", str(python), "install"]
    if request.param == "dependencies-lent":
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        # only a path: the editable onrecord of that environment hangs on its .pth files, which are not read from here
        lent = home / "env" / "lib" / version / "site-packages" / "lent.pth"
        lent.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    else:
        quiet([*into, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements.lock")])
    quiet([*into, "--no-deps", "--no-index", str(wheel)])
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "ONRECORD", "VIRTUAL_ENV"))}

    def run(program: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(home / "env" / "bin" / program), *arguments],
            input=stdin,
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


def printed(run: Run, code: str) -> str:
    done = run("python", "-W", "error", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_wheel_holds_both_packages_whole_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"onrecord", "en_onrecord"}
    wanted = {
        f"{package}/{path.relative_to(folder).as_posix()}"
        for package, folder in SOURCES.items()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"onrecord/py.typed", "en_onrecord/en_core_web_sm-3.8.0.sha256"} <= wanted
    assert wanted == {name for name in names if ".dist-info/" not in name}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_it_is_the_wheel_that_is_tested(run: Run) -> None:
    where = Path(printed(run, "import onrecord; print(onrecord.__file__)"))
    assert ROOT not in where.parents
    assert "site-packages" in where.parts


def test_a_component_is_found_without_importing_onrecord(run: Run) -> None:
    code = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('onrecord_quotation'); print(nlp.pipe_names)"
    assert printed(run, code) == "['onrecord_quotation']"


def test_spacy_loads_it_by_name(run: Run) -> None:
    names = printed(run, "import spacy; print(*spacy.load('onrecord').pipe_names)").split()
    assert {f"onrecord_{part}" for part in ("quotation", "cues", "statements", "people", "speakers")} <= set(names)


def test_a_text_gives_statements(run: Run) -> None:
    code = f"import onrecord; print([(s.speaker, s.text.rstrip(',')) for s in onrecord.extract({ARTICLE!r})])"
    assert "('Meera Oduya', 'We have put this off for eleven years')" in printed(run, code)


def test_the_command_says_what_it_can_do(run: Run) -> None:
    done = run("onrecord", "--help")
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in ("run", "extract", "show", "rules"))


def test_the_command_reads_standard_input(run: Run) -> None:
    done = run("onrecord", "extract", "-", stdin=ARTICLE)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    quoted = [row for row in rows if row["speaker"] == "Meera Oduya"]
    assert quoted
    assert all(ARTICLE[start:end] in row["text"] for row in quoted for start, end in row["spans"])


def test_the_command_fills_a_folder(run: Run, tmp_path: Path) -> None:
    articles = tmp_path / "my articles"
    articles.mkdir()
    (articles / "bridge.txt").write_text(ARTICLE, encoding="utf-8")
    (articles / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    done = run("onrecord", "run", str(articles), "-o", str(tmp_path / "out"))
    assert done.returncode == 3, done.stderr
    assert "Meera Oduya" in (tmp_path / "out" / "statements.jsonl").read_text(encoding="utf-8")
    assert "picture.txt" in (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8")
