import ipaddress

import pytest

from auth.domain.federation.urls import address_rules, is_permitted_url
from chassis.core.outgoing.public_addresses import AddressRules

pytestmark = pytest.mark.unit


def test_without_the_setting_addresses_follow_the_shared_rules() -> None:
    assert address_rules(loopback=False) == AddressRules()


def test_a_setting_permits_loopback_and_no_other_network() -> None:
    rules = address_rules(loopback=True)

    assert rules.permits(ipaddress.ip_address("127.0.0.1"))
    assert rules.permits(ipaddress.ip_address("::1"))
    assert rules.permits(ipaddress.ip_address("::ffff:127.0.0.1"))
    assert not rules.permits(ipaddress.ip_address("10.0.0.1"))
    assert not rules.permits(ipaddress.ip_address("64:ff9b::127.0.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "http://accounts.example",
        "ftp://accounts.example",
        "https://",
        "https://a b.example",
        "https://accounts.example\\@evil.example",
        "https://user:password@accounts.example",
        "https://accounts.example:port",
        "https://[::1",
        "https://127.0.0.1",
        "https://[::1]/keys",
        "https://[64:ff9b::10.0.0.1]/keys",
        "https://[2002:a00:1::]/keys",
        "https://[2001::1]/keys",
        "https://168.63.129.16",
        "https://accounts.example/?q",
        "https://accounts.example/#f",
        "https://bücher.example",
        "https://a.example/" + "a" * 2048,
    ],
)
def test_another_url_than_https_to_a_public_host_is_not_permitted(url: str) -> None:
    assert not is_permitted_url(url, loopback=False)
