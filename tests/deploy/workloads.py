"""What our pods must be, on every rendered combination: hardened, bounded, probed, fully configured, without secrets.

Each rule returns the problems that it finds; `SEEDED` makes each find a mistake made on purpose.
"""

import importlib
import importlib.util
import re
from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings
from tests.deploy.manifests import Manifest, Mistakes, Rule, containers, kinds, settings, title, variables, workloads

from chassis.secret_files import SUFFIX, secret_fields
from service_table.table import services, with_schema

SERVICES = tuple(spec.name for spec in services())
WITH_SCHEMA = tuple(spec.name for spec in with_schema())
SECRETS = {
    "auth-signing-key",
    "auth-encryption-keys",
    "notifications-encryption-keys",
    "playback-encryption-keys",
    "music-encryption-keys",
    "federation-encryption-keys",
    "federation-server",
    "sources-encryption-keys",
    "playback-delivery",
    "playback-licensing",
    "notifications-push",
    "notifications-sms",
    "notice-keys",
    "auth-bootstrap-admin",
    "auth-storage",
    "delivery-keys",
    "gateway-storage",
    "playback-storage",
    "notifications-mail",
    "ingestion-providers",
    "music-metadata",
    "billing-stripe",
    "billing-zarinpal",
    *(
        f"{service}-egress"
        for service in ("auth", "federation", "ingestion", "music", "notifications", "playback", "sources")
    ),
    # Made by Strimzi: the password of each user, and the authority behind the brokers' certificates.
    *(f"kafka-{service}" for service in SERVICES),
    "kafka-cluster-ca-cert",
    *(f"{service}{owner}-database" for service in WITH_SCHEMA for owner in ("", "-owner")),
}
SECRET_NAME = re.compile(r"(PASSWORD|SECRET|TOKEN|_KEY|CLIENT_ID)$")


def restricted(manifests: list[Manifest]) -> list[str]:
    """Check the restricted pod security standard, a read-only root, and no token of the API server."""
    problems = []
    for name, _, pod in workloads(manifests):
        spec, context = pod["spec"], pod["spec"].get("securityContext", {})
        result = {
            "runs as root": context.get("runAsNonRoot") is True and context.get("runAsUser", 0) >= 10_000,
            "has no seccomp profile": context.get("seccompProfile") == {"type": "RuntimeDefault"},
            "mounts a token": spec.get("automountServiceAccountToken") is False,
            "takes service links for settings": spec.get("enableServiceLinks") is False,
            "shares the host": not any(spec.get(f"host{what}") for what in ("Network", "PID", "IPC")),
            "mounts the host": not any("hostPath" in volume for volume in spec.get("volumes", ())),
        }
        for container in containers(pod):
            own = container.get("securityContext", {})
            result[f"{container['name']} may escalate"] = own.get("allowPrivilegeEscalation") is False
            result[f"{container['name']} writes its root"] = own.get("readOnlyRootFilesystem") is True
            result[f"{container['name']} keeps capabilities"] = own.get("capabilities") == {"drop": ["ALL"]}
            result[f"{container['name']} has no /tmp"] = any(
                mount["mountPath"] == "/tmp" for mount in container.get("volumeMounts", ())
            )
        problems += [f"{name}: {problem}" for problem, fine in result.items() if not fine]
    return problems


def bounded(manifests: list[Manifest]) -> list[str]:
    """Check that memory has equal request and limit, and CPU a request without a limit."""
    problems = []
    for name, _, pod in workloads(manifests):
        for container in containers(pod):
            resources = container.get("resources", {})
            requests, limits = resources.get("requests", {}), resources.get("limits", {})
            if "cpu" not in requests or "memory" not in requests or requests["memory"] != limits.get("memory"):
                problems.append(f"{name}: {container['name']} is not bounded")
            if "cpu" in limits:
                problems.append(f"{name}: {container['name']} is throttled")
    return problems


def probed(manifests: list[Manifest]) -> list[str]:
    """Check the probes (/health/live, /health/ready) and the graceful shutdown."""
    problems = []
    for manifest in kinds(manifests, "Deployment"):
        spec = manifest["spec"]["template"]["spec"]
        container = spec["containers"][0]
        # The gateway's public port has limits that no probe may meet.
        port = "management" if manifest["metadata"]["name"] == "gateway-api" else "http"
        expected = {"startupProbe": "/health/live", "livenessProbe": "/health/live", "readinessProbe": "/health/ready"}
        for probe, path in expected.items():
            query = container.get(probe, {})
            if "tcpSocket" in query and manifest["metadata"]["name"] == "provider-simulator":
                continue
            if query.get("httpGet") != {"path": path, "port": port}:
                problems.append(f"{title(manifest)}: {probe} does not call {path}")
        if spec.get("terminationGracePeriodSeconds", 30) < 60:
            problems.append(f"{title(manifest)}: has less than 60 s to end")
        if "sleep" not in container.get("lifecycle", {}).get("preStop", {}):
            problems.append(f"{title(manifest)}: ends before it is out of rotation")
    return problems


