"""Whether Postgres admits the connections of all processes, on every rendered combination.

Each pool can be full, on as many replicas as the autoscalers allow, while a release runs one more of each.
"""

import importlib
from typing import Any, Final

from tests.deploy.manifests import Manifest, Mistakes, Rule, containers, kinds, pick, variables, workloads

from service_table.table import with_schema

BESIDE_THE_POOL: Final = {"api": 0, "worker": 2, "migrate": 1}
"""Connections that wait for notifications: of the relay, and of deliveries."""
RESERVED: Final = 20
"""For the operator, backups, monitoring and people."""
SCHEMAS: Final = frozenset(spec.name for spec in with_schema())


def connections_fit(manifests: list[Manifest]) -> list[str]:
    """Check that `max_connections` of each cluster of Postgres is enough for all processes at their most replicas."""
    needed = RESERVED + sum(
        _replicas(manifests, manifest) * _connections(manifests, pod) for _, manifest, pod in workloads(manifests)
    )
    admitted = {
        manifest["metadata"]["name"]: int(manifest["spec"]["postgresql"]["parameters"]["max_connections"])
        for manifest in kinds(manifests, "Cluster")
        if "bootstrap" in manifest["spec"]
    }
    return [
        f"{name}: admits {most} connections, and {needed} may be needed"
        for name, most in admitted.items()
        if most < needed
    ]


def _connections(manifests: list[Manifest], pod: Manifest) -> int:
    labels = pod["metadata"]["labels"]
    service, role = labels["app.kubernetes.io/name"], labels.get("app.kubernetes.io/component", "")
    if service not in SCHEMAS:
        return 0
    if role == "migrate":
        return BESIDE_THE_POOL[role]
    [container] = [item for item in containers(pod) if item["name"] == "service"]
    chosen = variables(manifests, container).get(f"{service.upper()}_DATABASE_POOL_SIZE")
    return BESIDE_THE_POOL[role] + (_default_pool(service) if chosen is None else int(chosen["value"]))


def _default_pool(service: str) -> int:
    settings: Any = importlib.import_module(f"{service}.settings").Settings
    return int(settings.model_fields["database_pool_size"].default)


def _replicas(manifests: list[Manifest], manifest: Manifest) -> int:
    """Return the most pods that run at the same time: those of the autoscaler, and one more during a release."""
    if manifest["kind"] != "Deployment":
        return 1
    name = manifest["metadata"]["name"]
    for scaler in kinds(manifests, "HorizontalPodAutoscaler", "ScaledObject"):
        if scaler["spec"]["scaleTargetRef"]["name"] == name:
            return int(scaler["spec"].get("maxReplicas") or scaler["spec"]["maxReplicaCount"]) + 1
    return int(manifest["spec"].get("replicas", 1)) + 1


RULES: tuple[Rule, ...] = (connections_fit,)
SEEDED: Mistakes = {
    "more replicas than Postgres admits": (
        connections_fit,
        lambda all_: pick(all_, "HorizontalPodAutoscaler", "catalog-api")["spec"].update(maxReplicas=40),
        "postgres: admits 1400 connections, and ",
    ),
    "fewer connections than the processes need": (
        connections_fit,
        lambda all_: pick(all_, "Cluster", "postgres")["spec"]["postgresql"]["parameters"].update(
            max_connections="200"
        ),
        "postgres: admits 200 connections, and ",
    ),
}
