"""The workloads of one service: account, Service, settings, api and worker Deployments, and the migration Job."""

from typing import Any, Final

from service_table.kubernetes.manifest import HEADER, Manifest, labels, named
from service_table.table import Process, SecretFiles, ServiceSpec, Variable

KAFKA_FOLDER: Final = "/etc/marquee/kafka"
DATA_FOLDER: Final = "/var/lib/marquee"
SCRATCH_FOLDER: Final = "/var/lib/marquee-scratch"
PORT: Final = 8080
# A migration runs once, in the memory of a small worker.
MIGRATION: Final = Process("50m", "256Mi")

Variables = list[dict[str, Any]]


def workloads(spec: ServiceSpec) -> list[Manifest]:
    """Return every object of a service, in the order in which a reader wants them."""
    objects = [named("v1", "ServiceAccount", spec.name), _service(spec), _deployment(spec, "api", spec.api)]
    if spec.worker is not None:
        objects.append(_deployment(spec, "worker", spec.worker))
    if spec.schema:
        objects.append(_migration(spec))
    return objects


def _service(spec: ServiceSpec) -> Manifest:
    ports = [{"name": "http", "port": PORT, "targetPort": "http"}]
    return named("v1", "Service", spec.name, {"selector": labels(spec.name, "api"), "ports": ports})


def _deployment(spec: ServiceSpec, role: str, process: Process) -> Manifest:
    pod: Manifest = {"serviceAccountName": spec.name}
    if spec.schema:
        pod["initContainers"] = [_wait_for_schema(spec)]
    kafka = role == "worker" or spec.reads_topics
    environment = [*(_sign_in(spec) if kafka else []), *_secret_variables(spec)]
    return named(
        "apps/v1",
        "Deployment",
        f"{spec.name}-{role}",
        {
            "selector": {"matchLabels": labels(spec.name, role)},
            "template": {
                "metadata": {"labels": labels(spec.name, role)},
                "spec": pod | _containers(spec, role, process, environment, kafka=kafka),
            },
        },
    )


def _migration(spec: ServiceSpec) -> Manifest:
    environment = [
        *_secret_variables(spec),
        *_database(spec, f"{spec.name}_owner", "OWNER_PASSWORD", "MIGRATION_DATABASE_URL"),
    ]
    pod = {"serviceAccountName": spec.name} | _containers(spec, "migrate", MIGRATION, environment)
    template = {"metadata": {"labels": labels(spec.name, "migrate")}, "spec": pod}
    return named("batch/v1", "Job", f"{spec.name}-migrate", {"template": template})


def _containers(
    spec: ServiceSpec, role: str, process: Process, environment: Variables, *, kafka: bool = False
) -> Manifest:
    container: Manifest = {
        "name": "service",
        "image": _image(spec),
        "command": ["python", "-m", spec.name, role],
        "envFrom": [{"configMapRef": {"name": settings_map(spec)}}],
        **({"env": environment} if environment else {}),
        "resources": {
            "requests": {"cpu": process.cpu, "memory": process.memory},
            "limits": {"memory": process.memory},
        },
    }
    mounts = [_mount("kafka", KAFKA_FOLDER)] if kafka else []
    mounts += [_mount(files.name, files.path) for files in spec.kubernetes.files]
    volumes = [_kafka_volume(spec)] if kafka else []
    volumes += [_volume(files) for files in spec.kubernetes.files]
    if spec.folder is not None and role == "api":
        mounts.append({"name": "folder", "mountPath": DATA_FOLDER})
        volumes.append({"name": "folder", "emptyDir": {"sizeLimit": spec.folder.size}})
    if process.scratch:
        mounts.append({"name": "scratch", "mountPath": SCRATCH_FOLDER})
        volumes.append({"name": "scratch", "emptyDir": {"sizeLimit": process.scratch}})
    if not mounts:
        return {"containers": [container]}
    return {"containers": [{**container, "volumeMounts": mounts}], "volumes": volumes}


