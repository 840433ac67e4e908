"""The network policy of one service: who may call it, and what it may call."""

from collections.abc import Sequence
from typing import Any, Final

from service_table.kubernetes.manifest import NAME, PART_OF, Manifest, named
from service_table.table import ServiceSpec

PRIVATE: Final = ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")


def policy(spec: ServiceSpec, specs: Sequence[ServiceSpec]) -> Manifest:
    """Return the policy of a service behind the gateway; `specs` are all services.

    The way of workers to Kafka is a policy of its own.
    """
    named_callers = ["gateway", *(other.name for other in specs if spec.name in other.network.calls)]
    callers = [dict(PART_OF)] if spec.network.open_to_services else [{NAME: name} for name in named_callers]
    egress = [_to({"cnpg.io/cluster": "postgres"}, 5432)] if spec.schema else []
    if spec.reads_topics:
        egress.append(_to({"strimzi.io/cluster": "kafka"}, 9093))
    egress += [_to({NAME: called}, 8080) for called in ("auth", *spec.network.calls)]
    network = spec.network
    if network.internet or network.smtp:
        # Providers and relays have no fixed addresses: everything outside on these ports, nothing private.
        rule: Manifest = {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": list(PRIVATE)}}]}
        outside = {*(network.internet_ports if network.internet else ()), *((465, 587) if network.smtp else ())}
        egress.append(rule | ({"ports": [_port(number) for number in sorted(outside)]} if outside else {}))
    return named(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        spec.name,
        {
            "podSelector": {"matchLabels": {NAME: spec.name}},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [
                {"from": [{"podSelector": {"matchLabels": caller}} for caller in callers], "ports": [_port(8080)]}
            ],
            "egress": egress,
        },
    )


def _to(labels: dict[str, str], port: int) -> Manifest:
    return {"to": [{"podSelector": {"matchLabels": labels}}], "ports": [_port(port)]}


def _port(number: int) -> dict[str, Any]:
    return {"port": number, "protocol": "TCP"}
