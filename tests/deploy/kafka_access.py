"""Kafka takes encrypted connections of known users only, and each user may do what its declared flows need.

Each rule returns the problems that it finds; `SEEDED` makes each find a mistake made on purpose.
"""

from typing import Any

from tests.deploy.manifests import Manifest, Mistakes, Rule, kinds, pick, variables

from contracts.event_catalog import EVENTS

Access = set[tuple[str, str, str]]

PORT = 9093
BOOTSTRAP = f"kafka-kafka-bootstrap:{PORT}"
AUTHORITY = "kafka-cluster-ca-cert"
WORKER = {"app.kubernetes.io/part-of": "marquee", "app.kubernetes.io/component": "worker"}
READERS = ("gateway", "search")
"""They read whole topics, without a consumer group."""
WITHOUT_KAFKA = ("", "web")
"""Jobs of no service, and a service that only calls the public API."""
KEDA = {
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}},
    "podSelector": {"matchLabels": {"app": "keda-operator"}},
}


def access_of(user: Manifest) -> Access:
    """Return what a KafkaUser allows; anything but a literal allow rule counts as access to everything."""
    return {
        (rule["resource"]["type"], rule["resource"]["name"], operation)
        if rule["resource"].get("patternType") == "literal" and rule.get("type", "allow") == "allow"
        else ("anything", str(rule), operation)
        for rule in user["spec"]["authorization"]["acls"]
        for operation in rule["operations"]
    }


def _wanted() -> dict[str, Access]:
    """Return the access of each user, written here again from the flows rather than taken from the generator."""
    target: dict[str, Access] = {"keda": set(), "dead-letters": set()}
    for event in EVENTS:
        target.setdefault(event.spec.publisher, set()).add(("topic", event.topic, "Write"))
        for consumer in event.spec.consumers:
            access = target.setdefault(consumer, set())
            access.add(("topic", event.topic, "Read"))
            if consumer not in READERS:
                access |= {("group", consumer, "Read"), ("topic", f"{event.topic}.dlq", "Write")}
                operations = {"Read", "DescribeConfigs"} | ({"Write"} if event.spec.publisher != "auth" else set())
                target["dead-letters"] |= {("topic", event.topic, operation) for operation in operations}
                target["dead-letters"] |= {
                    ("topic", f"{event.topic}.dlq", operation) for operation in ("Read", "Write")
                }
            if consumer not in {*READERS, "ingestion"}:
                target["keda"] |= {("group", consumer, "Describe"), ("topic", event.topic, "Describe")}
    target["auth"] |= target["dead-letters"] | {("topic", f"{event.topic}.dlq", "Read") for event in EVENTS}
    return target


def only_users_connect(manifests: list[Manifest]) -> list[str]:
    """Check that every listener has TLS, SCRAM and a list of clients, and that no user of ours is a super user."""
    problems = []
    for cluster in kinds(manifests, "Kafka"):
        kafka = cluster["spec"]["kafka"]
        if kafka.get("authorization") != {"type": "simple"}:
            problems.append("Kafka authorizes nothing, or has superusers of its own")
        if cluster["spec"]["entityOperator"].get("userOperator") != {"secretPrefix": "kafka-"}:
            problems.append("no object defines the users' Secrets")
        for listener in kafka["listeners"]:
            if not listener["tls"] or listener.get("authentication") != {"type": "scram-sha-512"}:
                problems.append(f"listener {listener['name']} is open")
            peers = listener.get("networkPolicyPeers", ())
            readers = ({"app.kubernetes.io/part-of": "marquee", "app.kubernetes.io/name": name} for name in READERS)
            pods = [{"podSelector": {"matchLabels": labels}} for labels in (WORKER, *readers)]
            if listener["type"] != "internal" or sorted(peers, key=str) != sorted([*pods, KEDA], key=str):
                problems.append(f"listener {listener['name']} is reached by others")
    return problems


def users_may_what_flows_need(manifests: list[Manifest]) -> list[str]:
    """Check that the users are those of the declared flows, with exactly their access."""
    if not kinds(manifests, "Kafka"):
        return []
    users = {user["metadata"]["name"]: user for user in kinds(manifests, "KafkaUser")}
    target = _wanted()
    problems = [f"user {name}" for name in sorted(users.keys() ^ target.keys())]
    for name, access in target.items():
        if name not in users:
            continue
        if users[name]["spec"]["authentication"] != {"type": "scram-sha-512"}:
            problems.append(f"user {name} has no password")
        problems += [f"user {name}: {item}" for item in sorted(access ^ access_of(users[name]))]
    return problems


