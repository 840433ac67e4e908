"""Which client a connection counts for."""

import pytest

from gateway.presentation.clients import client_of

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
def test_a_household_is_one_client_and_a_trusted_proxy_is_none(address: str, client: str | None) -> None:
    assert client_of(["10.0.0.0/8", "fd00::/8"])(address) == client


def test_everybody_may_be_trusted() -> None:
    assert client_of(["*"])("192.0.2.7") is None
