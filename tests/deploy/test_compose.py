"""docker-compose.yml against our own rules: who waits for whom, what is secret, what is open, and kubernetes' names.

Each rule gives the problems it finds; each is seen to find a mistake made on purpose.
"""

import copy
import importlib
import importlib.util
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from tests.deploy.manifests import variables
from tests.deploy.workloads import settings_of

from chassis.secret_files import secret_fields
from devstack.folders import cache_folder
from devstack.servers.go_modules import GoModules
from service_table.table import services, with_schema

pytestmark = pytest.mark.unit

Compose = dict[str, Any]
Rule = Callable[[Compose], list[str]]

ROOT = Path(__file__).parents[2]
WITH_SCHEMA = tuple(spec.name for spec in with_schema())
SERVICES = tuple(spec.name for spec in services())
WORKERS = tuple(f"{spec.name}-worker" for spec in services() if spec.worker)
KAFKA_SIGN_IN = ("SECURITY_PROTOCOL", "USERNAME", "PASSWORD_FILE", "CA_FILE")
VARIABLE = re.compile(r"\$\{(\w+)(:?[-?][^}]*)?\}")
SECRET_NAME = re.compile(r"(PASSWORD|SECRET|TOKEN|_KEY|CLIENT_ID)$")

LOCK = Path(__file__).parent / "modules"
SPECIFICATION = "github.com/compose-spec/compose-go/v2"
ROLES = ("worker", "migrate")


@cache
def specification() -> Validator:
    """Return the validator of the Compose Specification, whose schema comes with its own library, by hash."""
    path = GoModules(LOCK, cache_folder(os.environ)).source(SPECIFICATION) / "schema" / "compose-spec.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return validator_for(schema)(schema)


def well_formed(compose: Compose) -> list[str]:
    """Check that the file is valid by the schema of the Compose Specification."""
    errors = (best_match([error]) for error in specification().iter_errors(compose))
    return [f"{error.json_path}: {error.message}" for error in errors if error is not None]


def waits_make_sense(compose: Compose) -> list[str]:
    """Check that every awaited service exists and can become healthy or end, without cycles."""
    services = compose["services"]
    problems = []
    for name, service in services.items():
        for other, wait in service.get("depends_on", {}).items():
            condition = wait["condition"]
            if other not in services:
                problems.append(f"{name} waits for {other}, which is nowhere")
            elif condition == "service_healthy" and "healthcheck" not in services[other]:
                problems.append(f"{name} waits for the health of {other}, which has no check")
            elif condition == "service_completed_successfully" and services[other].get("restart") != "no":
                problems.append(f"{name} waits for the end of {other}, which never ends")
        if name in _reached(services, name):
            problems.append(f"{name} waits for itself")
    return problems


def _reached(services: Mapping[str, Any], start: str) -> set[str]:
    todo, seen = list(services[start].get("depends_on", ())), set[str]()
    while todo:
        if (name := todo.pop()) not in seen:
            seen.add(name)
            todo += services.get(name, {}).get("depends_on", ())
    return seen


def services_wait_for_what_they_need(compose: Compose) -> list[str]:
    """Check that a service starts after its migration and the topics, and a migration after the schemas."""
    problems = []
    for name in WITH_SCHEMA:
        prepared = {f"{name}-migrate", "topics", "kafka"}
        target = {name: prepared, f"{name}-worker": prepared, f"{name}-migrate": {"schemas", "postgres"}}
        for waiting, others in target.items():
            missing = others - _reached(compose["services"], waiting)
            problems += [f"{waiting} does not wait for {other}" for other in sorted(missing)]
    return problems


def secrets_come_from_outside(compose: Compose) -> list[str]:
    """Check that a secret is a variable without default, without which compose does not start, and never a literal."""
    problems = []
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if value is None:
                continue
            for used, rest in VARIABLE.findall(value):
                if SECRET_NAME.search(used) and not rest.startswith(":?"):
                    problems.append(f"{name}: {used} has a default, or none and no message")
            if SECRET_NAME.search(variable) and not VARIABLE.search(value):
                problems.append(f"{name}: {variable} is written down")
            if re.search(r"://[^/@]*:(?!\$\{)[^/@]*@", VARIABLE.sub("${}", value)):
                problems.append(f"{name}: {variable} holds a password")
    for name, secret in compose.get("secrets", {}).items():
        if ":?" not in secret.get("file", ""):
            problems.append(f"secret {name} has a place of its own")
    return problems


