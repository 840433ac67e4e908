"""Relations between two servers: invitation, approval, decisions, signatures, keys and budgets."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from services.federation.tests.servers import ALBUM, Network, Server

from chassis.testing.clock import FixedClock
from federation.domain.peers.permissions import Permission

pytestmark = pytest.mark.integration

EVERY = [str(permission) for permission in Permission]
STATUS = "/federation/wire/status"


async def invited(a: Server, permissions: list[str] = EVERY) -> dict[str, Any]:
    """Return an invitation of a server."""
    response = await a.call("POST", "/admin/federation/invitations", {"permissions": permissions})
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()["data"]
    return body


async def related(a: Server, b: Server) -> tuple[str, str]:
    """Let two servers become peers; return the id of each as the other one has it."""
    token = (await invited(a))["token"]
    joined = await b.call("POST", "/admin/federation/peers", {"token": token, "permissions": EVERY})
    assert joined.status_code == 201, joined.text
    (of_a,) = await a.read("/admin/federation/peers")
    approved = await a.call("POST", f"/admin/federation/peers/{of_a['id']}/approve")
    assert approved.status_code == 200, approved.text
    assert await a.work() == ["notify-peer"]
    return joined.json()["data"]["id"], of_a["id"]


async def states(*servers: Server) -> list[str]:
    """Return the state of the only relation of each server."""
    return [(await server.read("/admin/federation/peers"))[0]["state"] for server in servers]


async def test_an_invitation_is_used_once_and_approved_by_the_other_side(servers: tuple[Server, Server]) -> None:
    a, b = servers
    invitation = await invited(a, ["browse"])
    use = {"token": invitation["token"], "permissions": ["stream"]}
    joined = (await b.call("POST", "/admin/federation/peers", use)).json()["data"]
    assert (joined["state"], joined["ourDecision"], joined["theirDecision"]) == ("pending", "active", "pending")
    assert (joined["granted"], joined["received"]) == (["stream"], ["browse"])
    assert await states(a, b) == ["pending", "pending"]
    assert (await b.call("GET", f"/federation/peers/{joined['id']}/albums")).status_code == 404
    again = await b.call("POST", "/admin/federation/peers", use)
    assert again.json()["error"]["code"] == "PEER_EXISTS"

    (peer,) = await a.read("/admin/federation/peers")
    for _ in range(2):
        approved = await a.call("POST", f"/admin/federation/peers/{peer['id']}/approve")
    assert approved.json()["error"]["code"] == "PEER_NOT_PENDING"
    assert await a.work() == ["notify-peer"]
    assert await states(a, b) == ["active", "active"]
    (listed,) = await a.read("/admin/federation/invitations")
    assert "token" not in listed
    assert listed["usedAt"] is not None

    peer_path = f"/admin/federation/peers/{peer['id']}"
    assert (await a.call("POST", f"{peer_path}/revoke")).json()["data"]["state"] == "revoked"
    await a.work()
    assert await states(a, b) == ["revoked", "revoked"]
    used = await b.call("POST", "/admin/federation/peers", use)
    assert used.json()["error"]["code"] == "INVITATION_INVALID"
    assert (await a.call("POST", f"{peer_path}/resume")).json()["error"]["code"] == "PEER_REVOKED"
    await related(a, b)
    assert await states(a, b) == ["active", "active"]


async def test_invitations_expire_and_are_withdrawn(servers: tuple[Server, Server], clock: FixedClock) -> None:
    a, b = servers
    withdrawn, expired = await invited(a), await invited(a)
    assert (await a.call("DELETE", f"/admin/federation/invitations/{withdrawn['id']}")).status_code == 204
    use = {"token": withdrawn["token"]}
    assert (await b.call("POST", "/admin/federation/peers", use)).json()["error"]["code"] == "INVITATION_INVALID"
    clock.instant += timedelta(hours=73)
    use = {"token": expired["token"]}
    assert (await b.call("POST", "/admin/federation/peers", use)).json()["error"]["code"] == "INVITATION_INVALID"
    assert (await a.call("POST", "/admin/federation/peers", use)).json()["error"]["code"] == "PEER_EXISTS"
    for method, path in (("GET", "peers"), ("POST", "invitations"), ("GET", "keys"), ("GET", "imports")):
        assert (await a.call(method, f"/admin/federation/{path}", as_user=True)).status_code == 403
    for token in ("\x00", "x" * 5000, 7):
        assert (await a.call("POST", "/admin/federation/peers", {"token": token})).status_code == 400


async def test_decisions_reach_the_other_side(servers: tuple[Server, Server], network: Network) -> None:
    a, b = servers
    _, of_a = await related(a, b)
    path = f"/admin/federation/peers/{of_a}"
    for action, state in (("suspend", "suspended"), ("resume", "active")):
        assert (await a.call("POST", f"{path}/{action}")).json()["data"]["state"] == state
        await a.work()
        assert await states(b) == [state]
    await a.call("PATCH", path, {"permissions": ["browse"]})
    await a.work()
    assert (await b.read("/admin/federation/peers"))[0]["received"] == ["browse"]

    app = network.servers.pop(b.url)
    await a.call("POST", f"{path}/revoke")
    with pytest.raises(Exception, match="not_reachable"):
        await a.work()
    (peer,) = await a.read("/admin/federation/peers")
    assert (peer["isNotified"], peer["health"]["failure"], peer["health"]["failures"]) == (False, "not_reachable", 1)
    network.servers[b.url] = app
    await b.check()
    assert await b.work() == ["check-peers"]
    assert await states(a, b) == ["revoked", "revoked"]


async def test_requests_that_are_forged_replayed_or_late_are_refused(
    servers: tuple[Server, Server], clock: FixedClock, network: Network
) -> None:
    a, b = servers
    of_b, of_a = await related(a, b)
    peer = await b.container.application.decide.get(UUID(of_b))
    network.sent.clear()
    assert (await b.container.application.browse.calls.send(peer, "GET", f"/api/v1{STATUS}")).status == 200
    ((method, url, headers, body),) = network.sent

    async def reason(**changes: Any) -> str:
        response = await network.request(
            changes.get("method", method), changes.get("url", url), changes.get("headers", headers), body
        )
        error = response.json()["error"]
        assert (response.status_code, error["code"]) == (401, "SIGNATURE_REFUSED"), response.text
        return str(error["details"]["reason"])

    assert await reason() == "replayed"
    assert await reason(url=f"{url}?x=1") == "invalid"
    assert await reason(headers={}) == "malformed"
    unknown = {**headers, "Signature-Input": headers["Signature-Input"].replace(of_a, of_b)}
    assert await reason(headers=unknown) == "unknown_key"
    forged = {**headers, "Signature": headers["Signature"].replace("=:", "=:AAAA", 1)}
    assert await reason(headers=forged) in ("invalid", "malformed")
    clock.instant += timedelta(seconds=71)
    assert await reason() == "time"
    clock.instant -= timedelta(seconds=200)
    assert await reason() == "time"


async def test_a_new_key_is_accepted_and_the_former_one_ends_after_the_overlap(
    servers: tuple[Server, Server], clock: FixedClock
) -> None:
    a, b = servers
    of_b, _ = await related(a, b)
    peer = await b.container.application.decide.get(UUID(of_b))
    calls = b.container.application.browse.calls
    former = await b.container.application.identity.get()
    rotated = (await b.call("POST", "/admin/federation/keys")).json()["data"]
    assert [key["endorsedBy"] for key in rotated["keys"]] == [former.key.key.id, None]
    assert (await calls.send(peer, "GET", f"/api/v1{STATUS}")).status == 200

    async def status_by_former() -> int:
        target = f"/api/v1{STATUS}"
        signatures, now = a.container.application.receive.signatures, clock.now()
        headers = signatures.sign("GET", a.url + target, b"", former.server_id, former.key, now)
        return (await calls._outgoing.send("GET", a.url + target, headers, None, max_bytes=9999)).status

    assert await status_by_former() == 200
    clock.instant += timedelta(hours=25)
    assert await status_by_former() == 401
    assert (await calls.send(peer, "GET", f"/api/v1{STATUS}")).status == 200
    clock.instant += timedelta(minutes=2)
    await b.call("POST", "/admin/federation/keys")
    await b.call("POST", "/admin/federation/keys")
    assert (await calls.send(peer, "GET", f"/api/v1{STATUS}")).status == 200


async def test_a_budget_of_requests_ends_with_the_day(servers: tuple[Server, Server], clock: FixedClock) -> None:
    a, b = servers
    of_b, of_a = await related(a, b)
    budget = {"budget": {"requests": 2, "bytes": 1}}
    assert (await a.call("PATCH", f"/admin/federation/peers/{of_a}", budget)).status_code == 200
    path = f"/federation/peers/{of_b}/albums/{ALBUM}"
    codes = [(await b.call("GET", path)).status_code for _ in range(3)]
    assert codes == [404, 404, 502]
    (peer,) = await a.read("/admin/federation/peers")
    assert peer["used"] == {"requests": 2, "bytes": 0}
    clock.instant += timedelta(days=1)
    assert (await b.call("GET", path)).status_code == 404