def processes_sign_in(manifests: list[Manifest]) -> list[str]:
    """Check that readers and each worker sign in as their own service, and no other pod has a Kafka password."""
    problems = []
    for manifest in kinds(manifests, "Deployment", "Job"):
        name = manifest["metadata"]["name"]
        service, _, role = ("", "", "") if name == "provider-simulator" else name.rpartition("-")
        pod = manifest["spec"]["template"]["spec"]
        environment = {key: entry.get("value") for key, entry in variables(manifests, pod["containers"][0]).items()}
        result = {
            key.removeprefix(f"{service.upper()}_KAFKA_"): value
            for key, value in environment.items()
            if "_KAFKA_" in key
        }
        secrets = [
            source["secret"]["name"]
            for volume in pod.get("volumes", ())
            for source in volume.get("projected", {}).get("sources", ())
        ]
        client = role == "worker" or (service in READERS and role == "api")
        target = {} if service in WITHOUT_KAFKA else {"BOOTSTRAP": BOOTSTRAP}
        if client:
            target |= {
                "SECURITY_PROTOCOL": "SASL_SSL",
                "USERNAME": service,
                "PASSWORD_FILE": "/etc/marquee/kafka/password",
                "CA_FILE": "/etc/marquee/kafka/ca.crt",
            }
        if result != target or secrets != ([f"kafka-{service}", AUTHORITY] if client else []):
            problems.append(f"{name}: signs in to Kafka in another way")
    return problems


def policies_allow_clients_only(manifests: list[Manifest]) -> list[str]:
    """Check that network policies open Kafka only to workers and readers, on its encrypted port."""
    policies = kinds(manifests, "NetworkPolicy")
    if "default-deny" not in {policy["metadata"]["name"] for policy in policies}:
        return []
    ways = [
        (policy["spec"]["podSelector"]["matchLabels"], [port["port"] for port in rule["ports"]])
        for policy in policies
        for rule in policy["spec"].get("egress", ())
        if any("strimzi.io/cluster" in str(peer) for peer in rule["to"])
    ]
    target = [(WORKER, [PORT]), *(({"app.kubernetes.io/name": name}, [PORT]) for name in READERS)]
    return [f"the way to Kafka: {way}" for way in ways if way not in target] + [
        f"no way to Kafka: {way}" for way in target if way not in ways
    ]


def scalers_sign_in(manifests: list[Manifest]) -> list[str]:
    """Check that KEDA signs in as its own user over TLS, and speaks a protocol version that Kafka 4 supports."""
    problems = []
    credentials = {item["metadata"]["name"]: item["spec"] for item in kinds(manifests, "TriggerAuthentication")}
    names = {item["metadata"]["name"]: item.get("data", {}) for item in kinds(manifests, "ConfigMap")}
    for scaled in kinds(manifests, "ScaledObject"):
        trigger = scaled["spec"]["triggers"][0]
        target = {"bootstrapServers": BOOTSTRAP, "sasl": "scram_sha512", "tls": "enable", "version": "3.0.0"}
        spec = credentials.get(trigger.get("authenticationRef", {}).get("name"), {})
        secrets = {(item["parameter"], item["name"], item["key"]) for item in spec.get("secretTargetRef", ())}
        users = [names[item["name"]][item["key"]] for item in spec.get("configMapTargetRef", ())]
        if not target.items() <= trigger["metadata"].items():
            problems.append(f"{scaled['metadata']['name']}: measures in plain text")
        if users != ["keda"] or secrets != {("password", "kafka-keda", "password"), ("ca", AUTHORITY, "ca.crt")}:
            problems.append(f"{scaled['metadata']['name']}: does not sign in as keda")
    return problems


RULES: tuple[Rule, ...] = (
    only_users_connect,
    users_may_what_flows_need,
    processes_sign_in,
    policies_allow_clients_only,
    scalers_sign_in,
)


def _kafka(manifests: list[Manifest]) -> Any:
    return pick(manifests, "Kafka", "kafka")["spec"]["kafka"]


def _rules(manifests: list[Manifest], user: str) -> Any:
    return pick(manifests, "KafkaUser", user)["spec"]["authorization"]["acls"]


def _rule(topic: str, operation: str) -> Manifest:
    return {"resource": {"type": "topic", "name": topic, "patternType": "literal"}, "operations": [operation]}


