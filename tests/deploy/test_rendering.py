"""The renderer does what kubectl does with what deploy/k8s uses, and refuses what it does not know."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cluster_checks import kubectl as packaged_kubectl
from devstack.folders import cache_folder

pytestmark = pytest.mark.unit

COMPARED = ("overlays/dev", "overlays/staging", "overlays/prod", "tests/everything", "tests/recovery", "tests/digests")
Render = Callable[[Path], list[dict[str, Any]]]

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: auth-api}
spec:
  template:
    spec:
      containers:
      - name: service
        image: marquee-auth
        command: [python, -m, auth]
        env: [{name: A, value: "1"}, {name: B, value: "2"}]
"""


def _tree(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def test_patches_images_and_namespace_are_applied(tmp_path: Path, renderer: Render) -> None:
    tree = _tree(
        tmp_path,
        {
            "base/kustomization.yaml": "resources: [auth.yaml]\npatches: [{path: p.yaml, target: {kind: Deployment}}]",
            "base/auth.yaml": DEPLOYMENT,
            "base/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: every, labels: {of: us}}\n"
            "spec: {template: {spec: {containers: [{name: service, command: [sh],"
            ' env: [{name: B, value: "3"}, {name: C, value: "4"}]}]}}}',
            "top/kustomization.yaml": "namespace: here\nresources: [../base, ns.yaml]\ncomponents: [../extra]\n"
            "images: [{name: marquee-auth, newName: r/marquee-auth, newTag: v1}]",
            "top/ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: here}",
            "extra/kustomization.yaml": "kind: Component\nconfigMapGenerator:\n"
            "- {name: sql, files: [s.sql], options: {disableNameSuffixHash: true}}",
            "extra/s.sql": "SELECT 1;\n",
        },
    )
    assert renderer(tree / "top") == [
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "auth-api", "labels": {"of": "us"}, "namespace": "here"},
            "spec": {
                "template": {
                    "spec": {
                        "containers": [
                            {
                                "name": "service",
                                "image": "r/marquee-auth:v1",
                                "command": ["sh"],
                                "env": [
                                    {"name": "B", "value": "3"},
                                    {"name": "C", "value": "4"},
                                    {"name": "A", "value": "1"},
                                ],
                            }
                        ]
                    }
                }
            },
        },
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "here"}},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "sql", "namespace": "here"},
            "data": {"s.sql": "SELECT 1;\n"},
        },
    ]


@pytest.mark.parametrize(
    ("recipe", "named"),
    [
        ("resources: [auth.yaml]\nnamePrefix: x-", "namePrefix"),
        ("resources: [auth.yaml]\npatchesJson6902: []", "patchesJson6902"),
        ("configMapGenerator: [{name: c, behavior: replace, literals: [a=b]}]", "behavior"),
        ("configMapGenerator: [{name: c, options: {labels: {a: b}}}]", "labels"),
        ("secretGenerator: [{name: c, literals: [a=b]}]", "secretGenerator"),
        ("resources: [auth.yaml]\npatches: [{path: p.yaml, target: {labelSelector: a=b}}]", "labelSelector"),
        ("resources: [auth.yaml]\npatches: [{path: p.yaml, target: {kind: Job}}]", "without target"),
        ("resources: [auth.yaml]\npatches: [{path: delete.yaml, target: {kind: Deployment}}]", r"\$patch"),
        ("resources: [auth.yaml]\nimages: [{name: a, tagSuffix: b}]", "tagSuffix"),
    ],
)
def test_what_it_does_not_know_is_refused(tmp_path: Path, renderer: Render, recipe: str, named: str) -> None:
    head = "kind: Deployment\nmetadata: {name: auth-api}\n"
    tree = _tree(
        tmp_path,
        {
            "kustomization.yaml": recipe,
            "auth.yaml": DEPLOYMENT,
            "p.yaml": head,
            "delete.yaml": head + "$patch: delete",
        },
    )
    with pytest.raises(ValueError, match=named):
        renderer(tree)


def test_every_part_is_used_by_some_combination(k8s: Path) -> None:
    recipes = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in k8s.glob("*/*/kustomization.yaml")]
    used = {Path(component).name for recipe in recipes for component in recipe.get("components", ())}
    assert used == {path.parent.name for path in k8s.glob("components/*/kustomization.yaml")}


def _by_identity(manifests: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(manifest["kind"], manifest["metadata"]["name"]): manifest for manifest in manifests}


@pytest.fixture(scope="session")
def kubectl() -> Path:
    """Return the kubectl of a package, or where there is none that of the machine."""
    if packaged_kubectl.is_packaged():
        return packaged_kubectl.kubectl(cache_folder(os.environ))
    installed = shutil.which("kubectl")
    if installed is None:
        pytest.skip(f"there is no packaged kubectl for {sys.platform} on {platform.machine()}, and none is installed")
    return Path(installed)


@pytest.mark.integration
@pytest.mark.parametrize("folder", COMPARED)
def test_rendered_objects_equal_those_of_kubectl(
    folder: str, kubectl: Path, k8s: Path, rendered: Mapping[str, list[dict[str, Any]]]
) -> None:
    done = subprocess.run(
        [kubectl, "kustomize", str(k8s / folder)], capture_output=True, text=True, check=True, timeout=60
    )
    theirs = _by_identity(list(yaml.load_all(done.stdout, yaml.CSafeLoader)))
    ours = _by_identity(rendered[Path(folder).name])
    assert ours.keys() == theirs.keys()
    for identity, manifest in theirs.items():
        assert ours[identity] == manifest, identity
