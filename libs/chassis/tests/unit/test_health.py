"""Readiness runs its checks side by side, each for two seconds at most; liveness checks nothing else."""

import asyncio
import json

import pytest

from chassis.runtime import health as health_module
from chassis.runtime.health import CheckResult, Health

pytestmark = pytest.mark.unit


def healthy(result: CheckResult) -> health_module.Check:
    async def check() -> CheckResult:
        return result

    return check


async def test_nothing_to_check_is_ready() -> None:
    assert await Health().ready() == (True, {"status": "ready", "checks": {}})


async def test_a_process_that_ends_is_live_and_not_ready() -> None:
    health = Health()
    health.add("database", healthy(CheckResult("up")))
    health.stop()
    assert await health.ready() == (False, {"status": "stopping", "checks": {}})
    assert health.live()[0]


async def test_a_required_check_that_is_down_makes_it_unavailable() -> None:
    health = Health()
    health.add("database", healthy(CheckResult("down")))
    health.add("consumer", healthy(CheckResult("up", {"lag": 3})), required=False)
    assert await health.ready() == (
        False,
        {"status": "unavailable", "checks": {"database": {"status": "down"}, "consumer": {"status": "up", "lag": 3}}},
    )


async def raising() -> CheckResult:
    raise ConnectionRefusedError("postgresql://catalog:hunter2@db")


async def hanging() -> CheckResult:
    await asyncio.Event().wait()
    return CheckResult("up")


@pytest.mark.parametrize("check", [healthy(CheckResult("down")), raising, hanging])
async def test_an_optional_check_never_makes_it_unavailable(
    check: health_module.Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "OPTIONAL_SECONDS", 0.05)
    health = Health()
    health.add("database", healthy(CheckResult("up")))
    health.add("outbox", check, required=False)
    ready, body = await health.ready()
    assert ready is True
    assert body["status"] == "ready"
    assert '"down"' in json.dumps(body)


def test_an_optional_check_ends_before_a_required_one() -> None:
    """A probe gives the whole response three seconds."""
    assert health_module.OPTIONAL_SECONDS < health_module.CHECK_SECONDS


async def test_degraded_is_ready() -> None:
    health = Health()
    health.add("upstream", healthy(CheckResult("degraded")))
    assert (await health.ready())[0] is True


async def test_check_that_raises_is_down_and_shows_only_the_error_type() -> None:
    health = Health()
    health.add("database", raising)
    assert await health.ready() == (
        False,
        {"status": "unavailable", "checks": {"database": {"status": "down", "reason": "ConnectionRefusedError"}}},
    )


async def test_checks_that_hang_are_cut_off_together(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[int] = [0, 0]

    async def hang() -> CheckResult:
        running[0] += 1
        running[1] = max(running)
        try:
            await asyncio.Event().wait()
        finally:
            running[0] -= 1
        return CheckResult("up")

    monkeypatch.setattr(health_module, "CHECK_SECONDS", 0.05)
    health = Health()
    for name in ("a", "b", "c", "d"):
        health.add(name, hang)
    ready, body = await health.ready()
    assert running == [0, 4]
    assert not ready
    assert str(body).count("TimeoutError") == 4


def test_liveness_names_what_is_stuck() -> None:
    health = Health()
    assert health.live() == (True, {"status": "live", "stuck": []})
    health.add_liveness("consumer", lambda: False)
    health.add_liveness("relay", lambda: True)
    assert health.live() == (False, {"status": "stuck", "stuck": ["consumer"]})
