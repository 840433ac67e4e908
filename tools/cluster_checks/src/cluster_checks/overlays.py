"""The kustomizations that are checked, and what kubectl makes of them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from devstack.errors import ProcessFailed

ROOT: Final = Path(__file__).resolve().parents[4]
K8S: Final = ROOT / "deploy" / "k8s"
COMBINATIONS: Final = ("everything", "recovery")
"""Of `tests`: those with what no overlay has."""
_RENDER_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Overlay:
    """A rendered kustomization."""

    name: str
    objects: tuple[dict[str, Any], ...]
    is_environment: bool = True
    """Whether it is applied to clusters: a combination for checks alone has no images."""

    def text(self) -> str:
        """Return the objects as YAML."""
        return yaml.safe_dump_all(self.objects, sort_keys=False)


def rendered(kubectl: Path) -> list[Overlay]:
    """Return every overlay, and the combinations with what no overlay has; raise ProcessFailed."""
    folders = [path.parent for path in sorted(K8S.glob("overlays/*/kustomization.yaml"))]
    combinations = [K8S / "tests" / name for name in COMBINATIONS]
    return [
        *(Overlay(folder.name, _objects(kubectl, folder)) for folder in folders),
        *(Overlay(folder.name, _objects(kubectl, folder), is_environment=False) for folder in combinations),
    ]


def _objects(kubectl: Path, folder: Path) -> tuple[dict[str, Any], ...]:
    result = subprocess.run(
        [str(kubectl), "kustomize", str(folder)], capture_output=True, text=True, timeout=_RENDER_SECONDS, check=False
    )
    if result.returncode != 0:
        raise ProcessFailed(f"{folder.name} could not be rendered: {result.stderr[-800:]}")
    return tuple(item for item in yaml.safe_load_all(result.stdout) if item)
