"""The rules of a policy about hosts, schemes, ports and addresses, and its settings."""

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from chassis.settings import prefixed
from egress.paths import is_expected
from egress.policy import Code, EgressPolicy, InterfaceUp, Mode, Probe, ProxyOnly, SourceAddress
from egress.settings import EgressSettings

pytestmark = pytest.mark.unit

POLICY = EgressPolicy(hosts=("api.example.com", "*.example.org"), ports=(443, 8443))


class Settings(EgressSettings):
    model_config = prefixed("SERVICE")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://api.example.com/3/movie/1?language=pl", None),
        ("https://API.example.com:8443/", None),
        ("https://a.b.example.org/", None),
        ("https://example.org/", Code.HOST),
        ("https://badexample.org/", Code.HOST),
        ("https://api.example.com.attacker.test/", Code.HOST),
        ("https://attacker.test/#api.example.com", Code.HOST),
        ("https://api.example.com@attacker.test/", Code.HOST),
        ("https:///path", Code.HOST),
        ("https://[::1/", Code.HOST),
        ("http://api.example.com/", Code.SCHEME),
        ("ftp://api.example.com/", Code.SCHEME),
        ("https://api.example.com:22/", Code.PORT),
    ],
)
def test_the_rule_that_a_url_breaks(url: str, code: Code | None) -> None:
    refusal = POLICY.refusal(url)
    assert (refusal and refusal.code) == code
    assert refusal is None or not refusal.waits


@pytest.mark.parametrize(
    ("address", "permitted"),
    [
        ("93.184.216.34", True),
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("2606:2800:220:1::1", True),
        ("10.2.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("fe80::1%eth0", False),
        ("127.1", False),
        ("localhost", False),
    ],
)
def test_public_addresses_and_those_of_permitted_networks(address: str, permitted: bool) -> None:
    refusal = EgressPolicy(networks=(ip_network("10.1.0.0/16"),)).address_refusal(address)
    assert (refusal is None) == permitted


@pytest.mark.parametrize(
    ("text", "expected", "is_met"),
    [
        ('{"country": "PL"}', '"PL"', True),
        ('{"country": "US"}', '"PL"', False),
        ("10.8.0.7\n", "10.8.0.0/16", True),
        ("10.9.0.7", "10.8.0.0/16", False),
        ("the text 10.8.0.7", "10.8.0.0/16", False),
        ("fd00::7", "10.8.0.0/16", False),
    ],
)
def test_what_a_probe_expects(text: str, expected: str, is_met: bool) -> None:
    assert is_expected(text, expected) == is_met


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
    policy = Settings().egress_policy(hosts=["api.example.com"], ports=[443])
    assert policy.mode is Mode.OBSERVE
    assert set(policy.hosts) == {"api.example.com", "mirror.example.net"}
    assert set(policy.networks) == {ip_network("10.1.0.0/16"), ip_network("fd00::/8")}
    assert policy.proxy is not None
    assert repr(policy.proxy) == "socks5://proxy.internal:1080"
    assert (policy.proxy.user, policy.proxy.password) == ("me", "p@ss")
    assert policy.path == Probe("https://probe.example.net/ip", "10.8.0.0/16", 60)


def test_the_default_enforces_and_requires_no_path() -> None:
    assert Settings().egress_policy() == EgressPolicy(hosts=frozenset(), ports=frozenset(), networks=())


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
    assert Settings(egress_path=path).read_egress_path() == expected


def test_the_path_by_the_proxy_only() -> None:
    settings = Settings.model_validate({"egress_path": "proxy", "egress_proxy": "http://proxy.internal:8080"})
    assert settings.read_egress_path() == ProxyOnly()


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
