import ipaddress

import pytest

from chassis.core.outgoing.public_addresses import AddressRules, is_public

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::10.0.0.1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_that_is_not_of_the_internet_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not AddressRules().permits(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "::ffff:93.184.216.34",
        "64:ff9b::93.184.216.34",
        "2606:2800:220:1:248:1893:25c8:1946",
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_setting_permits_one_private_network_and_no_other() -> None:
    rules = AddressRules(networks=(ipaddress.ip_network("192.168.1.0/24"),))

    assert rules.permits(ipaddress.ip_address("192.168.1.20"))
    assert rules.permits(ipaddress.ip_address("::ffff:192.168.1.20"))
    assert rules.permits(ipaddress.ip_address("93.184.216.34"))
    assert not rules.permits(ipaddress.ip_address("192.168.2.20"))
    assert not rules.permits(ipaddress.ip_address("127.0.0.1"))


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://hooks.example", "must begin with https://"),
        ("ftp://hooks.example", "must begin with https://"),
        ("https://", "must have a host, and neither a user nor a fragment"),
        ("https://user@hooks.example", "must have a host, and neither a user nor a fragment"),
        ("https://hooks.example/#part", "must have a host, and neither a user nor a fragment"),
        ("https://hooks.example:22/", "must have one of the ports 80, 443, 8443"),
        ("https://hooks.example:99999/", "must be a URL"),
        ("https://[::1", "must be a URL"),
        ("https://10.0.0.1/", "must not be an address of a private network"),
        ("https://[::ffff:127.0.0.1]/", "must not be an address of a private network"),
        ("https://hooks.example\\@other.example", "must be a URL of at most 2048 printable ASCII characters"),
        ("https://" + "a" * 2048, "must be a URL of at most 2048 printable ASCII characters"),
    ],
)
def test_a_url_that_breaks_a_rule_is_refused_with_the_rule(url: str, problem: str) -> None:
    assert str(AddressRules().problem(url)) == problem


def test_urls_that_follow_the_rules() -> None:
    assert AddressRules().problem("https://hooks.example/path?key=1") is None
    assert AddressRules().problem("https://hooks.example:8443") is None
    assert AddressRules(plain_http=True).problem("http://hooks.example") is None