def in_roles(manifests: list[Manifest]) -> list[str]:
    """Check that each service runs its roles with its own image and account, and has one Service."""
    target = {f"{service}-api": ["python", "-m", service, "api"] for service in ("gateway", "search", "web")}
    for service in WITH_SCHEMA:
        target |= {f"{service}-{role}": ["python", "-m", service, role] for role in ("api", "worker", "migrate")}
    result = {}
    problems = []
    accounts = {manifest["metadata"]["name"] for manifest in kinds(manifests, "ServiceAccount")}
    for name, manifest, pod in workloads(manifests):
        if manifest["metadata"]["name"] == "provider-simulator":
            continue
        result[manifest["metadata"]["name"]] = pod["spec"]["containers"][0]["command"]
        service = manifest["metadata"]["name"].rsplit("-", 1)[0]
        if pod["spec"].get("serviceAccountName") != service or service not in accounts:
            problems.append(f"{name}: has no account of its own")
        images = {re.split("[:@]", container["image"].rsplit("/", 1)[-1])[0] for container in containers(pod)}
        if images != {f"marquee-{service}"}:
            problems.append(f"{name}: runs {sorted(images)}")
    return (
        problems
        + [f"{name}: {result.get(name)}" for name in sorted(target.keys() ^ result.keys())]
        + [f"{name}: {command}" for name, command in result.items() if name in target and command != target[name]]
    )


def settings_are_complete(manifests: list[Manifest]) -> list[str]:
    """Check that every required setting is set and every set variable is a setting of the service."""
    problems = []
    for name, manifest, pod in workloads(manifests):
        service, role = manifest["metadata"]["name"].rsplit("-", 1) if "-" in manifest["metadata"]["name"] else ("", "")
        fields = _settings(service)
        if not fields:
            continue
        prefix = f"{service.upper()}_"
        supplied_value = {
            item for item in variables(manifests, pod["spec"]["containers"][0]) if item.startswith(prefix)
        }
        required = {f"{prefix}{field.upper()}" for field, needed in fields.items() if needed}
        required |= {f"{prefix}HTTP_HOST", f"{prefix}HTTP_PORT"}
        required |= {f"{prefix}MIGRATION_DATABASE_URL"} if role == "migrate" else set()
        members = {f"{prefix}{field.upper()}" for field in fields}
        problems += [f"{name}: {item} is not set" for item in sorted(required - supplied_value)]
        problems += [f"{name}: no setting reads {item}" for item in sorted(supplied_value - members)]
        if role != "migrate" and f"{prefix}MIGRATION_DATABASE_URL" in supplied_value:
            problems.append(f"{name}: holds the owner's password")
    return problems


def _settings(service: str) -> dict[str, bool]:
    """Return the service's settings and whether each is required; none while it has no settings module."""
    if not service or importlib.util.find_spec(service) is None:
        return {}
    if importlib.util.find_spec(f"{service}.settings") is None:
        return {}
    models = settings_of(service)
    fields = {name: field.is_required() for model in models for name, field in _named_fields(model)}
    # A secret can be read from a file as well.
    fields |= {f"{_prefix(model)}{name}{SUFFIX}": False for model in models for name in secret_fields(model)}
    return {name.removeprefix(f"{service}_"): needed for name, needed in fields.items()}


def settings_of(service: str) -> list[type[BaseSettings]]:
    """Return the classes of a service's settings: its own, those within it, and those of its providers."""
    own: type[BaseSettings] = importlib.import_module(f"{service}.settings").Settings
    inner = [field.annotation for field in own.model_fields.values()]
    models = [own, *(model for model in inner if isinstance(model, type) and issubclass(model, BaseSettings))]
    package = importlib.util.find_spec(f"{service}.providers")
    if package is not None and importlib.util.find_spec(f"{service}.providers.registry") is not None:
        models += [type(spec.settings()) for spec in importlib.import_module(f"{service}.providers.registry").SPECS]
    return models


def _named_fields(model: type[BaseSettings]) -> Iterator[tuple[str, FieldInfo]]:
    return ((f"{_prefix(model)}{name}", field) for name, field in model.model_fields.items())


