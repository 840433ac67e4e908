"""Autoscaling and disruption budgets of every process."""

from collections.abc import Sequence
from typing import Final

from service_table.kubernetes.manifest import Manifest, labels, named
from service_table.table import Process, ServiceSpec

FEW_STEPS: Final = {
    "scaleUp": {"stabilizationWindowSeconds": 60, "policies": [{"type": "Pods", "value": 2, "periodSeconds": 120}]},
    "scaleDown": {"stabilizationWindowSeconds": 600, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 300}]},
}
"""Steps of a consumer group: each stops the whole group for a moment. KEDA's own `cooldownPeriod` concerns the step to
zero only, which never happens."""


def api_scalers(specs: Sequence[ServiceSpec]) -> list[Manifest]:
    """Return one HorizontalPodAutoscaler per API: it follows the CPU."""
    return [_api_scaler(spec) for spec in specs]


def worker_scalers(specs: Sequence[ServiceSpec]) -> list[Manifest]:
    """Return one ScaledObject per worker that follows the lag of its group."""
    return [_worker_scaler(spec, spec.worker) for spec in specs if spec.worker is not None and spec.worker.scale_by_lag]


def budgets(specs: Sequence[ServiceSpec]) -> list[Manifest]:
    """Return one PodDisruptionBudget per process: a drain takes one pod at a time."""
    roles = [(spec.name, role) for spec in specs for role in ("api", "worker") if role == "api" or spec.worker]
    return [
        named(
            "policy/v1",
            "PodDisruptionBudget",
            f"{name}-{role}",
            {"maxUnavailable": 1, "selector": {"matchLabels": labels(name, role)}},
        )
        for name, role in roles
    ]


def _api_scaler(spec: ServiceSpec) -> Manifest:
    target = {"type": "Utilization", "averageUtilization": 70}
    return named(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        f"{spec.name}-api",
        {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": f"{spec.name}-api"},
            "minReplicas": 2,
            "maxReplicas": spec.api.replicas,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 300}},
        },
    )


def _worker_scaler(spec: ServiceSpec, worker: Process) -> Manifest:
    metadata = {
        "bootstrapServers": "kafka-kafka-bootstrap:9093",
        "consumerGroup": spec.name,
        "lagThreshold": "2000",
        # A partition that a bad record blocks must not start more consumers.
        "excludePersistentLag": "true",
        "scaleToZeroOnInvalidOffset": "false",
        # KEDA's default is 1.0.0, whose requests Kafka 4 no longer supports.
        "version": "3.0.0",
        "sasl": "scram_sha512",
        "tls": "enable",
    }
    return named(
        "keda.sh/v1alpha1",
        "ScaledObject",
        f"{spec.name}-worker",
        {
            "scaleTargetRef": {"name": f"{spec.name}-worker"},
            # Never zero: the relay of the outbox runs in the worker. At most one consumer per partition.
            "minReplicaCount": 1,
            "maxReplicaCount": worker.replicas,
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": FEW_STEPS}},
            "triggers": [{"type": "kafka", "metadata": metadata, "authenticationRef": {"name": "kafka"}}],
        },
    )
