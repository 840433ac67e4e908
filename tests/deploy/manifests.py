"""What the rules about rendered manifests share: their types, and how they find things.

A rule returns the problems of a combination of manifests. A mistake is made on purpose in a copy of all manifests, to
see that its rule names it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Manifest = dict[str, Any]
Rule = Callable[[list[Manifest]], list[str]]
Mistake = tuple[Rule, Callable[[list[Manifest]], object], str]
"""A rule, how it is broken, and what it must then report."""
Mistakes = Mapping[str, Mistake]


def kinds(manifests: list[Manifest], *names: str) -> list[Manifest]:
    """Return the manifests of some kinds."""
    return [manifest for manifest in manifests if manifest["kind"] in names]


def title(manifest: Manifest) -> str:
    """Return a manifest's kind and name."""
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def pick(manifests: list[Manifest], kind: str, name: str) -> Any:
    """Return the manifest of a kind and name."""
    return next(item for item in manifests if item["kind"] == kind and item["metadata"]["name"] == name)


def workloads(manifests: list[Manifest]) -> Iterator[tuple[str, Manifest, Manifest]]:
    """Return each workload's title, its manifest and its pod template."""
    for manifest in kinds(manifests, "Deployment", "Job"):
        yield title(manifest), manifest, manifest["spec"]["template"]


def variables(manifests: list[Manifest], container: Manifest) -> dict[str, Manifest]:
    """Return the environment of a container by name: its own variables, and those of the ConfigMaps that it reads."""
    maps = {manifest["metadata"]["name"]: manifest["data"] for manifest in kinds(manifests, "ConfigMap")}
    read = [source["configMapRef"]["name"] for source in container.get("envFrom", ())]
    result = {key: {"name": key, "value": value} for name in read for key, value in maps.get(name, {}).items()}
    return result | {entry["name"]: entry for entry in container.get("env", ())}


def settings(manifests: list[Manifest], service: str) -> Any:
    """Return the content of the ConfigMap with the settings of a service."""
    prefix = f"{service}-settings-"
    return next(item["data"] for item in kinds(manifests, "ConfigMap") if item["metadata"]["name"].startswith(prefix))


def containers(pod: Manifest) -> list[Manifest]:
    """Return the containers of a pod template, those that prepare it included."""
    return [*pod["spec"]["containers"], *pod["spec"].get("initContainers", ())]
