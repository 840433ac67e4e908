"""How the parts lie to each other, on every rendered combination: addresses, selectors, walls, topics, databases.

Each rule returns the problems that it finds; `SEEDED` makes each find a mistake made on purpose.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from tests.deploy.manifests import (
    Manifest,
    Mistakes,
    Rule,
    containers,
    kinds,
    pick,
    settings,
    title,
    variables,
    workloads,
)

from contracts.event_catalog import EVENTS, TOPICS
from service_table.table import services, with_schema

SERVICES = tuple(spec.name for spec in services())
WITH_SCHEMA = tuple(spec.name for spec in with_schema())
# Served by objects that the operators make: CloudNativePG's read-write Service, Strimzi's bootstrap Service.
OPERATORS_SERVICES = {"postgres-rw": 5432, "kafka-kafka-bootstrap": 9093}


def addresses_resolve(manifests: list[Manifest]) -> list[str]:
    """Check that every address in the cluster is a Service and its port, and every Service leads to a pod's port."""
    services = {
        service["metadata"]["name"]: service["spec"]["ports"][0]["port"] for service in kinds(manifests, "Service")
    } | OPERATORS_SERVICES
    problems = []
    for name, _, pod in workloads(manifests):
        for container in containers(pod):
            for entry in variables(manifests, container).values():
                for host, port in _addresses(entry.get("value", "")):
                    if "." not in host and services.get(host) != port:
                        problems.append(f"{name}: {entry['name']} points to {host}:{port}, where nothing listens")
    for service in kinds(manifests, "Service"):
        pods = _selected(manifests, service["spec"]["selector"])
        targets = {port["targetPort"] for port in service["spec"]["ports"]}
        ports = {port["name"] for pod in pods for item in pod["spec"]["containers"] for port in item["ports"]}
        if not pods or not targets <= ports:
            problems.append(f"{title(service)}: leads nowhere")
    return problems


def _addresses(value: str) -> Iterator[tuple[str, int]]:
    if match := re.fullmatch(r"([a-z][a-z0-9-]*):(\d+)", value):
        yield match[1], int(match[2])
    elif "://" in value:
        parts = urlsplit(value)
        if parts.hostname:
            yield parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _selected(manifests: list[Manifest], labels: Mapping[str, str]) -> list[Manifest]:
    return [pod for _, _, pod in workloads(manifests) if labels.items() <= pod["metadata"]["labels"].items()]


def selectors_select(manifests: list[Manifest]) -> list[str]:
    """Check that every selector, scale target and disruption budget matches an existing process."""
    deployments = {manifest["metadata"]["name"]: manifest for manifest in kinds(manifests, "Deployment")}
    problems = []
    for manifest in deployments.values():
        expected, labels = (
            manifest["spec"]["selector"]["matchLabels"],
            manifest["spec"]["template"]["metadata"]["labels"],
        )
        if not expected.items() <= labels.items() or len(_selected(manifests, expected)) != 1:
            problems.append(f"{title(manifest)}: does not select its own pods alone")
    for manifest in kinds(manifests, "PodDisruptionBudget"):
        if len(_selected(manifests, manifest["spec"]["selector"]["matchLabels"])) != 1:
            problems.append(f"{title(manifest)}: protects nothing")
    for manifest in kinds(manifests, "HorizontalPodAutoscaler", "ScaledObject"):
        target = manifest["spec"]["scaleTargetRef"]["name"]
        if target not in deployments or "replicas" in deployments[target]["spec"]:
            problems.append(f"{title(manifest)}: cannot scale {target}")
    return problems


def walled(manifests: list[Manifest]) -> list[str]:
    """Check that network policies deny by default and each service has its own policy."""
    policies = {manifest["metadata"]["name"]: manifest["spec"] for manifest in kinds(manifests, "NetworkPolicy")}
    if "default-deny" not in policies:
        return []
    deny = policies["default-deny"]
    problems = []
    ours = {"matchLabels": {"app.kubernetes.io/part-of": "marquee"}}
    if deny["podSelector"] != ours or sorted(deny["policyTypes"]) != ["Egress", "Ingress"] or "ingress" in deny:
        problems.append("default-deny does not deny")
    for service in SERVICES:
        policy = policies.get(service)
        if policy is None or policy["podSelector"] != {"matchLabels": {"app.kubernetes.io/name": service}}:
            problems.append(f"{service} has no policy")
    for name, _, pod in workloads(manifests):
        labels = pod["metadata"]["labels"]
        if (
            labels.get("app.kubernetes.io/part-of") != "marquee"
            and labels["app.kubernetes.io/name"] != "provider-simulator"
        ):
            problems.append(f"{name}: is outside the walls")
    return problems


