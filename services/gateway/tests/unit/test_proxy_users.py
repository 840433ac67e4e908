"""The user whom an authenticating reverse proxy names."""

import pytest

from gateway.domain.proxy_users import NO_PROXY, ProxyUsers

pytestmark = pytest.mark.unit

SECRET = "a secret of thirty-two characters"
RULE = ProxyUsers.of("Remote-User", ["10.1.0.0/16", "fd00:1::/32", "192.0.2.7"], SECRET)
ADA = [(b"accept", b"*/*"), (b"remote-user", b" ada@example.org ")]


@pytest.mark.parametrize("peer", ["10.1.2.3", "::ffff:10.1.2.3", "fd00:1::5", "192.0.2.7"])
def test_a_proxy_names_a_user(peer: str) -> None:
    assert RULE.named(ADA, peer) == "ada@example.org"


@pytest.mark.parametrize(
    "peer", ["10.2.0.1", "::ffff:10.2.0.1", "fd00:2::5", "192.0.2.8", "127.0.0.1", "", "unix", "*"]
)
def test_no_other_peer_names_a_user(peer: str) -> None:
    assert RULE.named(ADA, peer) is None


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"remote-user", b"")],
        [(b"remote-user", b" \t")],
        [(b"remote-user", b"ada"), (b"remote-user", b"bob")],
        [(b"remote-user", b"ada"), (b"remote-user", b"ada")],
        [(b"remote-user", b"ada"), (b"remote-user", b"")],
        [(b"remote_user", b"ada")],
        [(b"x-remote-user", b"ada")],
        [(b"x-marquee-proxy-user", b"ada")],
    ],
)
def test_a_header_counts_once_and_by_its_exact_name(headers: list[tuple[bytes, bytes]]) -> None:
    assert RULE.named(headers, "10.1.2.3") is None


def test_without_a_rule_no_peer_names_a_user_and_nothing_is_removed() -> None:
    for headers in (ADA, [(b"", b"ada")]):
        assert NO_PROXY.named(headers, "10.1.2.3") is None
    assert (sorted(NO_PROXY.removed), sorted(RULE.removed)) == ([], [b"remote-user"])


@pytest.mark.parametrize(
    "header",
    ["", "Remote_User", "Remote User", "Remote-User:", "-User", "Ünit", "Authorization", "Cookie", "Host", "Connection",
     "X-Forwarded-For", "Content-Type", "X-Marquee-Proxy-User", "X-API-Key"],
)  # fmt: skip
def test_a_header_with_another_meaning_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match="header of the user"):
        ProxyUsers.of(header, ["10.1.0.0/16"], SECRET)


@pytest.mark.parametrize("networks", [[], ["0.0.0.0/0"], ["10.1.0.0/16", "::/0"], ["*"], ["proxy.example"]])
def test_networks_must_be_named(networks: list[str]) -> None:
    with pytest.raises(ValueError, match=r"networks of the proxies|does not appear to be"):
        ProxyUsers.of("Remote-User", networks, SECRET)


@pytest.mark.parametrize("header", ["Remote-User", "X-Forwarded-Email", "X-Auth-Request-Email", "Tailscale-User-Login"])
def test_the_headers_of_known_proxies_are_permitted(header: str) -> None:
    rule = ProxyUsers.of(header, ["10.1.2.3"], SECRET)
    assert rule.named([(header.lower().encode(), b"ada")], "10.1.2.3") == "ada"
