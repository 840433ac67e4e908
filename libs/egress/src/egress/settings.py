"""Settings of a guard: `<PREFIX>_EGRESS_…`."""

import ipaddress
from collections.abc import Collection, Mapping
from typing import ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, SecretStr, field_validator, model_validator

from chassis.core.clock import Clock
from chassis.core.outgoing.public_addresses import Network
from chassis.settings import CommaList, EnvironmentSettings
from egress.guard import EgressGuard
from egress.policy import HTTP_PORT, HTTPS_PORT, EgressPolicy, Mode, ProxyOnly, Purpose
from egress.rules import EgressRules, read_purposes


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
    egress_purposes: SecretStr | None = None
    """Rules of single purposes, which replace those above: a JSON object such as
    `{"webhooks": {"proxy": "socks5://proxy.example.com:1080", "path": "proxy"}, "push": {"path": null}}`."""
    PURPOSES: ClassVar[Collection[Purpose]] = ()
    """The purposes of this class; those of its base classes are added."""
    _guards: dict[Purpose, EgressGuard] = PrivateAttr(default_factory=dict)

    @field_validator("egress_proxy", "egress_path", "egress_purposes", mode="before")
    @classmethod
    def _empty_egress_is_none(cls, value: object) -> object:
        return None if value in ("", "none") else value

    @model_validator(mode="after")
    def _egress_is_complete(self) -> Self:
        """Reject rules that cannot be understood."""
        try:
            self.egress_rules().check()
        except ValueError as error:
            raise ValueError(f"egress_{error}") from None
        for purpose in self._own_rules():
            if purpose not in self.known_purposes():
                names = ", ".join(sorted(self.known_purposes()))
                raise ValueError(f"egress_purposes: {purpose} is no purpose of this service; it has {names}")
            try:
                self.egress_rules(purpose).check()
            except ValueError as error:
                raise ValueError(f"egress_purposes: {purpose}: {error}") from None
        return self

    @classmethod
    def known_purposes(cls) -> frozenset[Purpose]:
        """Return the purposes that a guard of these settings may have."""
        return frozenset(purpose for base in cls.__mro__ for purpose in vars(base).get("PURPOSES", ()))

    def egress_rules(self, purpose: Purpose | None = None) -> EgressRules:
        """Return the rules of a purpose, or those of the service."""
        service = EgressRules(**{name: getattr(self, f"egress_{name}") for name in EgressRules.model_fields})
        own = None if purpose is None else self._own_rules().get(purpose)
        return service if own is None else service.replaced_by(own)

    @property
    def egress_guards(self) -> Mapping[Purpose, EgressGuard]:
        """Return the guards that were created by these settings, as the report of the process shows them."""
        return self._guards

    def egress_guard(
        self,
        purpose: Purpose,
        clock: Clock,
        *,
        hosts: Collection[str] = (),
        ports: Collection[int] = (),
        networks: Collection[Network] = (),
        https_only: bool = True,
        is_proxied: bool = True,
        max_redirects: int = 0,
    ) -> EgressGuard:
        """Return a new guard, and remember it for the report.

        It has the rules of the purpose itself and those of the installation. No hosts are any host. Without
        `is_proxied` connections pass no proxy, so that none may be opened where only a proxy is permitted.
        """
        if purpose not in self.known_purposes():
            raise ValueError(f"{purpose} is not declared in PURPOSES")
        rules = self.egress_rules(purpose)
        path = rules.read_path()
        policy = EgressPolicy(
            mode=rules.mode,
            hosts=frozenset((*hosts, *rules.hosts)),
            ports=frozenset(ports),
            https_only=https_only and not rules.http,
            networks=(*networks, *rules.networks),
            max_redirects=max_redirects,
            proxy=rules.read_proxy() if is_proxied or isinstance(path, ProxyOnly) else None,
            path=path,
        )
        guard = self._guards[purpose] = EgressGuard(purpose, policy, clock)
        return guard

    def server_guard(
        self,
        purpose: Purpose,
        urls: Collection[str],
        clock: Clock,
        *,
        networks: Collection[Network] = (),
        hosts: Collection[str] = (),
        max_redirects: int = 0,
    ) -> EgressGuard:
        """Return the guard of servers whose URLs operators set: hosts, ports, and plain HTTP if the URLs have it.

        `hosts` are others to which these servers redirect.
        """
        parts = [urlsplit(url) for url in urls]
        return self.egress_guard(
            purpose,
            clock,
            hosts=[*(part.hostname or "" for part in parts), *hosts],
            ports=[part.port or (HTTPS_PORT if part.scheme == "https" else HTTP_PORT) for part in parts],
            networks=networks,
            https_only=all(part.scheme == "https" for part in parts),
            max_redirects=max_redirects,
        )

    def _own_rules(self) -> Mapping[Purpose, EgressRules]:
        if self.egress_purposes is None:
            return {}
        try:
            return read_purposes(self.egress_purposes.get_secret_value())
        except ValueError as error:
            raise ValueError(f"egress_purposes: {error}") from None
