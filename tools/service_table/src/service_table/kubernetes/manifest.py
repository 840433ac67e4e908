"""Kubernetes objects as plain values, and their form as YAML."""

from collections.abc import Iterable
from typing import Any, Final

import yaml

Manifest = dict[str, Any]

HEADER: Final = "# Written by `make generate` from services/*/service.toml and the event catalog; edit those.\n"
NAME: Final = "app.kubernetes.io/name"
COMPONENT: Final = "app.kubernetes.io/component"
PART_OF: Final = {"app.kubernetes.io/part-of": "marquee"}
_WIDTH: Final = 1000
"""No line is folded: a diff then shows one entry per line."""


def document(objects: Iterable[Manifest]) -> str:
    """Return a file of these objects."""
    return HEADER + "---\n".join(lines(manifest) for manifest in objects)


def lines(value: object) -> str:
    """Return a value as YAML: nested collections as blocks, innermost ones on one line."""
    text: str = yaml.safe_dump(value, sort_keys=False, default_flow_style=None, width=_WIDTH, allow_unicode=True)
    return text


def labels(service: str, component: str) -> dict[str, str]:
    """Return the labels that select the pods of one process."""
    return {NAME: service, COMPONENT: component}


def named(api_version: str, kind: str, name: str, spec: Manifest | None = None, **metadata: Any) -> Manifest:
    """Return an object; without `spec` it has metadata only."""
    manifest: Manifest = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **metadata}}
    return manifest if spec is None else {**manifest, "spec": spec}
