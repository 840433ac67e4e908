"""The services of this repository, read from `services/*/service.toml`: the only list of services there is."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from service_table.routes import RouteSpec, parse_routes, route_problems

ROOT: Final = Path(__file__).resolve().parents[4]
DECLARATION: Final = "service.toml"


class InvalidServiceTable(ValueError):
    """A declaration that is malformed, or two that contradict each other; the text names service, field and rule."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process of a service in Kubernetes. Requests for memory equal limits; CPU has no limit."""

    cpu: str
    memory: str
    replicas: int = 3
    """Most replicas under load."""
    scale_by_lag: bool = False
    """Whether the number of consumers follows the lag of the service's group."""
    scratch: str = ""
    """Most disk space for temporary files in `SCRATCH_FOLDER`, as Kubernetes writes it; without it, the small /tmp."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of each API process, empty when the process is created; what is in it can be built again."""

    setting: str
    """Name of the setting that holds its path, without the prefix."""
    size: str
    """Most disk space, as Kubernetes writes it: `4Gi`."""


EGRESS: Final = ("mode", "hosts", "networks", "http", "proxy", "path", "probe_expects", "probe_seconds", "purposes")
"""The settings of the guard of outgoing connections, which are optional: `<SERVICE>_EGRESS_…`."""


@dataclass(frozen=True, slots=True)
class Network:
    """Connections beyond the usual ones: from the gateway, to Postgres and to auth."""

    internet: bool = False
    """Whether it calls addresses outside of the cluster."""
    internet_ports: tuple[int, ...] = (443,)
    """The ports that it calls there; none are all of them, where users choose the servers."""
    egress: bool = False
    """Whether its calls of servers outside have a guard, which operators configure."""
    smtp: bool = False
    """Whether it hands mail over to a relay outside of the cluster, on the ports with TLS: 465 and 587."""
    calls: tuple[str, ...] = ()
    """Services whose routes it calls; the setting `<SERVICE>_URL` holds the address of each."""
    open_to_services: bool = False
    """Whether every service may call it."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable without its prefix: a value, or a key of a Kubernetes Secret."""

    name: str
    value: str | None = None
    secret: str | None = None
    key: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """A Kubernetes Secret mounted as files at a path."""

    name: str
    secret: str
    path: str


@dataclass(frozen=True, slots=True)
class Kubernetes:
    """Variables and files beyond those of every service."""

    environment: tuple[Variable, ...] = ()
    files: tuple[SecretFiles, ...] = ()


@dataclass(frozen=True, slots=True)
class HostFolder:
    """A folder of the host that a service reads, and never writes."""

    variable: str
    """Holds its path on the host; without it, a volume is read that is empty at first."""
    volume: str
    path: str
    """In the containers."""


