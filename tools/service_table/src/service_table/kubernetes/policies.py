"""The network policy of one service: who may call it, and what it may call."""

from typing import Any, Final

from service_table.kubernetes.manifest import NAME, PART_OF, Manifest, named
from service_table.table import ServiceSpec

PRIVATE: Final = ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")


def policy(spec: ServiceSpec) -> Manifest:
    """Return the policy of a service behind the gateway. The way of workers to Kafka is a policy of its own."""
    callers = PART_OF if spec.network.open_to_services else {NAME: "gateway"}
    egress = [_to({"cnpg.io/cluster": "postgres"}, 5432)] if spec.schema else []
    egress.append(_to({NAME: "auth"}, 8080))
    if spec.network.internet:
        # Providers have no fixed addresses: everything outside on 443, nothing private.
        block = {"cidr": "0.0.0.0/0", "except": list(PRIVATE)}
        egress.append({"to": [{"ipBlock": block}], "ports": [_port(443)]})
    return named(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        spec.name,
        {
            "podSelector": {"matchLabels": {NAME: spec.name}},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [{"podSelector": {"matchLabels": dict(callers)}}], "ports": [_port(8080)]}],
            "egress": egress,
        },
    )


def _to(labels: dict[str, str], port: int) -> Manifest:
    return {"to": [{"podSelector": {"matchLabels": labels}}], "ports": [_port(port)]}


def _port(number: int) -> dict[str, Any]:
    return {"port": number, "protocol": "TCP"}
