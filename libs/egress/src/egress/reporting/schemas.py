"""Response bodies about guards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field

from chassis.http.schemas import ResponseModel
from egress.guard import EgressGuard
from egress.policy import Code, Condition, InterfaceUp, Mode, Probe, Proxy, ProxyOnly, RequiredPath, SourceAddress

_Instant = Annotated[datetime, Field(examples=["2026-11-21T12:00:00Z"])]


class EgressConditionResponse(ResponseModel):
    """Whether the required path holds."""

    holds: bool = Field(description="Whether the path holds", examples=[False])
    since: _Instant = Field(description="Since when it does, or does not (UTC)")
    code: Code | None = Field(
        description="The rule that is broken; null while the path holds", examples=["egress_interface"]
    )
    reason: str | None = Field(
        description="Why the path does not hold; null while it does", examples=["the interface wg0 is not up"]
    )

    @classmethod
    def of(cls, condition: Condition) -> Self:
        """Return the response of a condition."""
        return cls(holds=condition.holds, since=condition.since, code=condition.code, reason=condition.reason)


class EgressGuardResponse(ResponseModel):
    """The rules of the outgoing connections of one purpose, and their state in the process that responds."""

    purpose: str = Field(description="Why the service calls others", examples=["providers"])
    mode: Mode = Field(description="What becomes of a connection that breaks a rule", examples=["enforce"])
    hosts: list[str] | None = Field(
        description="Hosts that may be called, `*.example.com` for every name below it; null for any",
        examples=[["api.themoviedb.org", "api.trakt.tv"]],
    )
    https_only: bool = Field(description="Whether plain HTTP is refused", examples=[True])
    networks: list[str] = Field(
        description="Networks that may be called although they are private", examples=[["192.168.1.0/24"]]
    )
    proxy: str | None = Field(
        description="Scheme and host of the proxy, or null", examples=["socks5://proxy.example.com"]
    )
    required_path: str | None = Field(
        description="What must hold: `interface:`, `source:`, `proxy` or `probe:`; null for nothing",
        examples=["interface:wg0"],
    )
    condition: EgressConditionResponse = Field(description="Whether the required path holds")
    refusals: Mapping[Code, int] = Field(
        description="How many connections of this process broke each rule; mode `observe` opens them",
        examples=[{"egress_host": 2, "egress_interface": 14}],
    )
    limited_servers: int | None = Field(
        description="Servers that have refused calls of this process as too many; null where limits are documented",
        examples=[2],
    )
    lowest_rate: float | None = Field(
        description="Calls per second that the slowest of these servers permits, as this process has learned",
        examples=[0.75],
    )

    @classmethod
    def of(cls, guard: EgressGuard, condition: Condition) -> Self:
        """Return the response of a guard, without the credentials of its proxy and the secrets of its URLs."""
        policy = guard.policy
        rates = None if guard.limiters is None else guard.limiters.learned_rates()
        return cls(
            purpose=guard.purpose,
            mode=policy.mode,
            hosts=sorted(policy.hosts) or None,
            https_only=policy.https_only,
            networks=[str(network) for network in policy.networks],
            proxy=None if policy.proxy is None else _proxy_text(policy.proxy),
            required_path=_path_text(policy.path),
            condition=EgressConditionResponse.of(condition),
            refusals=dict(sorted(guard.counts().items())),
            limited_servers=None if rates is None else len(rates),
            lowest_rate=round(min(rates), 3) if rates else None,
        )


def _proxy_text(proxy: Proxy) -> str:
    return f"{proxy.scheme}://{_bracketed(proxy.host)}"


def _path_text(path: RequiredPath | None) -> str | None:
    match path:
        case InterfaceUp(name):
            return f"interface:{name}"
        case SourceAddress(address):
            return f"source:{address}"
        case ProxyOnly():
            return "proxy"
        case Probe(url):
            # The rest of the URL may be secret.
            parts = urlsplit(url)
            return f"probe:{parts.scheme}://{_bracketed(parts.hostname or '')}"
    return None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