def management_stays_inside(manifests: list[Manifest]) -> list[str]:
    """Check that no Service leads to the gateway's management port, and that only Prometheus may reach it."""
    problems = [
        f"{title(service)}: leads to the management port"
        for service in kinds(manifests, "Service")
        if any(port["targetPort"] in ("management", 8081) for port in service["spec"]["ports"])
    ]
    for policy in kinds(manifests, "NetworkPolicy"):
        for rule in policy["spec"].get("ingress", ()):
            open_ports = {port["port"] for port in rule.get("ports", ())}
            sources = [source.get("namespaceSelector", {}).get("matchLabels", {}) for source in rule.get("from", ())]
            if 8081 in open_ports and sources != [{"kubernetes.io/metadata.name": "monitoring"}]:
                problems.append(f"{title(policy)}: opens the management port")
    return problems


def topics_are_those_of_the_contracts(manifests: list[Manifest]) -> list[str]:
    """Check that the topics are exactly those of the contracts, with their partitions and retention."""
    if not kinds(manifests, "Kafka"):
        return []
    result = {topic["metadata"]["name"]: topic["spec"] for topic in kinds(manifests, "KafkaTopic")}
    problems = [f"topic {name}" for name in sorted(result.keys() ^ {topic.name for topic in TOPICS})]
    for topic in TOPICS:
        spec = result.get(topic.name, {"partitions": topic.partitions, "config": {}})
        retention = -1 if topic.retention_ms is None else topic.retention_ms
        expected = {"cleanup.policy": topic.cleanup, "retention.ms": retention}
        if topic.name in result and (
            spec["partitions"] != topic.partitions or not expected.items() <= spec["config"].items()
        ):
            problems.append(f"topic {topic.name} is another than in the contracts")
    return problems


def databases_fit(manifests: list[Manifest]) -> list[str]:
    """Check that every Postgres role has a Secret with its verifier, and that the file of the schemas exists."""
    problems = []
    for cluster in kinds(manifests, "Cluster"):
        roles = {role["name"]: role["passwordSecret"]["name"] for role in cluster["spec"]["managed"]["roles"]}
        expected = {service: f"{service}-verifier" for service in WITH_SCHEMA}
        expected |= {f"{service}_owner": f"{service}-owner-verifier" for service in WITH_SCHEMA}
        problems += [f"role {name}: {secret}" for name, secret in sorted(expected.items() ^ roles.items())]
        maps = {manifest["metadata"]["name"]: manifest["data"] for manifest in kinds(manifests, "ConfigMap")}
        # A cluster made from backups has its schemas already.
        initdb = cluster["spec"]["bootstrap"].get("initdb", {"postInitApplicationSQLRefs": {"configMapRefs": []}})
        for ref in initdb["postInitApplicationSQLRefs"]["configMapRefs"]:
            if ref["key"] not in maps.get(ref["name"], {}):
                problems.append(f"no object defines ConfigMap {ref['name']} with {ref['key']}")
    return problems


def lag_is_scaled(manifests: list[Manifest]) -> list[str]:
    """Check that KEDA scales every service with a read model by the lag of its consumer group."""
    scaled = {
        manifest["spec"]["triggers"][0]["metadata"]["consumerGroup"]: manifest
        for manifest in kinds(manifests, "ScaledObject")
    }
    if not scaled:
        return []
    # Those without a consumer group have no lag that Kafka knows.
    groups = {consumer for event in EVENTS for consumer in event.spec.consumers} - {"gateway", "search"}
    consumers = groups - {"ingestion"}
    problems = [f"{service} does not scale with its lag" for service in sorted(consumers ^ scaled.keys())]
    partitions = max(topic.partitions for topic in TOPICS)
    for service, manifest in scaled.items():
        if not 1 <= manifest["spec"]["minReplicaCount"] <= manifest["spec"]["maxReplicaCount"] <= partitions:
            problems.append(f"{service}: replicas beyond the partitions, or none")
    return problems


RULES: tuple[Rule, ...] = (
    addresses_resolve,
    selectors_select,
    walled,
    management_stays_inside,
    topics_are_those_of_the_contracts,
    databases_fit,
    lag_is_scaled,
)


def _drop(manifests: list[Manifest], kind: str, name: str) -> None:
    manifests.remove(pick(manifests, kind, name))