def _wait_for_schema(spec: ServiceSpec) -> Manifest:
    return {
        "name": "wait-for-schema",
        "image": _image(spec),
        "command": ["python", "/app/wait_for_schema.py", spec.name],
        "env": _database(spec, spec.name, "DATABASE_PASSWORD", "DATABASE_URL"),
    }


def _image(spec: ServiceSpec) -> str:
    return f"marquee-{spec.name}"


def settings_map(spec: ServiceSpec) -> str:
    """Return the name of the ConfigMap with a service's settings, before kustomize adds the hash of its content."""
    return f"{spec.name}-settings"


def settings(spec: ServiceSpec) -> str:
    """Return the settings of all processes of a service as lines `NAME=value`; none is secret."""
    own = [
        Variable("HTTP_HOST", "0.0.0.0"),  # noqa: S104 - inside a pod
        Variable("HTTP_PORT", str(PORT)),
    ]
    if spec.uses_kafka:
        own.append(Variable("KAFKA_BOOTSTRAP", "kafka-kafka-bootstrap:9093"))
    own.append(Variable("JWKS_URL", f"http://auth:{PORT}/.well-known/jwks.json"))
    own += [Variable(f"{called.upper()}_URL", f"http://{called}:{PORT}") for called in spec.network.calls]
    if spec.folder is not None:
        own.append(Variable(spec.folder.setting, DATA_FOLDER))
    if spec.worker is not None and spec.worker.scratch:
        own.append(Variable("SCRATCH_FOLDER", SCRATCH_FOLDER))
    own += [entry for entry in spec.kubernetes.environment if entry.secret is None]
    return HEADER + "".join(f"{spec.prefix}_{entry.name}={entry.value}\n" for entry in own)


def _sign_in(spec: ServiceSpec) -> Variables:
    """Return how a process signs in to Kafka; the others of its service do not, and have no such files."""
    entries = {
        "KAFKA_USERNAME": spec.name,
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_PASSWORD_FILE": f"{KAFKA_FOLDER}/password",
        "KAFKA_CA_FILE": f"{KAFKA_FOLDER}/ca.crt",
    }
    return [{"name": f"{spec.prefix}_{name}", "value": value} for name, value in entries.items()]


def _secret_variables(spec: ServiceSpec) -> Variables:
    database = _database(spec, spec.name, "DATABASE_PASSWORD", "DATABASE_URL") if spec.schema else []
    secret = [entry for entry in spec.kubernetes.environment if entry.secret is not None]
    return [*database, *(_secret(spec, entry) for entry in secret)]


def _database(spec: ServiceSpec, role: str, password: str, variable: str) -> Variables:
    """Return the password and the address that refers to it: the order matters to Kubernetes."""
    secret = f"{role.replace('_', '-')}-database"
    url = f"postgresql://{role}:$({password})@postgres-rw:5432/marquee"
    return [
        {"name": password, "valueFrom": {"secretKeyRef": {"name": secret, "key": "password"}}},
        {"name": f"{spec.prefix}_{variable}", "value": url},
    ]


def _secret(spec: ServiceSpec, variable: Variable) -> Manifest:
    reference: Manifest = {"name": variable.secret, "key": variable.key}
    if variable.optional:
        reference["optional"] = True
    return {"name": f"{spec.prefix}_{variable.name}", "valueFrom": {"secretKeyRef": reference}}


def _mount(name: str, path: str) -> Manifest:
    return {"name": name, "mountPath": path, "readOnly": True}


def _volume(files: SecretFiles) -> Manifest:
    return {"name": files.name, "secret": {"secretName": files.secret, "defaultMode": 0o440}}


def _kafka_volume(spec: ServiceSpec) -> Manifest:
    sources = [
        {"secret": {"name": f"kafka-{spec.name}", "items": [{"key": "password", "path": "password"}]}},
        {"secret": {"name": "kafka-cluster-ca-cert", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
    ]
    return {"name": "kafka", "projected": {"defaultMode": 0o440, "sources": sources}}
