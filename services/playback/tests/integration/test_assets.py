"""Assets over HTTP, on a real Postgres."""

from typing import Any

import pytest
from services.playback.tests.integration.conftest import EDITING, USER, Api, outcome

pytestmark = pytest.mark.integration

EPISODE = "bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"
PATH = "admin/playback/assets"


async def test_asset_of_an_episode_is_added_once(api: Api) -> None:
    body: dict[str, Any] = {"subject": EPISODE, "access": "free", "regions": ["UA", "PL"]}
    created = await api.request("POST", PATH, body, **EDITING)
    assert created.status_code == 201, created.text
    asset = created.json()["data"]
    assert (asset["subject"], asset["regions"], asset["currentVersion"]) == (EPISODE, ["PL", "UA"], None)
    assert outcome(await api.request("POST", PATH, body, **EDITING)) == (409, "ASSET_EXISTS")
    assert (await api.request("GET", f"{PATH}/{asset['id']}", **EDITING)).json()["data"] == asset


async def test_unknown_asset_and_other_roles_are_refused(api: Api) -> None:
    assert outcome(await api.request("GET", f"{PATH}/{USER}", **EDITING)) == (404, "ASSET_NOT_FOUND")
    assert outcome(await api.request("GET", f"{PATH}/{USER}")) == (403, "FORBIDDEN")


@pytest.mark.parametrize("subject", ["", "bdf784d0", EPISODE.upper(), f"{EPISODE}x1", f"{EPISODE[:36]}:teaser"])
async def test_text_that_is_no_subject_is_refused(api: Api, subject: str) -> None:
    assert outcome(await api.request("POST", PATH, {"subject": subject}, **EDITING)) == (400, "VALIDATION_ERROR")
