"""Names of devices and networks, as the list of sessions shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.domain.sessions.places import shown_network
from auth.domain.sessions.user_agents import is_new_device
from chassis.core.clients.user_agents import device_name

pytestmark = pytest.mark.unit

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/153.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KHTML} Chrome/153.0.0.0 Safari/537.36 Edg/153.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KHTML} Chrome/153 Safari/537.36 OPR/120", "Opera on macOS"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KHTML} Chrome/153.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        (f"Mozilla/5.0 (Linux; Android 14; SM-S918B) {KHTML} SamsungBrowser/28.0 Chrome/130 Mobile Safari/537.36",
         "Samsung Internet on Android"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {KHTML} HeadlessChrome/153.0.0.0 Safari/537.36", "Chrome on Linux"),
        (("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
         " Version/19.0 Mobile/15E148 Safari/604.1"), "Safari on iPhone"),
        (("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/153.0"
         " Mobile/15E148 Safari/604.1"), "Chrome on iPad"),
        (("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4"
         " Safari/605.1.15"), "Safari on macOS"),
        (f"Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) {KHTML} Chrome/108.0.0.0 TV Safari/537.36", "Chrome on Samsung TV"),
        (f"Mozilla/5.0 (Web0S; Linux/SmartTV) {KHTML} Chrome/120.0.0.0 Safari/537.36", "Chrome on LG TV"),
        ("Kodi/22.0 (X11; Linux x86_64) App_Bitness/64", "Kodi on Linux"),
        ("curl/8.9.1", "curl"),
        ("python-httpx/0.28.1", "Python"),
        ("Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)", "Android"),
        ("", None),
        ("Marquee", None),
        ("../../etc/passwd", None),
    ],
)  # fmt: skip
def test_a_device_has_a_short_name(user_agent: str, name: str | None) -> None:
    assert device_name(user_agent) == name


@given(st.text(max_size=512))
def test_every_text_has_a_name_or_none(user_agent: str) -> None:
    name = device_name(user_agent)
    assert name is None or 0 < len(name) < 40


def test_a_device_is_new_unless_a_sign_in_had_its_name() -> None:
    older, newer = (f"Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Firefox/{version}.0" for version in (139, 140))
    assert not is_new_device(newer, {older}), "an update"
    assert is_new_device(newer, {"curl/8.9.1", ""})
    assert is_new_device("Marquee for fridges", {older})
    assert not is_new_device("Marquee for fridges", {"Marquee for fridges"})
    assert not is_new_device(newer, ()), "the first sign-in of the user"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("127.0.0.1", "127.0.0.0/24"),
        ("", None),
        ("elsewhere", None),
    ],
)
def test_a_network_is_shown_and_not_the_address(address: str, network: str | None) -> None:
    assert shown_network(address) == network