def only_the_gateway_is_open(compose: Compose) -> list[str]:
    """Check that only the gateway publishes a port, and that those of profiles are open to this machine alone."""
    published = {name: service for name, service in compose["services"].items() if "ports" in service}
    always = [name for name, service in published.items() if "profiles" not in service]
    outside = [
        name
        for name, service in published.items()
        if "profiles" in service and not all(port.startswith("127.0.0.1:") for port in service["ports"])
    ]
    return [f"open: {', '.join([*always, *outside])}"] if always != ["gateway"] or outside else []


def images_and_builds(compose: Compose) -> list[str]:
    """Check that external images are pinned and ours are built from the one Dockerfile, for the service they run."""
    problems = []
    for name, service in compose["services"].items():
        build = service.get("build")
        if build is None:
            tag = service["image"].rpartition(":")[2]
            if ":" not in service["image"] or not re.match(r"v?\d+\.\d", tag):
                problems.append(f"{name}: {service['image']} is not pinned")
            continue
        target = service["image"].removeprefix("marquee-").partition(":")[0]
        made = build.get("target") or build.get("args", {}).get("SERVICE")
        if not (ROOT / build["dockerfile"]).is_file() or made != target:
            problems.append(f"{name}: builds {made} as {service['image']}")
        if service["command"][:2] == ["python", "-m"] and service["command"][2].replace("_", "-") != target:
            problems.append(f"{name}: runs {service['command'][2]} in {service['image']}")
        role = next((role for role in ROLES if name.endswith(f"-{role}")), "api")
        if target in SERVICES and service["command"][1] == "-m" and service["command"][3:] != [role]:
            problems.append(f"{name}: has the role {' '.join(service['command'][3:])}")
    return problems


def hardened(compose: Compose) -> list[str]:
    """Check that our containers and those of profiles have no capabilities, a read-only root, a memory limit and
    bounded logs, and that ours shut down gracefully.
    """
    problems = []
    for name, service in compose["services"].items():
        if "build" not in service and "profiles" not in service:
            continue
        once = service.get("restart") == "no"
        fine = {
            "writes its root": service.get("read_only") is True and service.get("tmpfs") == ["/tmp"],
            "keeps capabilities": service.get("cap_drop") == ["ALL"],
            "may escalate": service.get("security_opt") == ["no-new-privileges:true"],
            "is not bounded": "mem_limit" in service,
            "fills the disk with logs": once or "max-size" in service.get("logging", {}).get("options", {}),
            "is killed early": once or "build" not in service or service.get("stop_grace_period") == "60s",
        }
        problems += [f"{name} {problem}" for problem, good in fine.items() if not good]
    return problems


def everything_is_there(compose: Compose) -> list[str]:
    """Check that every service, its migration and every mounted file, volume and secret exist."""
    services = compose["services"]
    migrations = {f"{name}-migrate" for name in WITH_SCHEMA}
    target = {*SERVICES, *WORKERS, *migrations, "postgres", "kafka", "schemas", "topics"}
    problems = [f"{name} is missing" for name in sorted(target - services.keys())]
    problems += [f"{name} starts by itself" for name in services.keys() - target if "profiles" not in services[name]]
    for name, service in services.items():
        for mount in service.get("volumes", ()):
            source = VARIABLE.sub("", mount).partition(":")[0]
            # Without a source it is a folder of the host.
            if source and not ((ROOT / source).exists() if source.startswith("./") else source in compose["volumes"]):
                problems.append(f"{name}: {source} is nowhere")
        problems += [f"{name}: secret {it}" for it in service.get("secrets", ()) if it not in compose["secrets"]]
    return problems