SEEDED: Mistakes = {
    "a port without a listener": (
        addresses_resolve,
        lambda all_: settings(all_, "gateway").update(GATEWAY_STATS_URL="http://stats:8081"),
        "GATEWAY_STATS_URL points to stats:8081, where nothing listens",
    ),
    "a broker of another name": (
        addresses_resolve,
        lambda all_: settings(all_, "stats").update(STATS_KAFKA_BOOTSTRAP="kafka:9092"),
        "STATS_KAFKA_BOOTSTRAP points to kafka:9092, where nothing listens",
    ),
    "a Service without pods": (
        addresses_resolve,
        lambda all_: pick(all_, "Service", "stats")["spec"]["selector"].update({"app.kubernetes.io/name": "statz"}),
        "Service stats: leads nowhere",
    ),
    "a Service to no port": (
        addresses_resolve,
        lambda all_: pick(all_, "Service", "stats")["spec"]["ports"][0].update(targetPort="web"),
        "Service stats: leads nowhere",
    ),
    "two deployments with the same pods": (
        selectors_select,
        lambda all_: pick(all_, "Deployment", "stats-api")["spec"]["selector"].update(
            matchLabels={"app.kubernetes.io/name": "stats"}
        ),
        "Deployment stats-api: does not select its own pods alone",
    ),
    "a budget without pods": (
        selectors_select,
        lambda all_: pick(all_, "PodDisruptionBudget", "stats-api")["spec"]["selector"]["matchLabels"].update(
            {"app.kubernetes.io/component": "web"}
        ),
        "PodDisruptionBudget stats-api: protects nothing",
    ),
    "a target that is gone": (
        selectors_select,
        lambda all_: _drop(all_, "Deployment", "stats-worker"),
        "ScaledObject stats-worker: cannot scale stats-worker",
    ),
    "a target with a fixed size": (
        selectors_select,
        lambda all_: pick(all_, "Deployment", "stats-api")["spec"].update(replicas=2),
        "HorizontalPodAutoscaler stats-api: cannot scale stats-api",
    ),
    "a service without a policy": (walled, lambda all_: _drop(all_, "NetworkPolicy", "stats"), "stats has no policy"),
    "a wall with a hole": (
        walled,
        lambda all_: pick(all_, "NetworkPolicy", "default-deny")["spec"].update(ingress=[{}]),
        "default-deny does not deny",
    ),
    "a wall on one side": (
        walled,
        lambda all_: pick(all_, "NetworkPolicy", "default-deny")["spec"].update(policyTypes=["Ingress"]),
        "default-deny does not deny",
    ),
    "a pod outside": (
        walled,
        lambda all_: pick(all_, "Deployment", "stats-api")["spec"]["template"]["metadata"]["labels"].pop(
            "app.kubernetes.io/part-of"
        ),
        "Deployment stats-api: is outside the walls",
    ),
    "a way in to the management port": (
        management_stays_inside,
        lambda all_: pick(all_, "Service", "gateway")["spec"]["ports"].append(
            {"name": "management", "port": 8081, "targetPort": "management"}
        ),
        "Service gateway: leads to the management port",
    ),
    "a management port for the ingress": (
        management_stays_inside,
        lambda all_: pick(all_, "NetworkPolicy", "gateway")["spec"]["ingress"][0]["ports"].append(
            {"port": 8081, "protocol": "TCP"}
        ),
        "NetworkPolicy gateway: opens the management port",
    ),
    "a topic left out": (
        topics_are_those_of_the_contracts,
        lambda all_: _drop(all_, "KafkaTopic", "media.imported"),
        "topic media.imported",
    ),
    "a topic with other partitions": (
        topics_are_those_of_the_contracts,
        lambda all_: pick(all_, "KafkaTopic", "media.imported")["spec"].update(partitions=1),
        "topic media.imported is another than in the contracts",
    ),
    "a topic that forgets": (
        topics_are_those_of_the_contracts,
        lambda all_: pick(all_, "KafkaTopic", "media.imported")["spec"]["config"].update({"retention.ms": 1000}),
        "topic media.imported is another than in the contracts",
    ),
    "a role left out": (
        databases_fit,
        lambda all_: pick(all_, "Cluster", "postgres")["spec"]["managed"]["roles"].pop(0),
        "role auth",
    ),
    "schemas from nowhere": (
        databases_fit,
        lambda all_: _drop(all_, "ConfigMap", "postgres-schemas"),
        "no object defines ConfigMap postgres-schemas with schemas.sql",
    ),
    "a consumer that does not scale": (
        lag_is_scaled,
        lambda all_: _drop(all_, "ScaledObject", "stats-worker"),
        "stats does not scale with its lag",
    ),
    "more consumers than partitions": (
        lag_is_scaled,
        lambda all_: pick(all_, "ScaledObject", "stats-worker")["spec"].update(maxReplicaCount=12),
        "stats: replicas beyond the partitions, or none",
    ),
}
