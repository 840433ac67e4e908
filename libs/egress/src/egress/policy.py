"""What may be called for a purpose, and by which path: pure values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from math import ceil
from typing import Final
from urllib.parse import urlsplit

from chassis.core.outgoing.public_addresses import LONGEST_URL, AddressRules, Network

Purpose = str
"""Why a service calls others, as metrics and pages name it: `providers`, `webhooks`."""

ANY_NETWORK: Final[tuple[Network, ...]] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
"""For servers that operators name, and often run themselves in a private network."""
HTTP_PORT: Final = 80
HTTPS_PORT: Final = 443


class Mode(StrEnum):
    """What becomes of a connection that breaks a rule."""

    ENFORCE = "enforce"
    """It is not opened."""
    OBSERVE = "observe"
    """It is opened, logged and counted."""
    OFF = "off"
    """No rule is checked."""


class Code(StrEnum):
    """The rule that a connection breaks."""

    HOST = "egress_host"
    SCHEME = "egress_scheme"
    PORT = "egress_port"
    ADDRESS = "egress_address"
    REDIRECT = "egress_redirect"
    INTERFACE = "egress_interface"
    SOURCE_ADDRESS = "egress_source_address"
    PROXY = "egress_proxy"
    PROBE = "egress_probe"


PATH_CODES: Final = frozenset({Code.INTERFACE, Code.SOURCE_ADDRESS, Code.PROXY, Code.PROBE})
"""Rules about the path: it may hold again, so that work waits."""
RETRY: Final = timedelta(seconds=15)
"""When work that waits for its path tries again."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a connection is not opened. One about the path waits until `retry_at`; any other is final.

    `shown_by_calls` is whether only a connection shows that the path holds again, and no check of the path does.
    """

    code: Code
    detail: str
    retry_at: datetime | None = None
    shown_by_calls: bool = False

    @property
    def waits(self) -> bool:
        """Return whether the same connection may be permitted later."""
        return self.code in PATH_CODES

    def retry_after(self, now: datetime) -> int:
        """Return the whole seconds after which the same connection may be permitted, at least one."""
        wait = RETRY if self.retry_at is None else self.retry_at - now
        return max(1, ceil(wait.total_seconds()))


class EgressRefused(Exception):
    """A connection was not opened, because it breaks a rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.detail}")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that opens connections for us: by `CONNECT` (http) or SOCKS 5. It receives addresses, never names."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """Return the address without its credentials."""
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class InterfaceUp:
    """A network interface of this machine must be up, for example that of a tunnel."""

    name: str


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """Connections are opened from this address of this machine."""

    address: str


@dataclass(frozen=True, slots=True)
class ProxyOnly:
    """Connections are opened by the proxy of the policy only."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A URL must respond with an expected text, or with an address of an expected network.

    The result is used for `seconds`.
    """

    url: str
    expects: str
    seconds: float = 60.0


RequiredPath = InterfaceUp | SourceAddress | ProxyOnly | Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressPolicy:
    """The rules of one purpose. Empty `hosts` are any host, empty `ports` any port.

    A host is exact, or `*.example.com` for every name below example.com. `networks` may be reached although they are
    private. A client follows at most `max_redirects`, each of which is checked.
    """

    mode: Mode = Mode.ENFORCE
    hosts: Collection[str] = ()
    ports: Collection[int] = ()
    https_only: bool = True
    networks: Collection[Network] = ()
    max_redirects: int = 0
    proxy: Proxy | None = None
    path: RequiredPath | None = None

    def __post_init__(self) -> None:
        """Reject a path that no connection can have."""
        if isinstance(self.path, ProxyOnly) and self.proxy is None:
            raise ValueError("the path `proxy` needs a proxy")

    def refusal(self, url: str) -> Refusal | None:
        """Return the rule about scheme, host or port that a URL breaks, or null. Its address is checked later."""
        try:
            parts = urlsplit(url) if len(url) <= LONGEST_URL and url.isprintable() else None
            host, port = (parts.hostname, parts.port) if parts is not None else (None, None)
        except ValueError:
            parts, host, port = None, None, None
        if parts is None or not host:
            return Refusal(Code.HOST, "the URL has no host")
        if parts.scheme != "https" and (self.https_only or parts.scheme != "http"):
            return Refusal(Code.SCHEME, f"{parts.scheme or 'no scheme'} is not permitted")
        return self.endpoint_refusal(host, port or (HTTPS_PORT if parts.scheme == "https" else HTTP_PORT))

    def endpoint_refusal(self, host: str, port: int) -> Refusal | None:
        """Return the rule about host or port that a connection breaks, or null."""
        if self.hosts and not any(matches(host, pattern) for pattern in self.hosts):
            return Refusal(Code.HOST, f"{host} is not permitted")
        if self.ports and port not in self.ports:
            return Refusal(Code.PORT, f"port {port} is not permitted")
        return None

    def address_refusal(self, address: str) -> Refusal | None:
        """Return a refusal unless an address, as a connection is opened to it, is public or in a permitted network."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return Refusal(Code.ADDRESS, "the host is no address in its usual form")
        if AddressRules(self.networks).permits(parsed):
            return None
        return Refusal(Code.ADDRESS, f"{parsed} is not a public address")


def matches(host: str, pattern: str) -> bool:
    """Return whether a host is one that a pattern permits."""
    host, pattern = host.lower().rstrip("."), pattern.lower()
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether the required path holds, since when, and else why not."""

    holds: bool
    since: datetime
    code: Code | None = None
    reason: str | None = None
