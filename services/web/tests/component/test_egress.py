"""The page of outgoing connections: the guards of every service, also while one does not respond."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

ADMIN: Final = cookies(token(roles=("user", "admin")))
EDITOR: Final = cookies(token(roles=("user", "editor")))
REPORTS: Final = (
    "ingestion/egress",
    "admin/notifications/egress",
    "admin/playback/egress",
    "admin/sources/egress",
    "auth/egress",
)


def guard(**changes: Any) -> dict[str, Any]:
    """Return a guard whose path holds."""
    return {
        "purpose": "providers",
        "mode": "enforce",
        "hosts": ["api.themoviedb.org"],
        "httpsOnly": True,
        "networks": ["192.168.1.0/24"],
        "proxy": "socks5://proxy.example.com",
        "requiredPath": "interface:wg0",
        "condition": {"holds": True, "since": "2026-11-21T11:00:00Z", "code": None, "reason": None},
        "refusals": {},
        "limitedServers": None,
        "lowestRate": None,
        **changes,
    }


@pytest.fixture(autouse=True)
def reports(api: FakeApi) -> None:
    """Let every service report a guard."""
    for path in REPORTS:
        api.on(path, Reply(200, [guard()]))


async def page(http: httpx2.AsyncClient, **headers: str) -> str:
    """Return the page."""
    response = await http.get("/admin/egress", headers={**ADMIN, **headers})
    assert response.status_code == 200, response.text
    return response.text


async def test_only_administrators_see_outgoing_connections(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert (await http.get("/admin/egress", headers=EDITOR)).status_code == 403
    assert api.calls == []
    assert 'href="/admin/egress"' in (await http.get("/admin", headers=ADMIN)).text
    assert 'href="/admin/egress"' not in (await http.get("/admin", headers=EDITOR)).text


async def test_rules_of_every_service_are_shown(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/sources/egress", Reply(200, [guard(purpose="sources", hosts=None, networks=[], httpsOnly=False)]))
    text = await page(http)
    for shown in ("Imports", "Notifications", "Playback", "Media sources", "Accounts", "Providers", "Servers of users"):
        assert shown in text
    for shown in ("api.themoviedb.org", "192.168.1.0/24", "socks5://proxy.example.com", "interface:wg0"):
        assert text.count(f"<code>{shown}</code>") >= 3, shown
    assert text.count("The path holds") == len(REPORTS)
    for shown in ("<dd>Any</dd>", "<dd>Permitted</dd>", "<dd>Refused</dd>", "1 hour ago"):
        assert shown in text
    assert sorted(call.path for call in api.calls if call.path in REPORTS) == sorted(REPORTS)


async def test_servers_that_limit_calls_are_counted(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert "Servers that limit calls" not in await page(http)
    api.on("admin/sources/egress", Reply(200, [guard(limitedServers=3, lowestRate=0.75)]))
    text = await page(http)
    for shown in (
        "<dt>Servers that limit calls</dt><dd>3</dd>",
        "<dt>Calls per second at the slowest</dt><dd>0.75</dd>",
    ):
        assert text.count(shown) == 1, shown
    api.on("admin/sources/egress", Reply(200, [guard(limitedServers=0, lowestRate=None)]))
    text = await page(http)
    assert "<dt>Servers that limit calls</dt><dd>0</dd>" in text
    assert "slowest" not in text


async def test_a_broken_path_and_broken_rules_are_shown(http: httpx2.AsyncClient, api: FakeApi) -> None:
    condition = {
        "holds": False,
        "since": "2026-11-21T11:00:00Z",
        "code": "egress_interface",
        "reason": "the interface wg0 is not up",
    }
    refusals = {"egress_interface": 1400, "egress_host": 2}
    api.on("ingestion/egress", Reply(200, [guard(condition=condition, refusals=refusals)]))
    text = await page(http)
    assert (text.count("The path does not hold"), text.count("The path holds")) == (1, len(REPORTS) - 1)
    for shown in ("network interface: <span", "the interface wg0 is not up", "<dd>1,400</dd>", "<dd>2</dd>"):
        assert shown in text
    ukrainian = await page(http, **{"Accept-Language": "uk"})
    for shown in ("Вихідні з’єднання", "Шлях несправний", "мережевий інтерфейс"):
        assert shown in ukrainian


async def test_a_service_that_does_not_respond_is_shown_as_such(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/playback/egress", ApiError(503, "SERVICE_UNAVAILABLE"))
    api.on("auth/egress", Reply(200, []))
    text = await page(http)
    assert text.count("This part is not available right now.") == 1
    assert text.count("The path holds") == len(REPORTS) - 2
    assert "This service calls no others." in text


async def test_what_has_no_text_is_shown_by_its_name(http: httpx2.AsyncClient, api: FakeApi) -> None:
    condition = {"holds": False, "since": "2026-11-21T11:00:00Z", "code": "egress_moon", "reason": "no moon"}
    api.on("auth/egress", Reply(200, [guard(purpose="moonlight", mode="off"), guard(condition=condition)]))
    text = await page(http)
    for shown in ("moonlight", "Not checked", "Checks nothing", "egress_moon: <span"):
        assert shown in text
