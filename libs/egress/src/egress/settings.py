"""Settings of a guard: `<PREFIX>_EGRESS_…`."""

import ipaddress
from collections.abc import Collection, Mapping
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, PrivateAttr, SecretStr, field_validator, model_validator

from chassis.core.clock import Clock
from chassis.core.outgoing.public_addresses import Network
from chassis.settings import CommaList, EnvironmentSettings
from egress.guard import EgressGuard
from egress.policy import (
    HTTP_PORT,
    HTTPS_PORT,
    EgressPolicy,
    InterfaceUp,
    Mode,
    Probe,
    Proxy,
    ProxyOnly,
    Purpose,
    RequiredPath,
    SourceAddress,
)
from egress.transport import PROXY_TYPES

PORTS: Final = {"http": 3128, "socks5": 1080}


class EgressSettings(EnvironmentSettings):
    """What a service may call outside of the installation, and by which path."""

    egress_mode: Mode = Mode.ENFORCE
    """`enforce` refuses what breaks a rule, `observe` logs and counts it, `off` checks nothing."""
    egress_hosts: CommaList[str] = ()
    """Hosts that may be called in addition to those that other settings name, as `api.example.com` or
    `*.example.com`; where users choose the hosts, the only ones, and empty for any."""
    egress_networks: CommaList[ipaddress.IPv4Network | ipaddress.IPv6Network] = ()
    """Private networks that may be called too."""
    egress_http: bool = False
    """Whether plain HTTP is permitted."""
    egress_proxy: SecretStr | None = None
    """`http://` or `socks5://`, with host and port, and user and password if it needs them."""
    egress_path: str | None = None
    """What must hold: `interface:NAME`, `source:ADDRESS`, `proxy` or `probe:URL`; unset: nothing."""
    egress_probe_expects: str = ""
    """The text that the probe's response has, or the network of the address that it is."""
    egress_probe_seconds: float = Field(default=60, gt=0, le=3600)
    """How long the result of a probe is used."""
    _guards: dict[Purpose, EgressGuard] = PrivateAttr(default_factory=dict)

    @field_validator("egress_proxy", "egress_path", mode="before")
    @classmethod
    def _empty_egress_is_none(cls, value: object) -> object:
        return None if value in ("", "none") else value

    @model_validator(mode="after")
    def _egress_is_complete(self) -> Self:
        """Reject a proxy or path that cannot be understood."""
        EgressPolicy(proxy=self.read_egress_proxy(), path=self.read_egress_path())
        return self

    def read_egress_proxy(self) -> Proxy | None:
        """Return the proxy."""
        if self.egress_proxy is None:
            return None
        parts = urlsplit(self.egress_proxy.get_secret_value())
        if parts.scheme not in PROXY_TYPES or not parts.hostname:
            raise ValueError(f"egress_proxy must begin with {' or '.join(f'{name}://' for name in PROXY_TYPES)}")
        user, password = (unquote(text) if text is not None else None for text in (parts.username, parts.password))
        return Proxy(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password)

    def read_egress_path(self) -> RequiredPath | None:
        """Return the required path."""
        kind, _, value = (self.egress_path or "").partition(":")
        match kind, value:
            case "", "":
                return None
            case "proxy", "":
                return ProxyOnly()
            case "interface", str(name) if name:
                return InterfaceUp(name)
            case "source", str(address) if address:
                return SourceAddress(str(ipaddress.ip_address(address)))
            case "probe", str(url) if url.startswith(("http://", "https://")) and self.egress_probe_expects:
                return Probe(url, self.egress_probe_expects, self.egress_probe_seconds)
            case "probe", _:
                raise ValueError("egress_path `probe:URL` needs an HTTP URL and egress_probe_expects")
            case _:
                raise ValueError("egress_path must be interface:NAME, source:ADDRESS, proxy or probe:URL")

    def egress_policy(
        self,
        *,
        hosts: Collection[str] = (),
        ports: Collection[int] = (),
        networks: Collection[Network] = (),
        https_only: bool = True,
        max_redirects: int = 0,
    ) -> EgressPolicy:
        """Return the policy of a purpose: its own rules, and those of the installation. No hosts are any host."""
        return EgressPolicy(
            mode=self.egress_mode,
            hosts=frozenset((*hosts, *self.egress_hosts)),
            ports=frozenset(ports),
            https_only=https_only and not self.egress_http,
            networks=(*networks, *self.egress_networks),
            max_redirects=max_redirects,
            proxy=self.read_egress_proxy(),
            path=self.read_egress_path(),
        )

    @property
    def egress_guards(self) -> Mapping[Purpose, EgressGuard]:
        """Return the guards that were created by these settings, as the report of the process shows them."""
        return self._guards

    def egress_guard(self, purpose: Purpose, policy: EgressPolicy, clock: Clock) -> EgressGuard:
        """Return a new guard, and remember it for the report."""
        guard = self._guards[purpose] = EgressGuard(purpose, policy, clock)
        return guard

    def server_guard(
        self, purpose: Purpose, urls: Collection[str], clock: Clock, *, networks: Collection[Network] = ()
    ) -> EgressGuard:
        """Return the guard of servers whose URLs operators set: hosts, ports, and plain HTTP if the URLs have it."""
        parts = [urlsplit(url) for url in urls]
        policy = self.egress_policy(
            hosts=[part.hostname or "" for part in parts],
            ports=[part.port or (HTTPS_PORT if part.scheme == "https" else HTTP_PORT) for part in parts],
            networks=networks,
            https_only=all(part.scheme == "https" for part in parts),
        )
        return self.egress_guard(purpose, policy, clock)