def _prefix(model: type[BaseSettings]) -> str:
    return str(model.model_config["env_prefix"]).lower()


def no_secret_in_sight(manifests: list[Manifest]) -> list[str]:
    """Check that every secret comes from a Secret that the README names, and is never a literal."""
    problems = [f"{title(manifest)}: is written down" for manifest in kinds(manifests, "Secret")]
    for name, _, pod in workloads(manifests):
        volumes = pod["spec"].get("volumes", ())
        used_names = [volume["secret"]["secretName"] for volume in volumes if "secret" in volume]
        sources = [source for volume in volumes for source in volume.get("projected", {}).get("sources", ())]
        used_names += [source["secret"]["name"] for source in sources if "secret" in source]
        for container in containers(pod):
            for variable, entry in variables(manifests, container).items():
                value = entry.get("value", "")
                if "secretKeyRef" in entry.get("valueFrom", {}):
                    used_names.append(entry["valueFrom"]["secretKeyRef"]["name"])
                elif SECRET_NAME.search(variable) or re.search(r"://[^/@]*:(?!\$\()[^/@]*@", value):
                    problems.append(f"{name}: {variable} is written down")
        problems += [f"{name}: no object defines Secret {secret}" for secret in sorted(set(used_names) - SECRETS)]
    return problems


def variables_in_order(manifests: list[Manifest]) -> list[str]:
    """Check that a variable follows those it refers to: Kubernetes expands in order."""
    problems = []
    for name, _, pod in workloads(manifests):
        for container in containers(pod):
            before: set[str] = set()
            for entry in container.get("env", ()):
                for used in re.findall(r"\$\((\w+)\)", entry.get("value", "")):
                    if used not in before:
                        problems.append(f"{name}: {entry['name']} comes before {used}")
                before.add(entry["name"])
    return problems


def images_pinned(manifests: list[Manifest]) -> list[str]:
    """Check that the overlay pins every image by registry and tag, or digest."""
    return [
        f"{name}: {container['image']} is not pinned"
        for name, _, pod in workloads(manifests)
        for container in containers(pod)
        if not re.fullmatch(r"[^:@]+/[^:@/]+(:(?!latest$)[^:@]+|@sha256:[0-9a-f]{64})", container["image"])
    ]


RULES: tuple[Rule, ...] = (
    restricted,
    bounded,
    probed,
    in_roles,
    settings_are_complete,
    no_secret_in_sight,
    variables_in_order,
)


def _pod(manifests: list[Manifest], name: str = "auth-api", kind: str = "Deployment") -> Any:
    result = next(item for item in manifests if item["kind"] == kind and item["metadata"]["name"] == name)
    return result["spec"]["template"]["spec"]


def _service(manifests: list[Manifest], name: str = "auth-api", kind: str = "Deployment") -> Any:
    return _pod(manifests, name, kind)["containers"][0]


def _unset(container: Any, variable: str) -> None:
    container["env"] = [entry for entry in container["env"] if entry["name"] != variable]