@dataclass(frozen=True, slots=True)
class Compose:
    """The same for Docker Compose; `pass_through` names variables that are optional on the host."""

    environment: Mapping[str, str] = field(default_factory=dict)
    pass_through: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    folders: tuple[HostFolder, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """One row of the table."""

    name: str
    summary: str
    owns: str
    serves: str
    port: int
    """Offset from the first port of a stack on one machine."""
    api: Process
    worker: Process | None = None
    routes: tuple[RouteSpec, ...] = ()
    """What the gateway sends here."""
    internal: tuple[str, ...] = ()
    """Paths of the service that no client reaches, beside those of every service."""
    schema: bool = True
    """Whether it has a schema in Postgres, with a role and an owner."""
    edge: bool = False
    """Whether it is the gateway: deployed by manifests of its own."""
    reads_topics: bool = False
    """Whether each of its API processes reads whole topics, without a consumer group."""
    optional: bool = False
    """Whether a stack on one machine starts it only on request."""
    folder: Folder | None = None
    network: Network = Network()
    kubernetes: Kubernetes = Kubernetes()
    compose: Compose = field(default_factory=Compose)

    @property
    def prefix(self) -> str:
        """Prefix of its environment variables, without the underscore."""
        return self.name.upper()

    @property
    def uses_kafka(self) -> bool:
        """Return whether it reads or publishes events."""
        return self.schema or self.reads_topics or self.edge


@cache
def services(root: Path = ROOT) -> tuple[ServiceSpec, ...]:
    """Return every service in the order of ports, the gateway first; raise InvalidServiceTable."""
    specs = [
        parse(path.parent.name, path.read_text("utf-8")) for path in sorted(root.glob(f"services/*/{DECLARATION}"))
    ]
    check(specs)
    return tuple(sorted(specs, key=lambda spec: spec.port))


def backends(root: Path = ROOT) -> tuple[ServiceSpec, ...]:
    """Return the services behind the gateway."""
    return tuple(spec for spec in services(root) if not spec.edge)


def routed(root: Path = ROOT) -> tuple[ServiceSpec, ...]:
    """Return the services that the gateway sends requests to."""
    return tuple(spec for spec in services(root) if spec.routes)


def with_schema(root: Path = ROOT) -> tuple[ServiceSpec, ...]:
    """Return the services that have a schema in Postgres."""
    return tuple(spec for spec in services(root) if spec.schema)


def parse(name: str, text: str) -> ServiceSpec:
    """Return the declaration of a service; raise InvalidServiceTable when it is malformed."""
    try:
        row = tomllib.loads(text)
        kubernetes, compose = row.pop("kubernetes", {}), row.pop("compose", {})
        routes = tuple(parse_routes(row.pop("routes", ())))
        network = Network(**_tuples(row.pop("network", {})))
        guard = EGRESS if network.egress else ()
        return ServiceSpec(
            name=name,
            routes=routes,
            api=Process(**row.pop("api")),
            worker=Process(**row.pop("worker")) if "worker" in row else None,
            folder=Folder(**row.pop("folder")) if "folder" in row else None,
            network=network,
            kubernetes=Kubernetes(
                (
                    *(Variable(**entry) for entry in kubernetes.pop("environment", ())),
                    *(
                        Variable(f"EGRESS_{key.upper()}", None, f"{name}-egress", key.replace("_", "-"), True)
                        for key in guard
                    ),
                ),
                tuple(SecretFiles(**entry) for entry in kubernetes.pop("files", ())),
                **kubernetes,
            ),
            compose=Compose(
                folders=tuple(HostFolder(**entry) for entry in compose.pop("folders", ())),
                pass_through=(*compose.pop("pass_through", ()), *(f"EGRESS_{key.upper()}" for key in guard)),
                **_tuples(compose),
            ),
            **_tuples(row),
        )
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise InvalidServiceTable(f"{name}: {DECLARATION} is malformed: {error}") from error


def check(specs: Sequence[ServiceSpec]) -> None:
    """Raise InvalidServiceTable when two services claim one port or route, or there is not exactly one gateway."""
    problems = _repeated("port", [(str(spec.port), spec.name) for spec in specs])
    problems += _repeated("route", [(_shown(route), spec.name) for spec in specs for route in spec.routes])
    if [spec.edge for spec in specs].count(True) != 1:
        problems.append("exactly one service must set edge")
    names = {spec.name for spec in specs}
    for spec in specs:
        problems += [
            f"{spec.name}: network.calls must name services, got {name}"
            for name in spec.network.calls
            if name not in names - {spec.name}
        ]
        problems += route_problems(spec.name, spec.routes)
    if problems:
        raise InvalidServiceTable("; ".join(problems))


def _shown(route: RouteSpec) -> str:
    return route.path if route.exact else f"{route.path}/…"


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _repeated(what: str, claims: Iterable[tuple[str, str]]) -> list[str]:
    first: dict[str, str] = {}
    problems = []
    for value, name in claims:
        if value in first:
            problems.append(f"{what} {value} must have one service, got {first[value]} and {name}")
        first.setdefault(value, name)
    return problems
