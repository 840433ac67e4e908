"""Lists in the workspace's own files: packages, import rules, routes of the gateway, documents."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from contracts.event_catalog import EVENTS
from service_table.regions import Regions
from service_table.routes import route_lines
from service_table.table import ServiceSpec, backends, routed, services, with_schema

FIRST_PATHS = ("libs", "services", "tools")
EXTRA_PATHS = ("tests/e2e", "benchmarks/events")


def workspace_regions(root: Path) -> dict[str, Regions]:
    """Return the generated regions by file."""
    return {
        "pyproject.toml": _project(root),
        "services/gateway/src/gateway/domain/route_table.py": _routes(root),
        "services/gateway/src/gateway/settings.py": {
            "upstreams": [f"{spec.name}_url: str" + (' = ""' if spec.optional else "") for spec in routed(root)],
        },
        "docs/architecture.md": {"services": _table(root)},
        "tools/devstack/README.md": {"ports": _ports(root)},
        "tools/devstack/src/devstack/ports.py": {
            "services": [f'"{spec.name}": {spec.port},' for spec in services(root)],
        },
        "tools/devstack/src/devstack/options.py": {
            "optional": [
                f"OPTIONAL = frozenset({json.dumps([spec.name for spec in backends(root) if spec.optional])})",
                '"""The services that start on request only."""',
            ],
        },
        "tools/devstack/src/devstack/services.py": {
            "services": [
                *_names("BACKENDS", "The services behind the gateway.", backends(root)),
                *_names("ROUTED", "Those that the gateway sends requests to.", routed(root)),
                *_names("SERVICES", "The services with a schema in Postgres.", with_schema(root)),
                *_mapping(
                    "CALLS: Mapping[str, tuple[str, ...]]",
                    "The services that a service calls.",
                    {spec.name: _tuple(spec.network.calls) for spec in backends(root) if spec.network.calls},
                ),
                *_mapping(
                    "FOLDERS: Mapping[str, str]",
                    "The setting that holds the path of a service's own folder.",
                    {spec.name: f'"{spec.folder.setting}"' for spec in backends(root) if spec.folder},
                ),
            ],
        },
    }


def packages(root: Path, *folders: str) -> list[str]:
    """Return the names of the packages in these folders of the workspace."""
    modules = [path for folder in folders for path in root.glob(f"{folder}/*/src/*/__init__.py")]
    return sorted(path.parent.name for path in modules)


def _project(root: Path) -> Regions:
    names = [spec.name for spec in services(root)]
    libs, tools = packages(root, "libs"), packages(root, "tools")
    sources = [path.relative_to(root).as_posix() for path in root.glob("*/*/src") if path.parts[-3] in FIRST_PATHS]
    everything_else = [name for name in [*names, *libs, *tools] if name != "provider_simulator"]
    return {
        "mypy-path": [f'mypy_path = "{":".join([*sorted(sources), *EXTRA_PATHS])}"'],
        "root-packages": _array("root_packages", [*names, *libs, *tools]),
        "containers": _array("containers", names),
        "independent": [f'"{" | ".join([*names, "devstack"])}",'],
        "simulator": _array("forbidden_modules", everything_else),
    }


def _array(name: str, values: Iterable[str]) -> list[str]:
    return [f"{name} = [", *(f'  "{value}",' for value in values), "]"]


def _names(constant: str, meaning: str, specs: Iterable[ServiceSpec]) -> list[str]:
    return [f"{constant} = (", *(f'    "{spec.name}",' for spec in specs), ")", f'"""{meaning}"""']


def _mapping(constant: str, meaning: str, values: Mapping[str, str]) -> list[str]:
    return [f"{constant} = {{", *(f'    "{name}": {value},' for name, value in values.items()), "}", f'"""{meaning}"""']


def _tuple(values: Iterable[str]) -> str:
    quoted = [f'"{value}"' for value in values]
    return f"({quoted[0]},)" if len(quoted) == 1 else f"({', '.join(quoted)})"


def _routes(root: Path) -> Regions:
    lines = [line for spec in routed(root) for line in route_lines(spec.name, spec.routes)]
    return {"routes": ["ROUTES: Final = (", *lines, ")"]}


def _table(root: Path) -> list[str]:
    head = ["| service | owns | serves | consumes | publishes |", "|---|---|---|---|---|"]
    return head + [_row(spec) for spec in services(root)]


def _row(spec: ServiceSpec) -> str:
    consumes = ", ".join(event.topic for event in EVENTS if spec.name in event.spec.consumers)
    publishes = ", ".join(event.topic for event in EVENTS if spec.name == event.spec.publisher)
    return f"| {spec.name} | {spec.owns} | {spec.serves} | {consumes} | {publishes} |".replace("|  |", "| |")


def _ports(root: Path) -> list[str]:
    listed = ", ".join(f"{spec.name} +{spec.port}" for spec in backends(root))
    return [f"Offsets of the services: gateway +0, {listed}."]
