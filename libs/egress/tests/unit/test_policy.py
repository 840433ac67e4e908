"""The rules of a policy about hosts, schemes, ports and addresses."""

from ipaddress import ip_network

import pytest

from egress.paths import is_expected
from egress.policy import Code, EgressPolicy

pytestmark = pytest.mark.unit

POLICY = EgressPolicy(hosts=("api.example.com", "*.example.org"), ports=(443, 8443))


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
