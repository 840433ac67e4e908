"""Whether the path of outgoing connections holds: interfaces and addresses of this machine, and probes."""

import asyncio
import ipaddress
import socket
from typing import Final

import aiohttp
import psutil
from yarl import URL

from egress.connections.transport import AdmitAddress, ProxyFailed, open_transport
from egress.policy import Code, EgressPolicy, InterfaceUp, Probe, Proxy, Refusal, SourceAddress

PROBE_SECONDS: Final = 5.0
PROBE_BYTES: Final = 4096


async def path_refusal(policy: EgressPolicy, admit: AdmitAddress) -> Refusal | None:
    """Return why the required path does not hold, or null. A proxy is checked by the connections themselves."""
    match policy.path:
        case InterfaceUp(name):
            return None if interface_is_up(name) else Refusal(Code.INTERFACE, f"the interface {name} is not up")
        case SourceAddress(address):
            if address_is_ours(address):
                return None
            return Refusal(Code.SOURCE_ADDRESS, f"{address} is no address of this machine")
        case Probe() as probe:
            return await _probe_refusal(probe, policy.proxy, admit)
    return None


def interface_is_up(name: str) -> bool:
    """Return whether this machine has an interface, and it is up; not if the system does not say so."""
    try:
        interface = psutil.net_if_stats().get(name)
    except OSError:
        return False
    return interface is not None and interface.isup


def address_is_ours(address: str) -> bool:
    """Return whether connections can be opened from an address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.bind((address, 0))
    except OSError:
        return False
    return True


def is_expected(text: str, expected: str) -> bool:
    """Return whether a response is, or contains, the expected text, or is an address of the expected network."""
    text = text.strip()
    try:
        network = ipaddress.ip_network(expected)
    except ValueError:
        return expected in text
    try:
        return ipaddress.ip_address(text) in network
    except ValueError:
        return False


async def _probe_refusal(probe: Probe, proxy: Proxy | None, admit: AdmitAddress) -> Refusal | None:
    session = open_transport(admit, proxy=proxy, reuse=False)
    try:
        async with (
            asyncio.timeout(PROBE_SECONDS),
            session,
            session.get(URL(probe.url, encoded=True), allow_redirects=False) as response,
        ):
            text = (await response.content.read(PROBE_BYTES)).decode("utf-8", "replace")
    except ProxyFailed as failure:
        return failure.refusal
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as failure:
        return Refusal(Code.PROBE, f"the probe has no response: {type(failure).__name__}")
    if response.status != 200:
        return Refusal(Code.PROBE, f"the probe responds with status {response.status}")
    return None if is_expected(text, probe.expects) else Refusal(Code.PROBE, "the probe responds with another text")
