import ipaddress

import pytest

from auth.domain.federation.urls import is_permitted_address, is_permitted_url

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "fc00::1",
        "fe80::1",
        "ff02::1",
    ],
)
def test_a_connection_to_another_than_a_public_address_is_not_permitted(address: str) -> None:
    assert not is_permitted_address(ipaddress.ip_address(address), loopback=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_connection_to_a_public_address_is_permitted(address: str) -> None:
    assert is_permitted_address(ipaddress.ip_address(address), loopback=False)


def test_a_setting_permits_loopback_and_no_other_network() -> None:
    assert is_permitted_address(ipaddress.ip_address("127.0.0.1"), loopback=True)
    assert is_permitted_address(ipaddress.ip_address("::ffff:127.0.0.1"), loopback=True)
    assert not is_permitted_address(ipaddress.ip_address("10.0.0.1"), loopback=True)


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
        "https://accounts.example/?q",
        "https://accounts.example/#f",
        "https://bücher.example",
        "https://a.example/" + "a" * 2048,
    ],
)
def test_another_url_than_https_to_a_public_host_is_not_permitted(url: str) -> None:
    assert not is_permitted_url(url, loopback=False)
