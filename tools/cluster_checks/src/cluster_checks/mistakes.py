"""Objects that the server must refuse, to see that it does: each has one mistake."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from cluster_checks.cluster import Cluster
from cluster_checks.dry_run import dry_run
from cluster_checks.overlays import Overlay

Manifest = dict[str, Any]

MISTAKES: Final[Mapping[str, tuple[str, str, Callable[[Manifest], object], str]]] = {
    "a container with an unknown field": (
        "Deployment",
        "auth-api",
        lambda it: it["spec"]["template"]["spec"]["containers"][0].update(livenesProbe={}),
        "livenesProbe",
    ),
    "a pod that runs as root": (
        "Deployment",
        "auth-api",
        lambda it: it["spec"]["template"]["spec"]["securityContext"].update(runAsNonRoot=False),
        "would violate PodSecurity",
    ),
    "a budget of both kinds": (
        "PodDisruptionBudget",
        "auth-api",
        lambda it: it["spec"].update(minAvailable=1),
        "minAvailable and maxUnavailable cannot be both set",
    ),
    "a topic with an unknown field": (
        "KafkaTopic",
        "media.imported",
        lambda it: it["spec"].update(partitons=3),
        "partitons",
    ),
    "a user with an unknown operation": (
        "KafkaUser",
        "stats",
        lambda it: it["spec"]["authorization"]["acls"][0].update(operations=["Append"]),
        "Append",
    ),
    "a scaler without triggers": ("ScaledObject", "stats-worker", lambda it: it["spec"].pop("triggers"), "triggers"),
    "a route that ends the backend later than the request": (
        "HTTPRoute",
        "gateway",
        lambda it: it["spec"]["rules"][1]["timeouts"].update(request="10s"),
        "backendRequest timeout cannot be longer than request",
    ),
    "a storage kept for no unit of time": (
        "ObjectStore",
        "postgres-backups",
        lambda it: it["spec"].update(retentionPolicy="30"),
        "retentionPolicy",
    ),
    "a cluster with an unknown field": ("Cluster", "postgres", lambda it: it["spec"].update(instancez=3), "instancez"),
}


def unnoticed(cluster: Cluster, overlay: Overlay) -> list[str]:
    """Return the mistakes that the server does not name, each made alone in an object of the overlay."""
    result = []
    for mistake, (kind, name, spoil, expected) in MISTAKES.items():
        [manifest] = [item for item in overlay.objects if (item["kind"], item["metadata"]["name"]) == (kind, name)]
        spoiled = copy.deepcopy(manifest)
        spoil(spoiled)
        response = dry_run(cluster, replace(overlay, objects=(spoiled,)))
        if expected not in "\n".join(response.complaints):
            result.append(f"{mistake}: {' '.join(response.complaints) or 'accepted'}")
    return result
