"""What administrators read about guards: rules without secrets, paths that are checked now, refusals."""

import math
from datetime import timedelta
from typing import ClassVar

import pytest
from prometheus_client import REGISTRY

from chassis.settings import prefixed
from chassis.testing.clock import NOON, FixedClock
from egress.connections.transport import AdmitAddress
from egress.guard import EgressGuard
from egress.limiter import AdaptiveLimiters
from egress.policy import Code, EgressPolicy, EgressRefused, InterfaceUp, Mode, Probe, Refusal
from egress.reporting.routes import report
from egress.settings import EgressSettings

pytestmark = pytest.mark.unit

URL = "https://api.example.com/"
OWN = '{"push": {"mode": "observe", "hosts": [], "networks": [], "http": true, "proxy": null, "path": null}}'


class Settings(EgressSettings):
    model_config = prefixed("SERVICE")
    PURPOSES: ClassVar = ("webhooks", "push", "providers")


class Path:
    """A required path that a test breaks and repairs; counts its checks."""

    def __init__(self) -> None:
        self.refusal: Refusal | None = None
        self.checks = 0

    async def __call__(self, policy: EgressPolicy, admit: AdmitAddress) -> Refusal | None:
        """Return why the path does not hold."""
        self.checks += 1
        return self.refusal


async def test_a_guard_is_reported_by_its_rules_and_without_secrets() -> None:
    settings = Settings(
        egress_hosts="*.example.com,api.example.org",
        egress_networks="192.168.1.0/24",
        egress_proxy="socks5://reader:hunter2@[2001:db8::7]:1080",
        egress_path="probe:https://me:hunter2@probe.example.com/token/hunter2?key=hunter2",
        egress_probe_expects="hunter2",
        egress_purposes=OWN,
    )
    clock = FixedClock()
    settings.egress_guard("webhooks", clock)
    settings.egress_guard("push", clock)
    EgressGuard("alone", EgressPolicy(), clock)
    for guard in settings.egress_guards.values():
        guard._check_path = Path()
    condition = {"holds": True, "since": "2026-11-21T12:00:00Z", "code": None, "reason": None}
    bodies = [body.model_dump(mode="json", by_alias=True) for body in await report(settings.egress_guards)]
    assert bodies[0] == {
        "purpose": "push",
        "mode": "observe",
        "hosts": None,
        "httpsOnly": False,
        "networks": [],
        "proxy": None,
        "requiredPath": None,
        "condition": condition,
        "refusals": {},
        "limitedServers": None,
        "lowestRate": None,
    }
    assert bodies[1] == {
        "purpose": "webhooks",
        "mode": "enforce",
        "hosts": ["*.example.com", "api.example.org"],
        "httpsOnly": True,
        "networks": ["192.168.1.0/24"],
        "proxy": "socks5://[2001:db8::7]",
        "requiredPath": "probe:https://probe.example.com",
        "condition": condition,
        "refusals": {},
        "limitedServers": None,
        "lowestRate": None,
    }
    assert not any(secret in str(bodies) for secret in ("hunter2", "reader"))


async def test_a_report_checks_the_path_and_refuses_and_counts_nothing() -> None:
    clock, path = FixedClock(), Path()
    guard = EgressGuard("providers", EgressPolicy(path=InterfaceUp("wg0")), clock, check_path=path)
    path.refusal = Refusal(Code.INTERFACE, "the interface wg0 is not up")
    clock.instant += timedelta(minutes=5)
    [body] = await report({"providers": guard})
    assert body.model_dump(mode="json", by_alias=True)["condition"] == {
        "holds": False,
        "since": "2026-11-21T12:05:00Z",
        "code": "egress_interface",
        "reason": "the interface wg0 is not up",
    }
    assert (body.required_path, body.refusals) == ("interface:wg0", {})
    with pytest.raises(EgressRefused):
        await guard.admit(URL)
    [body] = await report({"providers": guard})
    assert body.refusals == {"egress_interface": 1}
    path.refusal = None
    clock.instant += timedelta(minutes=5)
    [body] = await report({"providers": guard})
    assert (body.condition.holds, body.condition.since) == (True, NOON + timedelta(minutes=10))


async def test_reports_use_the_last_result_of_a_probe() -> None:
    clock, path = FixedClock(), Path()
    probe = Probe("https://probe.example.com", "ok", seconds=60)
    guard = EgressGuard("providers", EgressPolicy(path=probe), clock, check_path=path)
    for _ in range(3):
        await report({"providers": guard})
    assert path.checks == 1
    clock.instant += timedelta(seconds=60)
    path.refusal = Refusal(Code.PROBE, "the probe responds with another text")
    [body] = await report({"providers": guard})
    assert (path.checks, body.condition.code) == (2, Code.PROBE)


async def test_without_checks_nothing_is_checked() -> None:
    path = Path()
    guard = EgressGuard("mail", EgressPolicy(mode=Mode.OFF, path=InterfaceUp("wg0")), FixedClock(), check_path=path)
    [body] = await report({"mail": guard})
    assert (body.condition.holds, path.checks) == (True, 0)


async def test_servers_that_limit_calls_are_counted_without_their_names() -> None:
    guard = EgressGuard("limited", EgressPolicy(), FixedClock())
    guard.limiters = limiters = AdaptiveLimiters("limited")
    limiters.of("quick.test").record(200, {})
    [body] = await report({"limited": guard})
    assert (body.limited_servers, body.lowest_rate) == (0, None)
    assert REGISTRY.get_sample_value("egress_limited_servers", {"purpose": "limited"}) == 0
    assert math.isnan(REGISTRY.get_sample_value("egress_lowest_rate", {"purpose": "limited"}) or 0)
    limiters.of("slow.test").record(429, {})
    [body] = await report({"limited": guard})
    assert (body.limited_servers, body.lowest_rate) == (1, 0.9)
    assert REGISTRY.get_sample_value("egress_limited_servers", {"purpose": "limited"}) == 1
    assert REGISTRY.get_sample_value("egress_lowest_rate", {"purpose": "limited"}) == pytest.approx(0.9)
    assert "slow.test" not in body.model_dump_json()
