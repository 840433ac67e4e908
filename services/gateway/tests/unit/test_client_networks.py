"""The client that a connection counts for."""

import pytest

from gateway.presentation.client_networks import client_network

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("10.1.2.3", None),
        ("::ffff:10.1.2.3", None),
        ("fd00::1", None),
        ("", "unknown"),
    ],
)
def test_network_is_one_client_and_trusted_proxy_is_none(address: str, client: str | None) -> None:
    assert client_network(["10.0.0.0/8", "fd00::/8"])(address) == client


def test_star_trusts_every_proxy() -> None:
    assert client_network(["*"])("192.0.2.7") is None