SEEDED: Mistakes = {
    "root": (restricted, lambda all_: _pod(all_)["securityContext"].pop("runAsNonRoot"), "runs as root"),
    "uid 0": (restricted, lambda all_: _pod(all_)["securityContext"].update(runAsUser=0), "runs as root"),
    "no seccomp": (restricted, lambda all_: _pod(all_)["securityContext"].pop("seccompProfile"), "seccomp"),
    "a token": (restricted, lambda all_: _pod(all_).pop("automountServiceAccountToken"), "mounts a token"),
    "service links": (restricted, lambda all_: _pod(all_).pop("enableServiceLinks"), "service links"),
    "the host's network": (restricted, lambda all_: _pod(all_).update(hostNetwork=True), "shares the host"),
    "the host's files": (
        restricted,
        lambda all_: _pod(all_)["volumes"].append({"name": "h", "hostPath": {"path": "/"}}),
        "mounts the host",
    ),
    "escalation": (
        restricted,
        lambda all_: _service(all_)["securityContext"].pop("allowPrivilegeEscalation"),
        "service may escalate",
    ),
    "a root that is written": (
        restricted,
        lambda all_: _service(all_)["securityContext"].update(readOnlyRootFilesystem=False),
        "service writes its root",
    ),
    "capabilities of a migration": (
        restricted,
        lambda all_: _service(all_, "auth-migrate", "Job")["securityContext"].pop("capabilities"),
        "Job auth-migrate: service keeps capabilities",
    ),
    "an init container without /tmp": (
        restricted,
        lambda all_: _pod(all_)["initContainers"][0].pop("volumeMounts"),
        "wait-for-schema has no /tmp",
    ),
    "no limit": (bounded, lambda all_: _service(all_)["resources"].pop("limits"), "service is not bounded"),
    "no request": (bounded, lambda all_: _service(all_)["resources"]["requests"].pop("cpu"), "is not bounded"),
    "a CPU limit": (bounded, lambda all_: _service(all_)["resources"]["limits"].update(cpu="1"), "is throttled"),
    "no liveness": (probed, lambda all_: _service(all_).pop("livenessProbe"), "livenessProbe does not call"),
    "liveness by readiness": (
        probed,
        lambda all_: _service(all_)["livenessProbe"]["httpGet"].update(path="/health/ready"),
        "livenessProbe does not call /health/live",
    ),
    "a probe of the public port": (
        probed,
        lambda all_: _service(all_, "gateway-api")["livenessProbe"]["httpGet"].update(port="http"),
        "Deployment gateway-api: livenessProbe does not call /health/live",
    ),
    "a hurried end": (probed, lambda all_: _pod(all_).update(terminationGracePeriodSeconds=30), "less than 60 s"),
    "no preStop": (probed, lambda all_: _service(all_).pop("lifecycle"), "before it is out of rotation"),
    "an unknown role": (
        in_roles,
        lambda all_: _service(all_).update(command=["python", "-m", "auth", "serve"]),
        "auth-api: ['python', '-m', 'auth', 'serve']",
    ),
    "a neighbour's image": (in_roles, lambda all_: _service(all_).update(image="marquee-stats:1"), "marquee-stats"),
    "a neighbour's account": (
        in_roles,
        lambda all_: _pod(all_).update(serviceAccountName="stats"),
        "account of its own",
    ),
    "a worker left out": (
        in_roles,
        lambda all_: all_.remove(next(item for item in all_ if item["metadata"]["name"] == "stats-worker")),
        "stats-worker: None",
    ),
    "a setting left out": (
        settings_are_complete,
        lambda all_: settings(all_, "auth").pop("AUTH_SIGNING_KEY_FILE"),
        "Deployment auth-api: AUTH_SIGNING_KEY_FILE is not set",
    ),
    "a migration without its database": (
        settings_are_complete,
        lambda all_: _unset(_service(all_, "auth-migrate", "Job"), "AUTH_MIGRATION_DATABASE_URL"),
        "AUTH_MIGRATION_DATABASE_URL is not set",
    ),
    "a misspelt setting": (
        settings_are_complete,
        lambda all_: settings(all_, "auth").update(AUTH_LOGLEVEL="DEBUG"),
        "no setting reads AUTH_LOGLEVEL",
    ),
    "the owner's password in an api": (
        settings_are_complete,
        lambda all_: _service(all_)["env"].append({"name": "AUTH_MIGRATION_DATABASE_URL", "value": "x"}),
        "holds the owner's password",
    ),
    "a Secret in the repository": (
        no_secret_in_sight,
        lambda all_: all_.append({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}),
        "Secret s: is written down",
    ),
    "a password as value": (
        no_secret_in_sight,
        lambda all_: _service(all_)["env"].append({"name": "AUTH_PASSWORD", "value": "x"}),
        "AUTH_PASSWORD is written down",
    ),
    "a password among the settings": (
        no_secret_in_sight,
        lambda all_: settings(all_, "auth").update(AUTH_OTHER_PASSWORD="x"),
        "AUTH_OTHER_PASSWORD is written down",
    ),
    "a password in an address": (
        no_secret_in_sight,
        lambda all_: _service(all_)["env"].append({"name": "A", "value": "postgresql://auth:pw@postgres-rw:5432/m"}),
        "A is written down",
    ),
    "a Secret that no object defines": (
        no_secret_in_sight,
        lambda all_: _pod(all_)["volumes"].append({"name": "x", "secret": {"secretName": "other"}}),
        "no object defines Secret other",
    ),
    "a projected Secret that no object defines": (
        no_secret_in_sight,
        lambda all_: (
            _pod(all_)
            .setdefault("volumes", [])
            .append({"name": "x", "projected": {"sources": [{"secret": {"name": "other"}}]}})
        ),
        "no object defines Secret other",
    ),
    "an address before its password": (
        variables_in_order,
        lambda all_: _service(all_)["env"].reverse(),
        "AUTH_DATABASE_URL comes before DATABASE_PASSWORD",
    ),
}
