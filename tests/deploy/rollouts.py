"""How pods are placed, replaced and configured, on every rendered combination.

Each rule returns the problems that it finds; `SEEDED` makes each find a mistake made on purpose.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.deploy.manifests import Manifest, Mistakes, Rule, containers, kinds, pick, title, workloads

ZONES_AND_HOSTS = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]
OF_ONE_PROCESS = ["app.kubernetes.io/name", "app.kubernetes.io/component"]


def spread(manifests: list[Manifest]) -> list[str]:
    """Check that the pods of each process are spread over zones and hosts, and still start where there is one."""
    problems = []
    for manifest in _ours(manifests):
        spec = manifest["spec"]["template"]["spec"]
        constraints = spec.get("topologySpreadConstraints", ())
        if sorted(entry["topologyKey"] for entry in constraints) != ZONES_AND_HOSTS:
            problems.append(f"{title(manifest)}: is not spread over zones and hosts")
        for entry in constraints:
            if entry["whenUnsatisfiable"] != "ScheduleAnyway" or entry.get("matchLabelKeys") != OF_ONE_PROCESS:
                problems.append(f"{title(manifest)}: is spread with others, or waits for a place")
    return problems


def replaced_without_a_gap(manifests: list[Manifest]) -> list[str]:
    """Check that an old pod ends only when its successor is ready, and that the end of a release is noticed."""
    problems = []
    for manifest in _ours(manifests):
        spec = manifest["spec"]
        if spec.get("strategy") != {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}:
            problems.append(f"{title(manifest)}: ends pods before others are ready")
        # The migration has 900 s, and the pods of the release wait for it.
        if spec.get("progressDeadlineSeconds", 600) < 1200:
            problems.append(f"{title(manifest)}: counts as failed while its migration may still run")
    return problems


def configured(manifests: list[Manifest]) -> list[str]:
    """Check that each process reads the settings of its service, by a name that changes with them."""
    maps = {manifest["metadata"]["name"] for manifest in kinds(manifests, "ConfigMap")}
    problems = []
    for name, manifest, pod in workloads(manifests):
        if manifest["metadata"]["name"] == "provider-simulator":
            continue
        service = manifest["metadata"]["name"].rsplit("-", 1)[0]
        read = [source["configMapRef"]["name"] for source in pod["spec"]["containers"][0].get("envFrom", ())]
        if len(read) != 1 or not re.fullmatch(rf"{service}-settings-[a-z0-9]{{10}}", read[0]):
            problems.append(f"{name}: reads other settings than those of {service}")
        problems += [f"{name}: no object defines ConfigMap {entry}" for entry in read if entry not in maps]
        # A setting of the service that a pod sets itself is one that the ConfigMap does not show.
        problems += [f"{name}: sets {entry} beside its settings" for entry in _set_beside(pod, service)]
    return problems


def _set_beside(pod: Manifest, service: str) -> Iterator[str]:
    prefix = f"{service.upper()}_"
    for container in containers(pod):
        for entry in container.get("env", ()):
            value = entry.get("value")
            own = entry["name"].startswith(prefix) and not entry["name"].startswith(f"{prefix}KAFKA_")
            if own and value is not None and "$(" not in value:
                yield entry["name"]


def _ours(manifests: list[Manifest]) -> list[Manifest]:
    """Return the Deployments of services: the simulator is one pod, for development."""
    return [item for item in kinds(manifests, "Deployment") if item["metadata"]["name"] != "provider-simulator"]


RULES: tuple[Rule, ...] = (spread, replaced_without_a_gap, configured)


def _spec(manifests: list[Manifest]) -> Any:
    return pick(manifests, "Deployment", "stats-api")["spec"]


def _pod(manifests: list[Manifest]) -> Any:
    return _spec(manifests)["template"]["spec"]


SEEDED: Mistakes = {
    "pods of one zone": (
        spread,
        lambda all_: _pod(all_)["topologySpreadConstraints"].pop(),
        "Deployment stats-api: is not spread over zones and hosts",
    ),
    "pods that wait for a second host": (
        spread,
        lambda all_: _pod(all_)["topologySpreadConstraints"][0].update(whenUnsatisfiable="DoNotSchedule"),
        "Deployment stats-api: is spread with others, or waits for a place",
    ),
    "pods that end first": (
        replaced_without_a_gap,
        lambda all_: _spec(all_).update(strategy={"type": "Recreate"}),
        "Deployment stats-api: ends pods before others are ready",
    ),
    "a release with less time than its migration": (
        replaced_without_a_gap,
        lambda all_: _spec(all_).pop("progressDeadlineSeconds"),
        "Deployment stats-api: counts as failed while its migration may still run",
    ),
    "settings of a neighbour": (
        configured,
        lambda all_: _pod(all_)["containers"][0].update(
            envFrom=pick(all_, "Deployment", "auth-api")["spec"]["template"]["spec"]["containers"][0]["envFrom"]
        ),
        "Deployment stats-api: reads other settings than those of stats",
    ),
    "settings under a fixed name": (
        configured,
        lambda all_: _pod(all_)["containers"][0].update(envFrom=[{"configMapRef": {"name": "stats-settings"}}]),
        "Deployment stats-api: reads other settings than those of stats",
    ),
    "settings that nothing defines": (
        configured,
        lambda all_: _pod(all_)["containers"][0].update(
            envFrom=[{"configMapRef": {"name": "stats-settings-0000000000"}}]
        ),
        "Deployment stats-api: no object defines ConfigMap stats-settings-0000000000",
    ),
    "a setting of one pod": (
        configured,
        lambda all_: _pod(all_)["containers"][0]["env"].append({"name": "STATS_LOG_LEVEL", "value": "DEBUG"}),
        "Deployment stats-api: sets STATS_LOG_LEVEL beside its settings",
    ),
}
