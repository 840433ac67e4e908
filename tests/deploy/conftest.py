"""Renders kustomizations in plain Python, so that manifests are checked where there is no kubectl and no network.

It knows what deploy/k8s uses and refuses everything else: resources, components, namespace, images, strategic
patches by target or by name, and generated ConfigMaps, whose names get the hash of their content. kubectl, where there
is one, must agree.
"""

import copy
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
K8S = ROOT / "deploy" / "k8s"

Manifest = dict[str, Any]
Render = Callable[[Path], list[Manifest]]

CLUSTER_SCOPED = {"Namespace"}
MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "env": "name",
    "volumes": "name",
    "volumeMounts": "mountPath",
    "ports": "containerPort",
    "topologySpreadConstraints": "topologyKey",
}
HASHED = "hashed"
"""Key of a generated ConfigMap whose name gets a hash, until it has it."""
# kustomize spares these digits and vowels, lest a hash form a word.
HASH_CHARACTERS = str.maketrans("013ae", "ghkmt")
# The Gateway API is no part of Kubernetes itself, whatever the name of its group.
BUILT_IN = re.compile(r"^(v1|[a-z]+/v\d.*|(?!gateway\.).*\.k8s\.io/.*)$")


class UnknownFeature(ValueError):
    """Something that this renderer does not do; the text names it."""


def render(folder: Path) -> list[Manifest]:
    """Return the objects of a kustomization, as `kubectl kustomize` would; UnknownFeature for what it cannot do."""
    objects = _accumulate(folder, [])
    names = {
        item["metadata"]["name"]: f"{item['metadata']['name']}-{_hash(item)}"
        for item in objects
        if item.pop(HASHED, False)
    }
    for manifest in objects:
        if manifest["kind"] == "ConfigMap":
            manifest["metadata"]["name"] = names.get(manifest["metadata"]["name"], manifest["metadata"]["name"])
        for container in _containers(manifest):
            for source in container.get("envFrom", ()):
                reference = source["configMapRef"]
                reference["name"] = names.get(reference["name"], reference["name"])
    return objects


def _containers(manifest: Manifest) -> list[Manifest]:
    pod = manifest.get("spec", {}).get("template", {}).get("spec", {})
    return [*pod.get("containers", ()), *pod.get("initContainers", ())]


def _hash(manifest: Manifest) -> str:
    # kustomize leaves the name out of what it hashes.
    content = {"data": manifest["data"], "kind": "ConfigMap", "name": ""}
    # Go escapes these three in JSON.
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return hashlib.sha256(text.encode()).hexdigest()[:10].translate(HASH_CHARACTERS)


def _accumulate(folder: Path, inherited: list[Manifest]) -> list[Manifest]:
    recipe = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    _only(
        recipe,
        {"apiVersion", "kind", "namespace", "resources", "components", "patches", "images", "configMapGenerator"},
    )
    objects = list(inherited)
    for entry in recipe.get("resources", ()):
        path = (folder / entry).resolve()
        objects += _accumulate(path, []) if path.is_dir() else _documents(path.read_text(encoding="utf-8"))
    for entry in recipe.get("components", ()):
        objects = _accumulate((folder / entry).resolve(), objects)
    for entry in recipe.get("configMapGenerator", ()):
        _generate(folder, entry, objects)
    for entry in recipe.get("patches", ()):
        _patch(folder, entry, objects)
    for manifest in objects:
        if "namespace" in recipe and manifest["kind"] not in CLUSTER_SCOPED:
            manifest["metadata"]["namespace"] = recipe["namespace"]
        for image in recipe.get("images", ()):
            _set_image(manifest, image)
    return objects


def _only(mapping: Mapping[str, Any], supported: set[str]) -> None:
    if unknown := sorted(mapping.keys() - supported):
        raise UnknownFeature(", ".join(unknown))


def _documents(text: str) -> list[Manifest]:
    # Copied, because objects of one document may share what an anchor names.
    return [copy.deepcopy(document) for document in yaml.load_all(text, yaml.CSafeLoader) if document]


