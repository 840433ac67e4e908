"""Guards of outgoing connections to servers of this machine."""

from ipaddress import ip_network

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.testing.clock import FixedClock
from egress.guard import EgressGuard
from egress.http import EgressClient
from egress.policy import EgressPolicy

LOOPBACK = AddressRules((ip_network("127.0.0.0/8"),), (), plain_http=True)


def guard_of(rules: AddressRules = LOOPBACK) -> EgressGuard:
    """Return a guard that permits what rules permit."""
    policy = EgressPolicy(networks=rules.networks, ports=rules.ports, https_only=not rules.plain_http)
    return EgressGuard("test", policy, FixedClock())


def sms_client() -> EgressClient:
    """Return a client for the interface of an SMS provider."""
    return EgressClient(guard_of(), decompress=False)
