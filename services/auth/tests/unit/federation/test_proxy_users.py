"""What a reverse proxy may state of a user."""

import pytest

from auth.domain.federation.errors import InvalidProxyUser
from auth.domain.federation.proxy_users import ProxyUserNaming, parse_proxy_user

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "naming"),
    [("Ada.L@Example.org", "email"), ("ada+x@mail.example.org", "email"), ("ada_l", "username"), ("Ada", "username")],
)
def test_one_address_or_username_is_returned_as_stated(value: str, naming: ProxyUserNaming) -> None:
    assert parse_proxy_user([value], naming) == value


@pytest.mark.parametrize("naming", ["email", "username"])
@pytest.mark.parametrize(
    "values",
    [
        [],
        [""],
        [" "],
        ["ada@example.org", "bob@example.org"],
        ["ada_l", "ada_l"],
        ["ada@example.org,bob@example.org"],
        ["ada_l, bob_l"],
        ["ada@"],
        ["@example.org"],
        ["ada lovelace"],
        ["Ada <ada@example.org>"],
        ["ada@example.org\x00"],
        ["ada_l\n"],
        ["\uff41da@example.org"],
        ["ad\u00e0_l"],
        ["ada\u0130@example.org"],
        ["a" * 255 + "@example.org"],
    ],
)
def test_everything_else_is_refused_in_one_way(values: list[str], naming: ProxyUserNaming) -> None:
    with pytest.raises(InvalidProxyUser) as caught:
        parse_proxy_user(values, naming)
    assert str(caught.value) == "No trusted reverse proxy has signed a user in"
    assert not any(value in caught.value.reason for value in values if value.strip())


@pytest.mark.parametrize(("value", "naming"), [("ada@example.org", "username"), ("ada_l", "email")])
def test_an_address_is_no_username_and_a_username_no_address(value: str, naming: ProxyUserNaming) -> None:
    with pytest.raises(InvalidProxyUser):
        parse_proxy_user([value], naming)
