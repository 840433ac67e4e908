"""Services of docker-compose.yml, and the lists of services in the scripts beside it."""

from pathlib import Path
from typing import Any, Final

from service_table.kubernetes.manifest import lines
from service_table.regions import Regions
from service_table.table import ServiceSpec, backends, routed, services, with_schema

REQUIRED: Final = "run deploy/compose/new_secrets.sh"
PORT: Final = 8080
MANAGEMENT_PORT: Final = 8081
SECRETS: Final = "/run/secrets"
COLLECTOR: Final = "${MARQUEE_OTLP_ENDPOINT:-}"
"""Where traces go; empty without the profile `observability`."""
DATA_FOLDER: Final = "/var/lib/marquee"
MERGE: Final = "<<"


def compose_regions(root: Path) -> dict[str, Regions]:
    """Return the generated regions by file."""
    schemas = with_schema(root)
    return {
        "docker-compose.yml": {
            "services": [line for spec in backends(root) for line in _blocks(spec)],
            "database-secrets": [line for spec in schemas for line in _secret_files(spec)],
            "database-secret-names": [f"- {name}" for spec in schemas for name in _database_secrets(spec)],
            "upstreams": [f"GATEWAY_{spec.prefix}_URL: http://{spec.name}:{PORT}" for spec in routed(root)],
            "healthy": [f"{spec.name}: {{condition: service_healthy}}" for spec in routed(root)],
            "volumes": [f"{name}:" for spec in backends(root) for name in _volumes(spec)],
        },
        "deploy/compose/new_secrets.sh": {"services": [f'services="{" ".join(spec.name for spec in schemas)}"']},
        "deploy/observability/compose/prometheus.yaml": {
            "targets": [line for spec in services(root) for line in _targets(spec)],
        },
        "deploy/compose/prepare_database.py": {
            "services": ["SERVICES: Final = (", *(f'    "{spec.name}",' for spec in schemas), ")"]
        },
    }


def _database_secrets(spec: ServiceSpec) -> tuple[str, str]:
    """Return the names of the secrets with the addresses of the database: of the service, and of the schema's owner."""
    return f"{spec.name}-database-url", f"{spec.name}-owner-url"


def _secret_files(spec: ServiceSpec) -> list[str]:
    return [f"{name}: {{file: '${{MARQUEE_SECRETS:?{REQUIRED}}}/{name}'}}" for name in _database_secrets(spec)]


def _targets(spec: ServiceSpec) -> list[str]:
    """Return where Prometheus reads the metrics of each process of a service."""
    port = MANAGEMENT_PORT if spec.edge else PORT
    roles = {"api": spec.name, **({"worker": f"{spec.name}-worker"} if spec.worker else {})}
    return [
        f"- {{targets: ['{host}:{port}'], labels: {{service: {spec.name}, role: {role}}}}}"
        for role, host in roles.items()
    ]


def _blocks(spec: ServiceSpec) -> list[str]:
    """Return the containers of a service; as text, because anchors are part of the file."""
    build = f"{{context: ., dockerfile: services/Dockerfile, args: {{SERVICE: {spec.name}}}}}"
    text = [
        f"{spec.name}:",
        "  <<: *service",
        f"  image: marquee-{spec.name}:${{MARQUEE_TAG:-dev}}",
        f"  build: &{spec.name}-build {build}",
        f"  command: [python, -m, {spec.name}, api]",
        f"  environment: &{spec.name}-environment",
        *_indented(_environment(spec), 4),
        *(f"    {spec.prefix}_{name}:" for name in spec.compose.pass_through),
        *_secrets(spec, _database_secrets(spec)[:1]),
        *_mounts(spec, own=spec.folder is not None),
        *_waits(spec),
        "",
    ]
    return text + (_worker(spec) if spec.worker else []) + (_migration(spec) if spec.schema else [])


def _worker(spec: ServiceSpec) -> list[str]:
    return [
        f"{spec.name}-worker:",
        "  <<: *service",
        f"  image: marquee-{spec.name}:${{MARQUEE_TAG:-dev}}",
        f"  build: *{spec.name}-build",
        f"  command: [python, -m, {spec.name}, worker]",
        f"  environment: *{spec.name}-environment",
        *_secrets(spec, _database_secrets(spec)[:1]),
        *_mounts(spec, own=False),
        *_waits(spec),
        "",
    ]


def _volumes(spec: ServiceSpec) -> list[str]:
    own = [f"{spec.name}-data"] if spec.folder is not None else []
    return own + [folder.volume for folder in spec.compose.folders]


def _mounts(spec: ServiceSpec, *, own: bool) -> list[str]:
    """Return what a container mounts: the folder of the process itself, and folders of the host that it reads."""
    mounts = [f"{spec.name}-data:{DATA_FOLDER}"] if own else []
    mounts += [f"${{{folder.variable}:-{folder.volume}}}:{folder.path}:ro" for folder in spec.compose.folders]
    return ["  volumes: [" + ", ".join(f'"{mount}"' for mount in mounts) + "]"] if mounts else []


def _waits(spec: ServiceSpec) -> list[str]:
    migration = [f"    {spec.name}-migrate: {{condition: service_completed_successfully}}"] if spec.schema else []
    return ["  depends_on:", "    <<: *prepared", *migration]


def _migration(spec: ServiceSpec) -> list[str]:
    owner = _database_secrets(spec)[1]
    return [
        f"{spec.name}-migrate:",
        "  <<: *once",
        f"  image: marquee-{spec.name}:${{MARQUEE_TAG:-dev}}",
        f"  build: *{spec.name}-build",
        f"  command: [python, -m, {spec.name}, migrate]",
        "  environment:",
        f"    <<: *{spec.name}-environment",
        f"    {spec.prefix}_MIGRATION_DATABASE_URL_FILE: {SECRETS}/{owner}",
        *_secrets(spec, _database_secrets(spec)),
        "  depends_on:",
        "    schemas: {condition: service_completed_successfully}",
        "",
    ]


def _environment(spec: ServiceSpec) -> dict[str, Any]:
    own = {
        "HTTP_HOST": "0.0.0.0",  # noqa: S104 - inside a container
        "HTTP_PORT": str(PORT),
        **({"KAFKA_BOOTSTRAP": "kafka:9092"} if spec.uses_kafka else {}),
        "JWKS_URL": f"http://auth:{PORT}/.well-known/jwks.json",
    }
    own |= {f"{called.upper()}_URL": f"http://{called}:{PORT}" for called in spec.network.calls}
    if spec.folder is not None:
        own[spec.folder.setting] = DATA_FOLDER
    if spec.schema:
        own["DATABASE_URL_FILE"] = f"{SECRETS}/{_database_secrets(spec)[0]}"
    own["OTLP_ENDPOINT"] = COLLECTOR
    return {f"{spec.prefix}_{name}": value for name, value in {**own, **spec.compose.environment}.items()}


def _secrets(spec: ServiceSpec, database: tuple[str, ...]) -> list[str]:
    names = [*(database if spec.schema else ()), *spec.compose.secrets]
    return [f"  secrets: [{', '.join(names)}]"] if names else []


def _indented(value: dict[str, Any], spaces: int) -> list[str]:
    # The innermost collection would be one line: here every variable has its own.
    return [" " * spaces + lines({name: setting}).strip().strip("{}") for name, setting in value.items()]
