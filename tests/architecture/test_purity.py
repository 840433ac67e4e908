"""Domain and application are plain Python: by an allow-list, since a list of frameworks is never complete."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePath

import pytest

pytestmark = pytest.mark.unit

# importlib would let a module import by name what its import statements may not.
ALLOWED = sys.stdlib_module_names - {"importlib"}
# The parts of the job queue that have no I/O.
JOBS = tuple(
    f"jobs.{module}"
    for module in (
        "cron",
        "errors",
        "following",
        "model",
        "ports",
        "queue",
        "registry",
        "retries",
        "run",
        "schedule_service",
        "schedules",
    )
)
# The port of the object storage, without its adapter, and the tokens for its files.
OBJECTS = ("objects.errors", "objects.ports", "objects.prefix_tokens")
# The values of the guard of outgoing connections, and the limiter's state machine.
EGRESS = ("egress.adaptive", "egress.policy")
# Why an external program failed, and what pictures may be.
PROGRAMS = ("programs.errors", "programs.pictures.rules")
# Libraries without I/O, and the part of the chassis that has none.
PURE = (
    "anyascii",
    "cachetools",
    "charset_normalizer",
    "cronsim",
    "numpy",
    "pyotp",
    "scipy",
    "chassis.core",
    *JOBS,
    *OBJECTS,
    *EGRESS,
    *PROGRAMS,
)
LAYERS = {"domain": ("domain",), "application": ("application", "domain"), "core": ("core",)}


def impure_imports(sources: Mapping[str, str]) -> list[str]:
    """Return every import of a domain or application that is neither standard nor of an inner layer."""
    problems = []
    for path, text in sources.items():
        package, layer = _place(path)
        own = tuple(f"{package}.{inner}" for inner in LAYERS.get(layer, ()))
        if own:
            problems += [
                f"{path}:{line}: {name}"
                for line, name in _imports(ast.parse(text))
                if name.split(".")[0] not in ALLOWED and not any(_within(name, inner) for inner in (*own, *PURE))
            ]
    return problems


def _place(path: str) -> tuple[str, str]:
    """Return the package and the layer of `services/<s>/src/<package>/<layer>[/…].py`, and of pure parts of libs."""
    parts = PurePath(path).with_suffix("").parts
    if parts[:5] == ("libs", "chassis", "src", "chassis", "core"):
        return "chassis", "core"
    if parts[:3] == ("libs", "jobs", "src") and ".".join(parts[3:5]) in JOBS:
        return "jobs", "core"
    if parts[:3] == ("libs", "objects", "src") and ".".join(parts[3:5]) in OBJECTS:
        return "objects", "core"
    if parts[:3] == ("libs", "egress", "src") and ".".join(parts[3:5]) in EGRESS:
        return "egress", "core"
    if parts[:3] == ("libs", "programs", "src") and ".".join(parts[3:]) in PROGRAMS:
        return "programs", "core"
    return (parts[3], parts[4]) if parts[0] == "services" and len(parts) > 4 else ("", "")


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                # `from catalog import domain` names a layer only together with what it takes.
                yield node.lineno, module if "." in module else f"{module}.{alias.name}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__import__":
            yield node.lineno, "__import__()"


def test_the_domains_and_applications_are_pure(project: Mapping[str, str]) -> None:
    assert impure_imports(project) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("catalog/domain/title.py", "import requests"),
        ("catalog/domain.py", "from requests import get"),
        ("catalog/domain/title.py", "import catalog.application"),
        ("catalog/domain/title.py", "from catalog import settings"),
        ("catalog/domain/title.py", "from . import errors"),
        ("catalog/domain/title.py", "from stats.domain import title"),
        ("catalog/domain/title.py", "import importlib"),
        ("catalog/domain/title.py", "yaml = __import__('yaml')"),
        ("catalog/domain/title.py", "def f():\n    import pandas"),
        ("catalog/domain/title.py", "if TYPE_CHECKING:\n    import sqlalchemy"),
        ("catalog/application/titles.py", "import tenacity"),
        ("catalog/application.py", "from chassis.messaging.outbox import Message"),
        ("catalog/application/titles.py", "from catalog.infrastructure.tables import titles"),
        ("catalog/domain/title.py", "from chassis import settings"),
        ("catalog/domain/title.py", "from jobs.postgres.store import PostgresJobs"),
        ("catalog/application/titles.py", "from jobs.worker.runner import Runner"),
    ],
)
def test_an_impure_import_is_named(path: str, line: str) -> None:
    problems = impure_imports({f"services/catalog/src/{path}": line})
    assert len(problems) == 1
    assert problems[0].startswith(f"services/catalog/src/{path}:")


def test_plain_python_and_inner_layers_are_allowed() -> None:
    allowed = {
        "services/catalog/src/catalog/domain/title.py": "import re\nfrom datetime import date\n"
        "from collections.abc import Mapping\nfrom catalog.domain.errors import TitleNotFound\n",
        "services/catalog/src/catalog/application/titles.py": "from catalog import domain\n"
        "from catalog.domain.title import Title\nfrom catalog.application.ports import Titles\n",
        "services/catalog/src/catalog/domain/spelling.py": "from anyascii import anyascii\n",
        "services/catalog/src/catalog/application/ports.py": "from chassis.core.clock import Clock\n",
        "services/catalog/src/catalog/application/exports.py": "from jobs import cron\nfrom jobs.run import Run\n",
        "libs/jobs/src/jobs/run.py": "from chassis.core.clock import Clock\nfrom jobs.model import Job\n",
        "libs/jobs/src/jobs/postgres/store.py": "import sqlalchemy\n",
        "libs/chassis/src/chassis/core/clock.py": "from datetime import datetime\nimport chassis.core.backoff\n",
        "services/catalog/src/catalog/presentation/http.py": "import fastapi\n",
        "libs/chassis/src/chassis/domain/web.py": "import fastapi\n",
    }
    assert impure_imports(allowed) == []


def test_a_framework_in_the_pure_part_of_the_job_queue_is_named() -> None:
    path = "libs/jobs/src/jobs/model.py"
    assert impure_imports({path: "import sqlalchemy\nfrom jobs.postgres import store\n"}) == [
        f"{path}:1: sqlalchemy",
        f"{path}:2: jobs.postgres",
    ]


def test_a_framework_in_the_pure_part_of_the_chassis_is_named() -> None:
    path = "libs/chassis/src/chassis/core/clock.py"
    assert impure_imports({path: "import sqlalchemy\nfrom chassis.http import errors\n"}) == [
        f"{path}:1: sqlalchemy",
        f"{path}:2: chassis.http",
    ]