def addresses_resolve(compose: Compose) -> list[str]:
    """Check that every address in a variable is a service of this file and a port where it listens."""
    listening = {"postgres": 5432, "kafka": 9092, **dict.fromkeys((*SERVICES, *WORKERS, "provider-simulator"), 8080)}
    return [
        f"{name}: {variable} points to {host}:{port}, where nothing listens"
        for name, service in compose["services"].items()
        if "build" in service
        for variable, value in service.get("environment", {}).items()
        for host, port in _addresses(VARIABLE.sub("x", value or ""))
        if listening.get(host) != port
    ]


def _addresses(value: str) -> Iterator[tuple[str, int]]:
    if match := re.fullmatch(r"([a-z][a-z0-9-]*):(\d+)", value):
        yield match[1], int(match[2])
    elif "://" in value and (parts := urlsplit(value)).hostname:
        yield str(parts.hostname), parts.port or 0


RULES: tuple[Rule, ...] = (
    well_formed,
    waits_make_sense,
    services_wait_for_what_they_need,
    secrets_come_from_outside,
    only_the_gateway_is_open,
    images_and_builds,
    hardened,
    everything_is_there,
    addresses_resolve,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_is_kept(rule: Rule, compose: Compose) -> None:
    assert rule(compose) == []


def _set(service: str, name: str, value: object) -> Callable[[Compose], object]:
    return lambda compose: compose["services"][service].update({name: value})


def _set_variable(service: str, variable: str, value: str) -> Callable[[Compose], object]:
    return lambda compose: compose["services"][service]["environment"].update({variable: value})


def _drop(service: str, name: str) -> Callable[[Compose], object]:
    return lambda compose: compose["services"][service].pop(name)


SEEDED: Mapping[str, tuple[Rule, Callable[[Compose], object], str]] = {
    "a misspelt key": (well_formed, _set("auth", "enviroment", {}), "enviroment"),
    "an unknown condition": (
        well_formed,
        _set("auth", "depends_on", {"kafka": {"condition": "healthy"}}),
        "$.services.auth.depends_on",
    ),
    "a list as variable": (well_formed, _set("auth", "environment", {"AUTH_HTTP_PORT": [8080]}), "environment"),
    "a health check without times": (well_formed, _set("auth", "healthcheck", {"interval": 10}), "healthcheck"),
    "a wait for an unknown service": (
        waits_make_sense,
        _set("auth", "depends_on", {"redis": {"condition": "service_started"}}),
        "auth waits for redis, which is nowhere",
    ),
    "a wait for unchecked health": (waits_make_sense, _drop("kafka", "healthcheck"), "which has no check"),
    "a wait for the end of a server": (waits_make_sense, _set("topics", "restart", "unless-stopped"), "never ends"),
    "a circle": (
        waits_make_sense,
        _set("kafka", "depends_on", {"gateway": {"condition": "service_healthy"}}),
        "gateway waits for itself",
    ),
    "no wait for a migration": (
        services_wait_for_what_they_need,
        _set("stats", "depends_on", {"topics": {"condition": "service_completed_successfully"}}),
        "stats does not wait for stats-migrate",
    ),
    "a password with a default": (
        secrets_come_from_outside,
        _set_variable("postgres", "POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:-postgres}"),
        "postgres: POSTGRES_PASSWORD has a default",
    ),
    "a password that may be empty": (
        secrets_come_from_outside,
        _set_variable("postgres", "POSTGRES_PASSWORD", "${POSTGRES_PASSWORD}"),
        "postgres: POSTGRES_PASSWORD has a default, or none and no message",
    ),
    "a password written down": (
        secrets_come_from_outside,
        _set_variable("postgres", "POSTGRES_PASSWORD", "secret"),
        "postgres: POSTGRES_PASSWORD is written down",
    ),
    "a password in an address": (
        secrets_come_from_outside,
        _set_variable("auth", "AUTH_DATABASE_URL", "postgresql://auth:auth@postgres:5432/marquee"),
        "auth: AUTH_DATABASE_URL holds a password",
    ),
    "a key in the repository": (
        secrets_come_from_outside,
        lambda compose: compose["secrets"]["auth-signing-key"].update(file="./key.pem"),
        "secret auth-signing-key has a place of its own",
    ),
    "an open database": (only_the_gateway_is_open, _set("postgres", "ports", ["5432:5432"]), "postgres"),
    "an open dashboard": (only_the_gateway_is_open, _set("grafana", "ports", ["3001:3000"]), "grafana"),
    "the newest image": (images_and_builds, _set("postgres", "image", "postgres:latest"), "is not pinned"),
    "an image without a tag": (images_and_builds, _set("kafka", "image", "apache/kafka"), "is not pinned"),
    "a neighbour's image": (images_and_builds, _set("auth", "image", "marquee-stats:dev"), "auth: builds auth"),
    "a neighbour's program": (
        images_and_builds,
        _set("auth", "command", ["python", "-m", "stats", "all"]),
        "auth: runs stats",
    ),
    "both roles in one process": (
        images_and_builds,
        _set("stats-worker", "command", ["python", "-m", "stats", "all"]),
        "stats-worker: has the role all",
    ),
    "endless logs": (hardened, _drop("loki", "logging"), "loki fills the disk with logs"),
    "a root that is written": (hardened, _drop("auth", "read_only"), "auth writes its root"),
    "capabilities": (hardened, _drop("auth-migrate", "cap_drop"), "auth-migrate keeps capabilities"),
    "escalation": (hardened, _drop("gateway", "security_opt"), "gateway may escalate"),
    "no bound": (hardened, _drop("gateway", "mem_limit"), "gateway is not bounded"),
    "a hurried end": (hardened, _set("gateway", "stop_grace_period", "10s"), "gateway is killed early"),
    "a service left out": (
        everything_is_there,
        lambda compose: compose["services"].pop("insights"),
        "insights is missing",
    ),
    "no worker": (
        everything_is_there,
        lambda compose: compose["services"].pop("stats-worker"),
        "stats-worker is missing",
    ),
    "a simulator that starts by itself": (
        everything_is_there,
        _drop("provider-simulator", "profiles"),
        "provider-simulator starts by itself",
    ),
    "a file that is nowhere": (
        everything_is_there,
        _set("topics", "volumes", ["./deploy/compose/topics.py:/setup/topics.py:ro"]),
        "topics: ./deploy/compose/topics.py is nowhere",
    ),
    "a port without a listener": (
        addresses_resolve,
        _set_variable("gateway", "GATEWAY_STATS_URL", "http://stats:8000"),
        "gateway: GATEWAY_STATS_URL points to stats:8000, where nothing listens",
    ),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_mistake_is_named(name: str, compose: Compose) -> None:
    rule, spoil, says = SEEDED[name]
    spoiled = copy.deepcopy(compose)
    spoil(spoiled)
    assert says in "\n".join(rule(spoiled))


def test_every_rule_reports_its_violation() -> None:
    assert {rule for rule, _, _ in SEEDED.values()} == set(RULES)


def _kubernetes_variables(manifests: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return the variables of each process by compose's name for it: api and worker are one process there.

    Those that sign in to Kafka are left out: on compose's own network Kafka speaks plain text.
    """
    message: dict[str, set[str]] = {}
    for manifest in manifests:
        if manifest["kind"] in {"Deployment", "Job"} and manifest["metadata"]["name"] != "provider-simulator":
            service, role = manifest["metadata"]["name"].rsplit("-", 1)
            [container] = manifest["spec"]["template"]["spec"]["containers"]
            names = {name for name in variables(manifests, container) if name.startswith(service.upper())}
            names -= {f"{service.upper()}_KAFKA_{name}" for name in KAFKA_SIGN_IN}
            message.setdefault(f"{service}-migrate" if role == "migrate" else service, set()).update(names)
    return message


def _plain(names: Iterable[str]) -> set[str]:
    """Return names of variables without the difference between a secret and its file; traces are a component there."""
    return {name.removesuffix("_FILE") for name in names if not name.endswith("_OTLP_ENDPOINT")}


def test_variables_are_those_of_kubernetes(compose: Compose, rendered: Mapping[str, list[dict[str, Any]]]) -> None:
    ours = {
        name: _plain(service["environment"])
        for name, service in compose["services"].items()
        if name.removesuffix("-migrate") in SERVICES
    }
    assert ours == {name: _plain(names) for name, names in _kubernetes_variables(rendered["plain"]).items()}


def test_a_worker_has_the_variables_and_secrets_of_its_service(compose: Compose) -> None:
    for name in WORKERS:
        worker, service = compose["services"][name], compose["services"][name.removesuffix("-worker")]
        assert [worker["environment"], worker.get("secrets")] == [service["environment"], service.get("secrets")]


def _make_secrets(folder: Path) -> dict[str, str]:
    """Run the script that makes secrets; return the content of each file."""
    script = ROOT / "deploy/compose/new_secrets.sh"
    subprocess.run(["sh", str(script), str(folder)], check=True, capture_output=True, timeout=60)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture(scope="module")
def secrets_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of new secrets."""
    folder = tmp_path_factory.mktemp("secrets") / ".marquee"
    _make_secrets(folder)
    return folder


def test_every_required_variable_and_secret_is_made(compose: Compose, secrets_folder: Path) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    required = {name for name, rest in VARIABLE.findall(text) if rest.startswith(":?")}
    variables = (secrets_folder / "compose.env").read_text(encoding="utf-8")
    simulator = (ROOT / "deploy/compose/provider-simulator.env").read_text(encoding="utf-8")
    assert required <= set(re.findall(r"^(\w+)=\S", variables + simulator, flags=re.MULTILINE))
    for name, secret in compose["secrets"].items():
        path = Path(VARIABLE.sub(str(secrets_folder), secret["file"]))
        assert path.read_text(encoding="utf-8").strip(), name
    assert len(compose["secrets"]) > 2 * len(WITH_SCHEMA)


def test_new_secrets_are_kept_and_differ(secrets_folder: Path) -> None:
    files = _make_secrets(secrets_folder)
    assert _make_secrets(secrets_folder) == files
    assert len(set(files.values())) == len(files)
    assert secrets_folder.stat().st_mode & 0o077 == 0


def test_passwords_of_an_earlier_version_are_kept(tmp_path: Path) -> None:
    earlier = "POSTGRES_PASSWORD=first\nSTATS_DATABASE_PASSWORD=second\nSTATS_OWNER_PASSWORD=third\n"
    (tmp_path / "compose.env").write_text(earlier, encoding="utf-8")
    files = _make_secrets(tmp_path)
    assert files["postgres-password"] == "first\n"
    assert files["stats-database-url"] == "postgresql://stats:second@postgres:5432/marquee\n"
    assert files["stats-owner-url"] == "postgresql://stats_owner:third@postgres:5432/marquee\n"
    assert files["compose.env"].startswith(earlier)


def _resolved(value: str) -> str:
    """Return a value as compose would, with something made up for what comes from outside."""
    return VARIABLE.sub(lambda result: result[2][2:] if result[2].startswith(":-") else "made-up-value", value)


@pytest.mark.parametrize("service", SERVICES)
def test_settings_accept_the_variables_of_compose(
    service: str, compose: Compose, monkeypatch: pytest.MonkeyPatch, secrets_folder: Path
) -> None:
    settings = importlib.import_module(f"{service}.settings").Settings
    variables = compose["services"][service]["environment"]
    for variable, value in variables.items():
        if value is not None:
            monkeypatch.setenv(variable, _resolved(value).replace("/run/secrets", str(secrets_folder)))
    accepted = settings()
    assert accepted.http_host == "0.0.0.0"
    assert accepted.http_port == 8080
    assert accepted.otlp_endpoint is None
    assert set(variables) <= {
        f"{model.model_config['env_prefix']}{name}".upper()
        for model in settings_of(service)
        for name in (*model.model_fields, *(f"{secret}_file" for secret in secret_fields(model)))
    }
