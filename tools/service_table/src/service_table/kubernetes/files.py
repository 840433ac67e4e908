"""The files of deploy/k8s: those written whole, and the regions of those that people write."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from service_table.kubernetes import kafka, policies, scaling, workloads
from service_table.kubernetes.manifest import document
from service_table.regions import Regions
from service_table.table import ServiceSpec, backends, routed, services, with_schema

K8S: Final = "deploy/k8s"
SERVICE_CONNECTIONS: Final = 100
OWNER_CONNECTIONS: Final = 10
"""Connections of a role at most, as in schemas.sql: CloudNativePG sets what a role does not state to no limit."""
OTLP: Final = "http://otel-collector.monitoring:4318"


def manifest_files(root: Path) -> dict[str, str]:
    """Return the text of every generated file by its path."""
    every, behind = services(root), backends(root)
    parts = f"{K8S}/components"
    files = {f"{K8S}/base/{spec.name}.yaml": document(workloads.workloads(spec)) for spec in behind}
    files |= {f"{K8S}/base/settings/{spec.name}.env": workloads.settings(spec) for spec in behind}
    files |= {
        f"{parts}/network-policies/{spec.name}.yaml": document([policies.policy(spec, behind)]) for spec in behind
    }
    return files | {
        f"{parts}/autoscaling/apis.yaml": document(scaling.api_scalers(every)),
        f"{parts}/autoscaling/workers.yaml": document(scaling.worker_scalers(every)),
        f"{parts}/pod-disruption-budgets/budgets.yaml": document(scaling.budgets(every)),
        f"{parts}/kafka/topics.yaml": document(kafka.topics()),
        f"{parts}/kafka/users.yaml": document(kafka.users(every)),
    }


def manifest_regions(root: Path) -> dict[str, Regions]:
    """Return the generated regions by file."""
    every, behind, schemas = services(root), backends(root), with_schema(root)
    names = [f"- {spec.name}.yaml" for spec in behind]
    waiting = "|".join(spec.name for spec in schemas)
    parts = f"{K8S}/components"
    return {
        f"{K8S}/base/kustomization.yaml": {
            "services": names,
            "settings": [_generator(spec) for spec in every],
            "wait-for-schema": [f'target: {{kind: Deployment, name: "({waiting})-(api|worker)"}}'],
        },
        f"{K8S}/base/settings/gateway.env": {"upstreams": _upstreams(routed(root))},
        f"{parts}/network-policies/kustomization.yaml": {"services": names},
        f"{parts}/network-policies/gateway.yaml": {"upstreams": [_selection(routed(root))]},
        f"{parts}/network-policies/postgres.yaml": {"services": [_selection(schemas)]},
        f"{parts}/kafka/cluster.yaml": {"readers": [_reader(spec) for spec in behind if spec.reads_topics]},
        f"{parts}/postgres/cluster.yaml": {"roles": [_role(name) for spec in schemas for name in _roles(spec)]},
        f"{parts}/postgres/schemas.sql": {"services": [f"services text[] := ARRAY[{_quoted(schemas)}];"]},
        f"{parts}/telemetry/kustomization.yaml": {"services": [_telemetry(spec) for spec in every]},
        f"{K8S}/overlays/dev/kustomization.yaml": {"images": _images(every, "dev")},
        f"{K8S}/overlays/staging/kustomization.yaml": {"images": _images(every, "staging")},
        f"{K8S}/overlays/prod/kustomization.yaml": {"images": _images(every, "0.1.0")},
    }


def _upstreams(specs: Sequence[ServiceSpec]) -> list[str]:
    return [f"GATEWAY_{spec.prefix}_URL=http://{spec.name}:8080" for spec in specs]


def _generator(spec: ServiceSpec) -> str:
    return f"- {{name: {workloads.settings_map(spec)}, envs: [settings/{spec.name}.env]}}"


def _reader(spec: ServiceSpec) -> str:
    return (
        f"- podSelector: {{matchLabels: {{app.kubernetes.io/part-of: marquee, app.kubernetes.io/name: {spec.name}}}}}"
    )


def _selection(specs: Sequence[ServiceSpec]) -> str:
    values = ", ".join(spec.name for spec in specs)
    return f"- {{key: app.kubernetes.io/name, operator: In, values: [{values}]}}"


def _roles(spec: ServiceSpec) -> tuple[str, str]:
    return spec.name, f"{spec.name}_owner"


def _role(name: str) -> str:
    secret = f"{name.replace('_', '-')}-verifier"
    limit = OWNER_CONNECTIONS if name.endswith("_owner") else SERVICE_CONNECTIONS
    role = f"name: {name}, ensure: present, login: true, connectionLimit: {limit}"
    return f"- {{{role}, passwordSecret: {{name: {secret}}}}}"


def _quoted(specs: Sequence[ServiceSpec]) -> str:
    return ", ".join(f"'{spec.name}'" for spec in specs)


def _telemetry(spec: ServiceSpec) -> str:
    """Return the setting of one service: the name has the service's prefix."""
    literal = f"{spec.prefix}_OTLP_ENDPOINT={OTLP}"
    return f'- {{name: {workloads.settings_map(spec)}, behavior: merge, literals: ["{literal}"]}}'


def _images(specs: Sequence[ServiceSpec], tag: str) -> list[str]:
    registry = "registry.example.org/marquee"
    return [
        f"- {{name: marquee-{spec.name}, newName: {registry}/marquee-{spec.name}, newTag: {tag}}}" for spec in specs
    ]
