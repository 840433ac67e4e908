"""Every package declares what it imports: one borrowed from a neighbour would be missing where it runs alone."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

PROVIDERS = packages_distributions()
# Always released together: who declares the one has the other.
COMPANIONS = {"pydantic-core": "pydantic"}
# Loaded by pytest alone, so pytest is there.
PYTEST_PLUGIN = "_plugin.py"


def borrowed(package: str, declared: list[str], sources: Mapping[str, str]) -> list[str]:
    """Return each third-party or own package that the sources import and the package does not declare."""
    entries = {_canonical_name(re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]) for requirement in declared}
    return [
        f"{path}:{line}: imports {module}"
        for path, text in sources.items()
        for line, module in _imports(ast.parse(text))
        if module != package and module not in sys.stdlib_module_names and not _distributions(module) & entries
    ]


def _canonical_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions(module: str) -> set[str]:
    names = {_canonical_name(name) for name in PROVIDERS.get(module, ())} | {_canonical_name(f"marquee-{module}")}
    return names | {COMPANIONS[name] for name in names & COMPANIONS.keys()}


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.split(".")[0]


def _members(root: Path) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    for project in sorted(root.glob("*/*/pyproject.toml")):
        table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        files = [*project.parent.glob("src/**/*.py"), *project.parent.glob("migrations/**/*.py")]
        sources = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(files)
            if not path.name.endswith(PYTEST_PLUGIN)
        }
        [package] = (module.parent.name for module in project.parent.glob("src/*/__init__.py"))
        yield package, table["dependencies"], sources


def test_every_package_declares_what_it_imports(root: Path) -> None:
    members = list(_members(root))
    assert len(members) >= 11
    assert [problem for member in members for problem in borrowed(*member)] == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("import sqlalchemy", "imports sqlalchemy"),
        ("from jwt import decode", "imports jwt"),
        ("import chassis.http.app", "imports chassis"),
    ],
)
def test_a_borrowed_package_is_named(line: str, says: str) -> None:
    assert borrowed("auth", ["pydantic"], {"a.py": line}) == [f"a.py:1: {says}"]


def test_a_declared_package_may_be_imported() -> None:
    declared = ["SQLAlchemy[asyncio]>=2", "pyjwt[crypto]", "marquee-chassis", "argon2_cffi"]
    text = "import json\nimport sqlalchemy.orm\nimport jwt\nimport chassis.http.app\nimport argon2\nimport auth.api\n"
    assert borrowed("auth", declared, {"a.py": text}) == []
