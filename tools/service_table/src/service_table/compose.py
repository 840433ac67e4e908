"""Services of docker-compose.yml, and the lists of services in the scripts beside it."""

from pathlib import Path
from typing import Any, Final

from service_table.kubernetes.manifest import lines
from service_table.regions import Regions
from service_table.table import ServiceSpec, backends, routed, with_schema

REQUIRED: Final = "run deploy/compose/new_secrets.sh"
PORT: Final = 8080
DATA_FOLDER: Final = "/var/lib/marquee"
MERGE: Final = "<<"


def compose_regions(root: Path) -> dict[str, Regions]:
    """Return the generated regions by file."""
    schemas = with_schema(root)
    return {
        "docker-compose.yml": {
            "services": [line for spec in backends(root) for line in _blocks(spec)],
            "passwords": [line for spec in schemas for line in _passwords(spec)],
            "upstreams": [f"GATEWAY_{spec.prefix}_URL: http://{spec.name}:{PORT}" for spec in routed(root)],
            "healthy": [f"{spec.name}: {{condition: service_healthy}}" for spec in routed(root)],
            "volumes": [f"{spec.name}-data:" for spec in backends(root) if spec.folder],
        },
        "deploy/compose/new_secrets.sh": {"services": [f'services="{" ".join(spec.prefix for spec in schemas)}"']},
        "deploy/compose/prepare_database.py": {
            "services": ["SERVICES: Final = (", *(f'    "{spec.name}",' for spec in schemas), ")"]
        },
    }


def _passwords(spec: ServiceSpec) -> list[str]:
    names = (f"{spec.prefix}_DATABASE_PASSWORD", f"{spec.prefix}_OWNER_PASSWORD")
    return [f"{name}: {_required(name)}" for name in names]


def _required(name: str) -> str:
    return f"${{{name}:?{REQUIRED}}}"


def _blocks(spec: ServiceSpec) -> list[str]:
    """Return the service, and its migration when it has a schema; as text, because anchors are part of the file."""
    build = f"{{context: ., dockerfile: services/Dockerfile, args: {{SERVICE: {spec.name}}}}}"
    role = "all" if spec.worker else "api"
    text = [
        f"{spec.name}:",
        "  <<: *service",
        f"  image: marquee-{spec.name}:${{MARQUEE_TAG:-dev}}",
        f"  build: &{spec.name}-build {build}",
        f"  command: [python, -m, {spec.name}, {role}]",
        f"  environment: &{spec.name}-environment",
        *_indented(_environment(spec), 4),
        *(f"    {spec.prefix}_{name}:" for name in spec.compose.pass_through),
        *_secrets(spec),
        *([f'  volumes: ["{spec.name}-data:{DATA_FOLDER}"]'] if spec.folder else []),
        "  depends_on:",
        "    <<: *prepared",
        *([f"    {spec.name}-migrate: {{condition: service_completed_successfully}}"] if spec.schema else []),
        "",
    ]
    return text + (_migration(spec) if spec.schema else [])


def _migration(spec: ServiceSpec) -> list[str]:
    url = _url(f"{spec.name}_owner", f"{spec.prefix}_OWNER_PASSWORD")
    return [
        f"{spec.name}-migrate:",
        "  <<: *once",
        f"  image: marquee-{spec.name}:${{MARQUEE_TAG:-dev}}",
        f"  build: *{spec.name}-build",
        f"  command: [python, -m, {spec.name}, migrate]",
        "  environment:",
        f"    <<: *{spec.name}-environment",
        f"    {spec.prefix}_MIGRATION_DATABASE_URL: {url}",
        *_secrets(spec),
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
        own["DATABASE_URL"] = _url(spec.name, f"{spec.prefix}_DATABASE_PASSWORD")
    return {f"{spec.prefix}_{name}": value for name, value in {**own, **spec.compose.environment}.items()}


def _url(role: str, password: str) -> str:
    return f"postgresql://{role}:{_required(password)}@postgres:5432/marquee"


def _secrets(spec: ServiceSpec) -> list[str]:
    return [f"  secrets: [{', '.join(spec.compose.secrets)}]"] if spec.compose.secrets else []


def _indented(value: dict[str, Any], spaces: int) -> list[str]:
    # The innermost collection would be one line: here every variable has its own.
    return [" " * spaces + lines({name: setting}).strip().strip("{}") for name, setting in value.items()]
