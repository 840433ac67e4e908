"""Every object as a dry run at a real API server, which validates it as if it were to be stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from cluster_checks.cluster import Cluster
from cluster_checks.definitions import Definition
from cluster_checks.overlays import Overlay
from devstack.errors import ProcessFailed

ACCEPTED: Final = "serverside-applied (server dry run)"


@dataclass(frozen=True, slots=True)
class Result:
    """What the server made of a kustomization."""

    name: str
    objects: int
    accepted: int
    complaints: tuple[str, ...]
    """Refusals, and warnings: of fields that are no longer used, and of pods that the namespace would refuse."""

    @property
    def is_complete(self) -> bool:
        """Whether every object was accepted without a word."""
        return self.accepted == self.objects and not self.complaints


def prepare(cluster: Cluster, definitions: Sequence[Definition], overlays: Iterable[Overlay]) -> None:
    """Store the definitions and the namespaces, which a dry run requires; raise ProcessFailed."""
    _store(cluster, definitions)
    spaces = {
        item["metadata"]["name"]: item
        for overlay in overlays
        for item in overlay.objects
        if item["kind"] == "Namespace"
    }
    _store(cluster, list(spaces.values()))
    waiting = cluster.run("wait", "--for=condition=Established", "customresourcedefinition", "--all", "--timeout=60s")
    if waiting.status != 0:
        raise ProcessFailed(f"definitions are not established: {waiting.errors}")


def _store(cluster: Cluster, objects: Sequence[Definition]) -> None:
    stored = cluster.run("apply", "--server-side", "--filename=-", text=yaml.safe_dump_all(objects))
    if stored.status != 0:
        raise ProcessFailed(f"objects could not be stored: {stored.errors}")


def dry_run(cluster: Cluster, overlay: Overlay) -> Result:
    """Send the objects of an overlay to the server."""
    response = cluster.run(
        "apply", "--dry-run=server", "--server-side", "--validate=strict", "--filename=-", text=overlay.text()
    )
    accepted = sum(line.endswith(ACCEPTED) for line in response.output.splitlines())
    complaints = tuple(line for line in response.errors.splitlines() if line.strip())
    return Result(overlay.name, len(overlay.objects), accepted, complaints)
