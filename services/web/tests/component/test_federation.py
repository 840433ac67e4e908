"""The page of federation: peers, invitations, and what administrators decide."""

import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

ADMIN: Final = cookies(token(roles=("user", "admin")))
EDITOR: Final = cookies(token(roles=("user", "editor")))
ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"
BASE: Final = "admin/federation"


def peer(**changes: Any) -> dict[str, Any]:
    """Return a peer that waits for our decision."""
    return {
        "id": ID,
        "name": "Attic",
        "url": "https://attic.example",
        "state": "pending",
        "ourDecision": "pending",
        "theirDecision": "active",
        "granted": ["browse"],
        "received": [],
        "budget": {"requests": 20000, "bytes": 20_000_000_000},
        "used": {"requests": 1200, "bytes": 1_500_000_000},
        "isNotified": True,
        "health": {"contactAt": "2026-11-21T11:00:00Z", "failureAt": None, "failure": None, "failures": 0},
        **changes,
    }


@pytest.fixture(autouse=True)
def service(api: FakeApi) -> None:
    """Let the service have a peer, an invitation, a copy and a key."""
    invitation = {
        "id": ID,
        "permissions": ["browse"],
        "usedAt": None,
        "withdrawnAt": None,
        "expiresAt": "2026-12-01T12:00:00Z",
    }
    copied = {
        "name": "Pastel Blues",
        "artist": "Nina Simone",
        "state": "running",
        "storedCount": 3,
        "trackCount": 9,
        "updatedAt": "2026-11-21T11:00:00Z",
    }
    api.on(f"{BASE}/peers", Reply(200, [peer()]))
    api.on(f"{BASE}/invitations", Reply(200, [invitation]))
    api.on(f"{BASE}/keys", Reply(200, {"keys": [{"id": "5PL1ajQ7", "retiresAt": None}]}))
    api.on(f"{BASE}/imports", Reply(200, [copied]))
    api.on("federation/deletions", Reply(200, []))


async def page(http: httpx2.AsyncClient) -> str:
    """Return the page."""
    response = await http.get("/admin/federation", headers=ADMIN)
    assert response.status_code == 200, response.text
    return response.text


async def send(http: httpx2.AsyncClient, path: str, **fields: Any) -> httpx2.Response:
    """Send a form of the page."""
    (csrf,) = {part.partition('"')[0] for part in (await page(http)).split('name="csrf" value="')[1:]}
    return await http.post(f"/admin/federation/{path}", data={"csrf": csrf, **fields}, headers=ADMIN)


async def test_peers_are_shown_to_administrators_with_what_is_to_decide(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert (await http.get("/admin/federation", headers=EDITOR)).status_code == 403
    text = await page(http)
    for shown in ("Attic", "https://attic.example", "waits for your decision", "1,200 / 20,000", "1.5 / 20", "3 / 9"):
        assert shown in text, shown
    assert f'action="/admin/federation/peers/{ID}/approve"' in text
    assert "/suspend" not in text
    health = {"contactAt": None, "failureAt": "2026-11-21T11:00:00Z", "failure": "timeout", "failures": 3}
    api.on(f"{BASE}/peers", Reply(200, [peer(state="active", ourDecision="active", isNotified=False, health=health)]))
    text = await page(http)
    for shown in ("/suspend", "Failed calls: 3", "no response in time", "not confirmed your last decision"):
        assert shown in text, shown
    api.on(f"{BASE}/peers", Reply(200, [peer(state="revoked", ourDecision="revoked")]))
    assert "/revoke" not in await page(http)
    api.on(f"{BASE}/peers", ApiError(404, "RESOURCE_NOT_FOUND"))
    assert "Federation is not installed here." in await page(http)


async def test_forms_change_what_they_say(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"{BASE}/invitations", Reply(201, {"token": "mqf_secret"}), "POST")
    invited = await send(http, "invitations", permission=["browse", "stream"], hours="24")
    assert (invited.status_code, "mqf_secret" in invited.text) == (201, True)
    assert api.calls[-6].json == {"permissions": ["browse", "stream"], "hours": 24}

    api.on(f"{BASE}/peers", ApiError(400, "INVITATION_INVALID"), "POST")
    rejected = await send(http, "peers", token="mqf_x", permission="browse")
    assert (rejected.status_code, "This invitation is not valid" in rejected.text) == (400, True)
    api.on(f"{BASE}/peers", Reply(201, peer()), "POST")
    assert (await send(http, "peers", token=" mqf_x ", permission="browse")).status_code == 303
    assert api.calls[-1].json == {"token": "mqf_x", "permissions": ["browse"]}

    for action in ("approve", "suspend", "resume", "revoke"):
        api.on(f"{BASE}/peers/{ID}/{action}", Reply(200, peer()), "POST")
        assert (await send(http, f"peers/{ID}/{action}")).status_code == 303
        assert api.calls[-1].path == f"{BASE}/peers/{ID}/{action}"
    assert (await send(http, f"peers/{ID}/destroy")).status_code == 404
    api.on(f"{BASE}/peers/{ID}", Reply(200, peer()), "PATCH")
    assert (await send(http, f"peers/{ID}", permission="stream", requests="5", gigabytes="2")).status_code == 303
    assert api.calls[-1].json == {"permissions": ["stream"], "budget": {"requests": 5, "bytes": 2_000_000_000}}
    api.on(f"{BASE}/keys", Reply(201, {"keys": []}), "POST")
    assert (await send(http, "keys")).status_code == 303
    api.on(f"{BASE}/invitations/{ID}", Reply(204, None), "DELETE")
    assert (await send(http, f"invitations/{ID}/withdraw")).status_code == 303


@pytest.mark.parametrize("count", [0, 100_000_000, 20 * 2**30, 2**49, 20_000_000_000])
async def test_a_form_that_changes_the_permissions_keeps_the_budget(
    http: httpx2.AsyncClient, api: FakeApi, count: int
) -> None:
    api.on(f"{BASE}/peers", Reply(200, [peer(budget={"requests": 0, "bytes": count})]))
    api.on(f"{BASE}/peers/{ID}", Reply(200, peer()), "PATCH")
    text = await page(http)
    shown = {
        name: match[1] if (match := re.search(f'name="{name}" type="number" value="([^"]+)" required', text)) else ""
        for name in ("requests", "gigabytes")
    }

    assert (await send(http, f"peers/{ID}", permission="stream", **shown)).status_code == 303

    assert api.calls[-1].json == {"permissions": ["stream"], "budget": {"requests": 0, "bytes": count}}


@pytest.mark.parametrize("text", ["", "-1", "1e3", "1.", "²", "1" * 8])
async def test_what_is_no_amount_reaches_the_api_as_it_is(http: httpx2.AsyncClient, api: FakeApi, text: str) -> None:
    api.on(f"{BASE}/peers/{ID}", ApiError(400, "VALIDATION_ERROR"), "PATCH")
    assert (await send(http, f"peers/{ID}", requests="", gigabytes=text)).status_code == 400
    (call,) = [call for call in api.calls if call.method == "PATCH"]
    assert call.json == {"permissions": [], "budget": {"requests": "", "bytes": text}}