def _generate(folder: Path, entry: Mapping[str, Any], objects: list[Manifest]) -> None:
    _only(entry, {"name", "files", "envs", "literals", "options", "behavior"})
    data = {Path(file).name: (folder / file).read_text(encoding="utf-8") for file in entry.get("files", ())}
    lines = [
        line for file in entry.get("envs", ()) for line in (folder / file).read_text(encoding="utf-8").splitlines()
    ]
    for line in [*(line for line in lines if line and not line.startswith("#")), *entry.get("literals", ())]:
        name, _, value = line.partition("=")
        data[name] = value
    if entry.get("behavior") == "merge":
        [current] = [
            item for item in objects if item["kind"] == "ConfigMap" and item["metadata"]["name"] == entry["name"]
        ]
        current["data"] |= data
        return
    _only(entry, {"name", "files", "envs", "literals", "options"})
    options = entry.get("options", {})
    _only(options, {"disableNameSuffixHash"})
    hashed = not options.get("disableNameSuffixHash", False)
    objects.append(
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": entry["name"]}, "data": data}
        | ({HASHED: True} if hashed else {})
    )


def _patch(folder: Path, entry: Mapping[str, Any], objects: list[Manifest]) -> None:
    _only(entry, {"path", "patch", "target"})
    text = entry["patch"] if "patch" in entry else (folder / entry["path"]).read_text(encoding="utf-8")
    for patch in _documents(text):
        target = entry.get("target") or {"kind": patch["kind"], "name": re.escape(patch["metadata"]["name"])}
        _only(target, {"kind", "name"})
        chosen = [
            manifest
            for manifest in objects
            if manifest["kind"] == target["kind"]
            and re.fullmatch(target.get("name", ".*"), manifest["metadata"]["name"])
        ]
        if not chosen:
            raise UnknownFeature(f"a patch without target: {target}")
        patch["metadata"].pop("name")
        for manifest in chosen:
            _merge(manifest, copy.deepcopy(patch), built_in=bool(BUILT_IN.match(manifest["apiVersion"])))


def _merge(into: Manifest, patch: Mapping[str, Any], *, built_in: bool) -> None:
    for name, value in patch.items():
        if name.startswith("$"):
            raise UnknownFeature(f"{name} in a patch")
        if value is None:
            into.pop(name, None)
            continue
        here = into.get(name)
        if isinstance(value, dict) and isinstance(here, dict):
            _merge(here, value, built_in=built_in)
        elif isinstance(value, list) and isinstance(here, list) and built_in:
            into[name] = _merge_lists(name, here, value)
        else:
            into[name] = value


def _merge_lists(name: str, here: list[Any], patch: list[Any]) -> list[Any]:
    if not any(isinstance(item, dict) for item in patch):
        return patch
    if name not in MERGE_KEYS:
        raise UnknownFeature(f"a list of objects named {name} in a patch")
    key = MERGE_KEYS[name]
    current = {item[key]: item for item in here}
    for item in patch:
        if item[key] in current:
            _merge(current[item[key]], item, built_in=True)
    # What the patch names comes first, as in kubectl: order matters where one variable refers to another.
    named = [current.get(item[key], item) for item in patch]
    return named + [item for item in here if item not in named]


def _set_image(manifest: Manifest, image: Mapping[str, str]) -> None:
    _only(image, {"name", "newName", "newTag", "digest"})
    for container in _containers(manifest):
        name, _, tag = container["image"].partition(":")
        if name == image["name"]:
            version = f"@{image['digest']}" if "digest" in image else f":{image.get('newTag', tag)}"
            container["image"] = f"{image.get('newName', name)}{version}"


@pytest.fixture(scope="session")
def renderer() -> Render:
    """Return the function that renders a folder."""
    return render


@pytest.fixture(scope="session")
def k8s() -> Path:
    """Return the folder of the manifests."""
    return K8S


@pytest.fixture(scope="session")
def rendered() -> Mapping[str, list[Manifest]]:
    """Return the objects of every overlay and every tested combination, by its folder's name."""
    folders = sorted(
        path.parent for place in ("overlays", "tests") for path in K8S.glob(f"{place}/*/kustomization.yaml")
    )
    return {folder.name: render(folder) for folder in folders}


@pytest.fixture(scope="session")
def compose() -> Any:
    """Return docker-compose.yml with its anchors merged."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
