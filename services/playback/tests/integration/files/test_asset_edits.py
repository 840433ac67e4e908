"""Who has changed, published and unpublished an asset, and when."""

from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITING, Api, outcome
from services.playback.tests.integration.played import add_version, play, publish

from playback.bootstrap import Container
from playback.domain.assets.asset import VersionStatus

pytestmark = pytest.mark.integration

ASSETS: Final = "admin/playback/assets"
ADA, EVE = UUID(int=21), UUID(int=22)


async def edits(api: Api, asset_id: UUID) -> list[dict[str, Any]]:
    response = await api.request("GET", f"{ASSETS}/{asset_id}/edits", **EDITING)
    assert response.status_code == 200, response.text
    data: list[dict[str, Any]] = response.json()["data"]
    return data


async def test_each_edit_is_kept_with_its_editor(container: Container, api: Api) -> None:
    state: dict[str, Any] = {
        "status": VersionStatus.READY,
        "duration_ms": 6000,
        "bytes": 1000,
        "ready_at": container.clock.now(),
    }
    asset_id = (await publish(container, await add_version(container, **state))).id
    assert await edits(api, asset_id) == []
    for user, path in ((ADA, "unpublish"), (EVE, "unpublish"), (EVE, "publish"), (ADA, "publish")):
        response = await api.request("POST", f"{ASSETS}/{asset_id}/{path}", user=user, roles=["editor"])
        assert response.status_code == 200, response.text
    headers = {**api.tokens.bearer(ADA, roles=["editor"]), "If-Match": "*"}
    body = {"access": "purchase", "regions": ["UA", "PL"], "endsAt": "2027-01-01T00:00:00Z"}
    assert (await api.client.patch(f"/api/v1/{ASSETS}/{asset_id}", json=body, headers=headers)).status_code == 200
    refused = {"beginsAt": "2027-02-01T00:00:00Z"}
    assert (await api.client.patch(f"/api/v1/{ASSETS}/{asset_id}", json=refused, headers=headers)).status_code == 400

    stored = await edits(api, asset_id)
    now = container.clock.now().isoformat().replace("+00:00", "Z")
    assert [(edit["kind"], edit["editedBy"], edit["revision"], edit["editedAt"]) for edit in stored] == [
        ("changed", str(ADA), 4, now),
        # A repetition changes nothing, so it is no edit.
        ("published", str(EVE), 3, now),
        ("unpublished", str(ADA), 2, now),
    ]
    assert [edit["currentVersion"] for edit in stored] == [1, 1, None]
    latest = {name: stored[0][name] for name in ("access", "regions", "beginsAt", "endsAt")}
    assert latest == {
        "access": "purchase",
        "regions": ["PL", "UA"],
        "beginsAt": None,
        "endsAt": "2027-01-01T00:00:00Z",
    }
    assert [edit["access"] for edit in stored[1:]] == ["free", "free"]


async def test_edits_are_for_editors_of_assets_that_exist(container: Container, api: Api) -> None:
    asset_id = (await play(container)).session.asset_id
    path = f"{ASSETS}/{asset_id}/edits"
    assert outcome(await api.request("GET", path)) == (403, "FORBIDDEN")
    assert outcome(await api.request("GET", f"{ASSETS}/{uuid4()}/edits", **EDITING)) == (404, "ASSET_NOT_FOUND")
