"""Every rendered object is valid: Kubernetes' own kinds by its newest bundled schema, operators' kinds by ours."""

import copy
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from jsonschema import Draft202012Validator

pytestmark = pytest.mark.unit

CRDS = Path(__file__).with_name("crds")
COMBINATIONS = sorted(
    folder.name
    for place in ("overlays", "tests")
    for folder in (Path(__file__).parents[2] / "deploy/k8s" / place).glob("*")
)

Manifest = dict[str, Any]


def invalid(manifests: list[Manifest]) -> list[str]:
    """Return each object that is not valid, and where; a kind without a schema is not valid either."""
    return [
        f"{manifest['kind']} {manifest['metadata']['name']}: {problem}"
        for manifest in manifests
        for problem in _problems(manifest)
    ]


def _problems(manifest: Manifest) -> list[str]:
    crd = CRDS / f"{manifest['apiVersion'].replace('/', '-')}-{manifest['kind']}.json"
    if crd.is_file():
        validator = Draft202012Validator(json.loads(crd.read_text(encoding="utf-8")))
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(manifest)]
    try:
        kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{error.json_path}: {error.message}"]
    except kubernetes_validate.SchemaNotFoundError as error:
        return [str(error.message)]
    return []


def test_every_combination_is_checked(rendered: Mapping[str, list[Manifest]]) -> None:
    assert sorted(rendered) == COMBINATIONS
    assert {"dev", "staging", "prod", "everything", "recovery"} <= set(COMBINATIONS)


@pytest.mark.parametrize("combination", ["dev", "staging", "prod", "everything", "recovery"])
def test_every_object_is_valid(combination: str, rendered: Mapping[str, list[Manifest]]) -> None:
    assert invalid(rendered[combination]) == []


def test_combinations_cover_every_object(rendered: Mapping[str, list[Manifest]]) -> None:
    # So that validating some combinations validates every manifest.
    def identities(names: list[str]) -> set[tuple[str, str]]:
        return {(item["kind"], _without_hash(item["metadata"]["name"])) for name in names for item in rendered[name]}

    assert identities(COMBINATIONS) == identities(["dev", "staging", "prod", "everything"])


def _without_hash(name: str) -> str:
    """Return a name without what kustomize adds to that of a ConfigMap: it depends on the content."""
    return re.sub(r"-settings-[a-z0-9]{10}$", "-settings", name)


def _of(manifests: list[Manifest], kind: str) -> Manifest:
    return next(manifest for manifest in manifests if manifest["kind"] == kind)


SEEDED: Mapping[str, tuple[str, Callable[[Manifest], object]]] = {
    "a misspelt field": ("Deployment", lambda it: it["spec"].update(replicaz=1)),
    "a number as text": ("Deployment", lambda it: it["spec"].update(replicas="one")),
    "a required field missing": ("Service", lambda it: it["spec"]["ports"][0].pop("port")),
    "a misspelt probe": (
        "Deployment",
        lambda it: it["spec"]["template"]["spec"]["containers"][0].update(livenesProbe={}),
    ),
    "an old version": ("HorizontalPodAutoscaler", lambda it: it.update(apiVersion="autoscaling/v2beta2")),
    "an unknown kind": ("Kafka", lambda it: it.update(apiVersion="kafka.strimzi.io/v1beta2")),
    "a topic without partitions": ("KafkaTopic", lambda it: it["spec"].pop("partitions")),
    "a topic of no cluster": ("KafkaTopic", lambda it: it["metadata"].pop("labels")),
    "a listener of no type": ("Kafka", lambda it: it["spec"]["kafka"]["listeners"][0].update(type="open")),
    "a listener with an unknown authentication": (
        "Kafka",
        lambda it: it["spec"]["kafka"]["listeners"][0].update(authentication={"type": "plain"}),
    ),
    "a user with an operation that Kafka does not know": (
        "KafkaUser",
        lambda it: it["spec"]["authorization"]["acls"][0].update(operations=["Append"]),
    ),
    "a user with the field of the older version": (
        "KafkaUser",
        lambda it: it["spec"]["authorization"]["acls"][0].update(operation="Read"),
    ),
    "a credential without a key": (
        "TriggerAuthentication",
        lambda it: it["spec"]["secretTargetRef"][0].pop("key"),
    ),
    "a node without storage": ("KafkaNodePool", lambda it: it["spec"].pop("storage")),
    "a Postgres setting as number": (
        "Cluster",
        lambda it: it["spec"]["postgresql"]["parameters"].update(max_connections=200),
    ),
    "a cluster both empty and restored": (
        "Cluster",
        lambda it: it["spec"]["bootstrap"].update(recovery={"source": "before"}),
    ),
    "a schedule without seconds": ("ScheduledBackup", lambda it: it["spec"].update(schedule="30 2 * * *")),
    "a backup kept for no unit of time": ("ObjectStore", lambda it: it["spec"].update(retentionPolicy="30")),
    "credentials as value": (
        "ObjectStore",
        lambda it: it["spec"]["configuration"]["s3Credentials"].update(secretAccessKey="x"),
    ),
    "a limit without a unit": (
        "HTTPRoute",
        lambda it: it["spec"]["rules"][0].update(timeouts={"request": "30"}),
    ),
    "a listener of an unknown mode": (
        "Gateway",
        lambda it: it["spec"]["listeners"][1]["tls"].update(mode="Open"),
    ),
    "a step of no size": (
        "ScaledObject",
        lambda it: it["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]["scaleDown"]["policies"][0].pop(
            "value"
        ),
    ),
    "a trigger setting as flag": (
        "ScaledObject",
        lambda it: it["spec"]["triggers"][0]["metadata"].update(excludePersistentLag=True),
    ),
}


@pytest.mark.parametrize("name", SEEDED)
def test_an_invalid_object_is_named(name: str, rendered: Mapping[str, list[Manifest]]) -> None:
    kind, spoil = SEEDED[name]
    manifest = copy.deepcopy(_of(rendered["everything"], kind))
    assert invalid([manifest]) == []
    spoil(manifest)
    [problem] = invalid([manifest])
    assert problem.startswith(f"{kind} {manifest['metadata']['name']}: ")
