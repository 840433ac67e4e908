"""Settings of a guard: those of a service, and those that a purpose has of its own."""

import json
from ipaddress import ip_network
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from chassis.settings import prefixed
from chassis.testing.clock import FixedClock
from egress.policy import EgressPolicy, InterfaceUp, Mode, Probe, Proxy, ProxyOnly, Purpose, SourceAddress
from egress.settings import EgressSettings

pytestmark = pytest.mark.unit


class Settings(EgressSettings):
    model_config = prefixed("SERVICE")
    PURPOSES: ClassVar = ("calls",)


class Wider(Settings):
    PURPOSES: ClassVar = ("webhooks",)


def policy_of(purpose: Purpose, **values: Any) -> EgressPolicy:
    """Return the policy of a purpose; `purposes` is the setting of that name, as a value."""
    if "purposes" in values:
        values["purposes"] = json.dumps(values["purposes"])
    settings = Wider.model_validate({f"egress_{name}": value for name, value in values.items()})
    return settings.egress_guard(purpose, FixedClock()).policy


def test_the_settings_of_an_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "MODE": "observe",
        "HOSTS": "mirror.example.net",
        "NETWORKS": "10.1.0.0/16, fd00::/8",
        "PROXY": "socks5://me:p%40ss@proxy.internal",
        "PATH": "probe:https://probe.example.net/ip",
        "PROBE_EXPECTS": "10.8.0.0/16",
    }.items():
        monkeypatch.setenv(f"SERVICE_EGRESS_{name}", value)
    policy = Settings().egress_guard("calls", FixedClock(), hosts=["api.example.com"], ports=[443]).policy
    assert policy.mode is Mode.OBSERVE
    assert set(policy.hosts) == {"api.example.com", "mirror.example.net"}
    assert set(policy.networks) == {ip_network("10.1.0.0/16"), ip_network("fd00::/8")}
    assert policy.proxy is not None
    assert repr(policy.proxy) == "socks5://proxy.internal:1080"
    assert (policy.proxy.user, policy.proxy.password) == ("me", "p@ss")
    assert policy.path == Probe("https://probe.example.net/ip", "10.8.0.0/16", 60)


def test_the_default_enforces_and_requires_no_path() -> None:
    assert Settings().egress_guard("calls", FixedClock()).policy == EgressPolicy(
        hosts=frozenset(), ports=frozenset(), networks=()
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", None),
        ("none", None),
        ("interface:wg0", InterfaceUp("wg0")),
        ("source:10.8.0.2", SourceAddress("10.8.0.2")),
    ],
)
def test_the_required_path(path: str, expected: object) -> None:
    assert Settings(egress_path=path).egress_rules().read_path() == expected


def test_the_path_by_the_proxy_only() -> None:
    settings = Settings.model_validate({"egress_path": "proxy", "egress_proxy": "http://proxy.internal:8080"})
    assert settings.egress_rules().read_path() == ProxyOnly()


@pytest.mark.parametrize(
    "values",
    [
        {"egress_path": "proxy"},
        {"egress_path": "wg0"},
        {"egress_path": "interface:"},
        {"egress_path": "source:wg0"},
        {"egress_path": "probe:https://probe.example.net/"},
        {"egress_proxy": "https://proxy.internal"},
        {"egress_proxy": "proxy.internal:8080"},
    ],
)
def test_settings_that_cannot_be_obeyed_are_rejected(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(values)


def test_a_purpose_replaces_the_rules_that_it_states() -> None:
    service = {"proxy": "http://proxy.internal:8080", "path": "interface:wg0", "hosts": "a.test", "mode": "observe"}
    own = {"webhooks": {"proxy": "socks5://me:secret@other.internal", "path": "proxy", "networks": ["10.1.0.0/16"]}}
    calls, webhooks = (policy_of(purpose, **service, purposes=own) for purpose in ("calls", "webhooks"))
    assert (calls.proxy, calls.path, calls.networks) == (
        Proxy("http", "proxy.internal", 8080),
        InterfaceUp("wg0"),
        (),
    )
    assert (webhooks.proxy, webhooks.path) == (
        Proxy("socks5", "other.internal", 1080, "me", "secret"),
        ProxyOnly(),
    )
    assert webhooks.networks == (ip_network("10.1.0.0/16"),)
    assert (calls.mode, set(calls.hosts)) == (webhooks.mode, set(webhooks.hosts)) == (Mode.OBSERVE, {"a.test"})


def test_a_purpose_needs_neither_the_proxy_nor_the_path_of_the_service() -> None:
    service = {"proxy": "http://proxy.internal:8080", "path": "proxy"}
    policy = policy_of("webhooks", **service, purposes={"webhooks": {"proxy": None, "path": None}})
    assert (policy.proxy, policy.path) == (None, None)
    probe = {"path": "probe:https://probe.example.net/", "probe_expects": "PL", "probe_seconds": 5}
    assert policy_of("webhooks", purposes={"webhooks": probe}).path == Probe("https://probe.example.net/", "PL", 5)


def test_a_purpose_that_passes_no_proxy_has_none() -> None:
    def mail(**values: str) -> EgressPolicy:
        return Settings.model_validate(values).egress_guard("calls", FixedClock(), is_proxied=False).policy

    proxy = "http://proxy.internal:8080"
    assert mail(egress_proxy=proxy) == EgressPolicy(hosts=frozenset(), ports=frozenset(), networks=())
    assert mail(egress_proxy=proxy, egress_path="proxy").path == ProxyOnly()


@pytest.mark.parametrize(
    ("purposes", "named"),
    [
        ('{"webhook": {}}', "egress_purposes: webhook is no purpose of this service; it has calls, webhooks"),
        ('{"webhooks": {"path": "wg0"}}', "egress_purposes: webhooks: path must be interface:NAME, source:ADDRESS"),
        ('{"webhooks": {"path": "proxy"}}', "egress_purposes: webhooks: path `proxy` needs a proxy"),
        ('{"webhooks": {"path": "probe:https://p.test/hunter2"}}', "webhooks: path `probe:URL` needs an HTTP URL"),
        ('{"webhooks": {"proxy": "hunter2.test:80"}}', "webhooks: proxy must begin with http:// or socks5://"),
        ('{"webhooks": {"prox": "hunter2"}}', "egress_purposes: webhooks: prox: Extra inputs are not permitted"),
        ('{"calls": {"mode": "hunter2"}}', "egress_purposes: calls: mode: Input should be 'enforce', 'observe' or"),
        ('{"calls": {"networks": ["hunter2"]}}', "egress_purposes: calls: networks: 0: "),
        ('{"calls": "hunter2"}', "egress_purposes: calls: "),
        ("hunter2", "egress_purposes: Invalid JSON"),
    ],
)
def test_rules_of_a_purpose_that_cannot_be_obeyed_are_named_without_their_values(
    purposes: str, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICE_EGRESS_PURPOSES", purposes)
    with pytest.raises(ValidationError) as refused:
        Wider()
    assert named in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_the_rules_of_a_service_are_named_by_their_settings() -> None:
    with pytest.raises(ValidationError, match="egress_path must be interface:NAME"):
        Settings.model_validate({"egress_path": "wg0"})
    with pytest.raises(ValidationError, match="egress_proxy must begin with"):
        Settings.model_validate({"egress_proxy": "proxy.internal:8080"})


def test_a_guard_of_a_purpose_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ValueError, match="webhooks is not declared"):
        Settings().egress_guard("webhooks", FixedClock())
