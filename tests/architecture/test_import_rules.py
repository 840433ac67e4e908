"""The project's own import rules hold on a small tree of the same packages, and each rule is seen to bite.

The rules are read from the project's pyproject.toml. The tree is a skeleton, so that what is proven does not
depend on the state of the services; `make check` runs the same rules on the real tree.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
SEEDED = Path(__file__).with_name("import_violations.toml")
TABLE = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]
LAYERED: list[str] = next(contract["containers"] for contract in TABLE["contracts"] if contract["id"] == "layers")
RULES: Mapping[str, str] = {contract["id"]: contract["name"] for contract in TABLE["contracts"]}

RUNNER = """
import contextlib, importlib, io, json, sys
from importlinter.cli import lint_imports

reports = {}
for tree in sys.argv[2:]:
    sys.path.insert(0, tree)
    importlib.invalidate_caches()
    with contextlib.redirect_stdout(io.StringIO()) as output:
        code = lint_imports(config_filename=sys.argv[1], no_cache=True, no_logo=True)
    reports[tree] = {"code": code, "text": output.getvalue()}
    sys.path.remove(tree)
json.dump(reports, sys.stdout)
"""


def _service(name: str) -> dict[str, str]:
    return {
        "__init__.py": "",
        "__main__.py": f"from {name}.api import app\nfrom {name}.worker import work\n",
        "api.py": "import fastapi\n"
        f"from {name}.bootstrap import build\nfrom {name}.settings import Settings\napp = 1\n",
        "worker.py": f"from {name}.bootstrap import build\nfrom {name}.settings import Settings\nwork = 1\n",
        "bootstrap.py": f"from {name}.settings import Settings\nfrom {name}.presentation import http\n"
        f"from {name}.infrastructure import tables\nfrom {name}.application import titles\nimport chassis.http.app\n"
        "build = 1\n",
        "settings.py": "import chassis.settings\nSettings = 1\n",
        "presentation/__init__.py": "",
        "presentation/http.py": f"import fastapi\nimport contracts.topics\nfrom {name}.application import titles\n",
        "infrastructure/__init__.py": "",
        "infrastructure/tables.py": "import sqlalchemy\nimport contracts.event\nimport chassis.messaging.outbox\n"
        f"from {name}.application import titles\nfrom {name}.domain import title\n",
        "application/__init__.py": "",
        "application/titles.py": f"import dataclasses\nfrom {name}.domain import title\n",
        "domain/__init__.py": "",
        "domain/title.py": "import dataclasses\n",
    }


def _thin_service(name: str) -> dict[str, str]:
    """Return a service with one file per layer and no worker, which the rules must accept."""
    return {
        "__init__.py": "",
        "__main__.py": f"import {name}.api\n",
        "api.py": f"import fastapi\nimport {name}.bootstrap\n",
        "bootstrap.py": f"import {name}.settings\nimport {name}.presentation\nimport {name}.infrastructure\n",
        "settings.py": "",
        "presentation.py": f"import fastapi\nimport contracts.topics\nimport {name}.application\n",
        "infrastructure.py": f"import aiohttp\nimport {name}.application\n",
        "application.py": f"import {name}.domain\n",
        "domain.py": "import dataclasses\n",
    }


def _skeleton() -> dict[str, str]:
    thin = ("gateway", "stats")
    packages = {name: _thin_service(name) if name in thin else _service(name) for name in LAYERED}
    packages["ingestion"] |= {
        "providers/__init__.py": "",
        "providers/client.py": "import httpx2\nfrom ingestion.application import titles\n",
    }
    packages["contracts"] = {"__init__.py": "", "topics.py": "", "event.py": "import contracts.topics\n"}
    packages["chassis"] = {
        "__init__.py": "",
        "settings.py": "",
        "cli.py": "",
        "service_runtime.py": "",
        "core/__init__.py": "",
        "core/clock.py": "",
        "runtime/__init__.py": "import chassis.core.clock\n",
        "storage/__init__.py": "",
        "messaging/__init__.py": "",
        "messaging/outbox.py": "import sqlalchemy\n",
        "messaging/relay.py": "import chassis.messaging.outbox\nimport aiokafka\n",
        "http/__init__.py": "",
        "http/app.py": "import fastapi\nimport chassis.settings\n",
        "testing/__init__.py": "",
        "testing/records.py": "import chassis.messaging.outbox\n",
    }
    packages["jobs"] = {
        "__init__.py": "",
        "errors.py": "",
        "model.py": "import chassis\nimport jobs.errors\n",
        "cron.py": "import cronsim\nimport jobs.errors\n",
        "retries.py": "import jobs.model\n",
        "registry.py": "import jobs.retries\n",
        "schedules.py": "import jobs.cron\n",
        "ports.py": "import jobs.registry\nimport jobs.schedules\n",
        "metrics.py": "",
        "following.py": "import jobs.ports\n",
        "queue.py": "import jobs.ports\n",
        "run.py": "import jobs.ports\n",
        "schedule_service.py": "import jobs.queue\n",
        "http/__init__.py": "",
        "http/schedules.py": "import pydantic\nimport jobs.schedules\n",
        "worker/__init__.py": "",
        "worker/runner.py": "import jobs.run\n",
        "postgres/__init__.py": "",
        "postgres/store.py": "import sqlalchemy\nimport jobs.ports\n",
        "testing/__init__.py": "",
        "testing/memory.py": "import jobs.ports\n",
    }
    packages["devstack"] = {
        "__init__.py": "",
        "processes/__init__.py": "",
        "processes/stack.py": "import chassis.http.app\nimport contracts.topics\nimport provider_simulator\n",
    }
    packages["service_table"] = {"__init__.py": "", "table.py": "import contracts.topics\n"}
    packages["provider_simulator"] = {"__init__.py": "", "server.py": "import starlette\n"}
    return {f"{package}/{path}": text for package, files in packages.items() for path, text in files.items()}


@dataclass(frozen=True, slots=True)
class Violation:
    """Lines added to a file of the skeleton, the rules they break, and what the report must say."""

    path: str
    lines: str
    broken: list[str]
    says: str


VIOLATIONS: Mapping[str, Violation] = {
    case.pop("name"): Violation(**case) for case in tomllib.loads(SEEDED.read_text(encoding="utf-8"))["violation"]
}


@dataclass(frozen=True, slots=True)
class Report:
    """The output of the linter for one tree."""

    code: int
    text: str

    def broken(self) -> set[str]:
        """Return the ids of the rules that the report calls broken."""
        lines = self.text.splitlines()
        return {id_ for id_, name in RULES.items() if any(line == f"{name} BROKEN" for line in lines)}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Report]:
    """Return the report on the clean tree (``""``) and on each tree with one violation."""
    trees: dict[str, Path] = {}
    for name, violation in {"": None, **VIOLATIONS}.items():
        files = _skeleton()
        if violation is not None:
            files[violation.path] = f"{files.get(violation.path, '')}{violation.lines}\n"
        trees[name] = tmp_path_factory.mktemp("tree")
        for path, text in files.items():
            (trees[name] / path).parent.mkdir(parents=True, exist_ok=True)
            (trees[name] / path).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(PYPROJECT), *map(str, trees.values())],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path_factory.getbasetemp(),
        env={"COLUMNS": "500", "NO_COLOR": "1"},
    )
    result = json.loads(done.stdout)
    return {name: Report(**result[str(tree)]) for name, tree in trees.items()}


def test_the_clean_tree_keeps_every_rule(reports: Mapping[str, Report]) -> None:
    clean = reports[""]
    assert clean.code == 0, clean.text
    assert f"Contracts: {len(RULES)} kept, 0 broken." in clean.text


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_caught_and_named(name: str, reports: Mapping[str, Report]) -> None:
    report, violation = reports[name], VIOLATIONS[name]
    assert report.code == 1
    assert report.broken() == set(violation.broken), report.text
    assert violation.says in report.text


def test_every_rule_reports_its_violation() -> None:
    assert {rule for violation in VIOLATIONS.values() for rule in violation.broken} == RULES.keys()


def test_every_package_of_the_workspace_is_under_the_rules() -> None:
    sources = {
        package.parent.name
        for member in ("libs", "services", "tools")
        for package in PYPROJECT.parent.glob(f"{member}/*/src/*/__init__.py")
    }
    assert sources == set(TABLE["root_packages"])


def test_every_service_is_layered() -> None:
    layers = next(contract for contract in TABLE["contracts"] if contract["id"] == "layers")
    services = {package.parent.name for package in PYPROJECT.parent.glob("services/*/src/*/__init__.py")}
    assert set(layers["containers"]) == services
    assert layers["exhaustive"] is True
