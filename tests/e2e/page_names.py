"""What stands in the addresses of pages: titles, people, lists and identifiers that the demo data has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import httpx2

from contracts.identity import media_id

MOVIE: Final = media_id("movie", 438631)
"""It has everything that a page of a title shows, a collection among it."""
TOGETHER: Final[Mapping[str, Any]] = {
    "kind": "watching",
    "name": "An evening together",
    "item": {"mediaItemId": str(MOVIE), "durationMs": 9_300_000},
}
"""A session with something to watch."""
EXTERNAL: Final = "https://trakt.tv/users/jane/lists/top-10"


def demo_names(
    api: httpx2.Client, accounts: Mapping[str, tuple[str, str]], receiver: str, letter: str
) -> dict[str, str]:
    """Return the value of each name in the table of pages.

    `accounts` holds the address and password of each viewer, `receiver` is where the stack may send webhooks, and
    `letter` the id of a dead letter.
    """

    def first(path: str, token: str = "", **query: Any) -> dict[str, Any]:
        headers = _bearer(token) if token else {}
        response = api.get(path, params=query, headers=headers)
        assert response.status_code == 200, response.text
        data = response.json()["data"]
        item: dict[str, Any] = data[0] if isinstance(data, list) else data
        return item

    operator, _ = _token(api, accounts["operator"])
    visitor, user = _token(api, accounts["user"])
    show = first("/catalog/shows/trending", limit=1)
    movie = first(f"/catalog/movies/{first(f'/catalog/titles/{MOVIE}')['slug']}")
    policy = first("/admin/catalog-policies", operator, limit=1)["id"]
    config = first(f"/admin/catalog-policies/{policy}", operator)["config"]
    draft = _posted(api, operator, "/admin/catalog-policies", {**config, "description": "The same once more"})
    run = _posted(api, operator, f"/admin/catalog-policies/{draft['id']}/prepare", {})
    target = {"url": receiver, "description": "Home", "eventTypes": ["play.recorded"]}
    lists = api.get("/me/lists", params={"selection": "own"}, headers=_bearer(visitor)).json()["data"]
    public = next(one["id"] for one in lists if one["visibility"] == "public" and one["kind"] == "custom")
    webhook = _posted(api, visitor, "/notifications/webhooks", target)["id"]
    return {
        "movie": movie["slug"],
        "show": show["slug"],
        "movieId": movie["id"],
        "showId": show["id"],
        "person": movie["credits"]["cast"][0]["slug"],
        "collection": movie["collection"]["slug"],
        "curated": first("/catalog/curated", limit=1)["slug"],
        "year": str(datetime.now(UTC).year - 1),
        "policy": policy,
        "run": run["runId"],
        "letter": letter,
        "job": first("/ingestion/jobs", operator, limit=1)["id"],
        "user": user,
        "list": public,
        "smart": next(one["id"] for one in lists if one["kind"] == "smart"),
        "token": _posted(api, visitor, f"/lists/{public}/links/public", {})["token"],
        "followed": _posted(api, visitor, "/lists/external", {"url": EXTERNAL})["id"],
        "import": first("/me/imports", visitor, limit=1)["id"],
        "source": first("/sources", operator)["id"],
        "together": _posted(api, visitor, "/social/sessions", TOGETHER)["id"],
        "webhookId": webhook,
        "webhookDeliveryId": _posted(api, visitor, f"/notifications/webhooks/{webhook}/test", {})["deliveryId"],
    }


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _posted(api: httpx2.Client, token: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    response = api.post(path, json=dict(body), headers=_bearer(token))
    assert response.is_success, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


def _token(api: httpx2.Client, account: tuple[str, str]) -> tuple[str, str]:
    """Return an access token, and the id of its user."""
    response = api.post("/auth/login", json=dict(zip(("email", "password"), account, strict=True)))
    assert response.status_code == 200, response.text
    token: str = response.json()["data"]["accessToken"]
    me = api.get("/auth/me", headers={"Authorization": f"Bearer {token}"}).json()["data"]
    return token, str(me["id"])