def _environment(manifests: list[Manifest], name: str) -> Any:
    return pick(manifests, "Deployment", name)["spec"]["template"]["spec"]["containers"][0]["env"]


def _write(topic: str, pattern: str = "literal") -> Manifest:
    return {"resource": {"type": "topic", "name": topic, "patternType": pattern}, "operations": ["Write"]}


SEEDED: Mistakes = {
    "a listener without TLS": (
        only_users_connect,
        lambda all_: _kafka(all_)["listeners"][0].update(tls=False),
        "listener tls is open",
    ),
    "a listener without sign-in": (
        only_users_connect,
        lambda all_: _kafka(all_)["listeners"][0].pop("authentication"),
        "listener tls is open",
    ),
    "a second listener in plain text": (
        only_users_connect,
        lambda all_: _kafka(all_)["listeners"].append({"name": "p", "port": 9092, "type": "internal", "tls": False}),
        "listener p is open",
    ),
    "a whole namespace at the listener": (
        only_users_connect,
        lambda all_: _kafka(all_)["listeners"][0]["networkPolicyPeers"][2].pop("podSelector"),
        "is reached by others",
    ),
    "no authorization": (only_users_connect, lambda all_: _kafka(all_).pop("authorization"), "authorizes nothing"),
    "a superuser": (
        only_users_connect,
        lambda all_: _kafka(all_)["authorization"].update(superUsers=["gateway"]),
        "superusers of its own",
    ),
    "no user operator": (
        only_users_connect,
        lambda all_: pick(all_, "Kafka", "kafka")["spec"]["entityOperator"].pop("userOperator"),
        "no object defines the users' Secrets",
    ),
    "a gateway that erases users": (
        users_may_what_flows_need,
        lambda all_: _rules(all_, "gateway").append(_write("user.deleted")),
        "user gateway: ('topic', 'user.deleted', 'Write')",
    ),
    "a prefix": (
        users_may_what_flows_need,
        lambda all_: _rules(all_, "stats").append(_write("", "prefix")),
        "user stats: ('anything'",
    ),
    "a publisher that may not publish": (
        users_may_what_flows_need,
        lambda all_: _rules(all_, "auth").remove(_rule("user.registered", "Write")),
        "user auth: ('topic', 'user.registered', 'Write')",
    ),
    "a stranger": (
        users_may_what_flows_need,
        lambda all_: pick(all_, "KafkaUser", "stats")["metadata"].update(name="guest"),
        "user guest",
    ),
    "a user without a password": (
        users_may_what_flows_need,
        lambda all_: pick(all_, "KafkaUser", "stats")["spec"].update(authentication={"type": "tls"}),
        "user stats has no password",
    ),
    "a worker in plain text": (
        processes_sign_in,
        lambda all_: _environment(all_, "stats-worker").remove(
            {"name": "STATS_KAFKA_SECURITY_PROTOCOL", "value": "SASL_SSL"}
        ),
        "stats-worker: signs in to Kafka in another way",
    ),
    "an api with a password": (
        processes_sign_in,
        lambda all_: _environment(all_, "stats-api").append({"name": "STATS_KAFKA_USERNAME", "value": "stats"}),
        "stats-api: signs in to Kafka in another way",
    ),
    "another service's password": (
        processes_sign_in,
        lambda all_: pick(all_, "Deployment", "gateway-api")["spec"]["template"]["spec"]["volumes"][-1]["projected"][
            "sources"
        ][0]["secret"].update(name="kafka-auth"),
        "gateway-api: signs in to Kafka in another way",
    ),
    "an api on its way to Kafka": (
        policies_allow_clients_only,
        lambda all_: pick(all_, "NetworkPolicy", "kafka-clients")["spec"]["podSelector"]["matchLabels"].pop(
            "app.kubernetes.io/component"
        ),
        "the way to Kafka",
    ),
    "a scaler in plain text": (
        scalers_sign_in,
        lambda all_: pick(all_, "ScaledObject", "stats-worker")["spec"]["triggers"][0]["metadata"].pop("tls"),
        "stats-worker: measures in plain text",
    ),
    "a scaler without credentials": (
        scalers_sign_in,
        lambda all_: pick(all_, "ScaledObject", "stats-worker")["spec"]["triggers"][0].pop("authenticationRef"),
        "stats-worker: does not sign in as keda",
    ),
}
