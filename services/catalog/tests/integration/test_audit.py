"""The audit trail: one entry per change, in its transaction, with filters and pages; and who may read and change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.editing.responses import AuditPage
from contracts.identity import media_id

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

ADA, BEN = UUID(int=0xADA), UUID(int=0xBE7)
DUNE, FARGO = media_id("movie", 1), media_id("show", 2)
ADMIN = "/api/v1/admin/catalog"


async def rename(catalog: Catalog, title: UUID, name: str | None, user: UUID = ADA) -> None:
    headers = {**catalog.tokens.bearer(user, ("user", "editor")), "If-Match": "*"}
    response = await catalog.client.patch(f"{ADMIN}/titles/{title}/overrides", headers=headers, json={"title": name})
    assert response.status_code == 200, response.text


async def trail(catalog: Catalog, query: str = "") -> Any:
    response = await catalog.client.get(f"{ADMIN}/audit{query}", headers=catalog.tokens.bearer(BEN, ("admin",)))
    assert response.status_code == 200, response.text
    AuditPage.model_validate_json(response.content, strict=False)
    return response.json()


async def test_change_is_recorded_with_what_was_before(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Sandworm"))
    headers = {**catalog.tokens.bearer(ADA, ("editor",)), "If-Match": '"0"', "X-Request-Id": "5" * 32}

    await catalog.client.patch(
        f"{ADMIN}/titles/{DUNE}/overrides", headers=headers, json={"title": "Dune", "runtime": 155}
    )
    await rename(catalog, DUNE, None)

    reverted, changed = (await trail(catalog))["data"]
    assert changed == {
        "id": changed["id"],
        "at": "2026-11-21T12:00:00Z",
        "userId": str(ADA),
        "action": "title.override",
        "subject": f"title:{DUNE}",
        "mediaId": str(DUNE),
        "before": {"title": "Sandworm", "runtime": None},
        "after": {"title": "Dune", "runtime": 155},
        "reason": None,
        "requestId": "5" * 32,
    }
    assert (reverted["before"], reverted["after"]) == ({"title": "Dune"}, {"title": "Sandworm"})


async def test_rejected_change_leaves_no_entry(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    headers = {**catalog.tokens.bearer(ADA, ("editor",)), "If-Match": '"7"'}

    response = await catalog.client.patch(f"{ADMIN}/titles/{DUNE}/overrides", headers=headers, json={"title": "X"})

    assert response.status_code == 412
    assert (await trail(catalog))["data"] == []


async def test_trail_is_filtered(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.show(2))
    start = catalog.clock.now()
    await rename(catalog, DUNE, "Dune")
    await rename(catalog, FARGO, "Fargo", BEN)
    await rename(catalog, DUNE, "Dune: Part One", BEN)

    for query, names in {
        f"?mediaId={DUNE}": ["Dune: Part One", "Dune"],
        f"?userId={BEN}": ["Dune: Part One", "Fargo"],
        f"?userId={BEN}&subject=title:{FARGO}": ["Fargo"],
        "?action=title.override": ["Dune: Part One", "Fargo", "Dune"],
        "?action=title.hide": [],
        f"?since={start.isoformat().replace('+00:00', 'Z')}": ["Dune: Part One", "Fargo", "Dune"],
        "?since=2027-01-01T00:00:00Z": [],
        "?until=2026-11-21T12:00:00Z": [],
    }.items():
        assert [entry["after"]["title"] for entry in (await trail(catalog, query))["data"]] == names, query


async def test_pages_by_cursor_are_complete_while_entries_are_added(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    for number in range(5):
        await rename(catalog, DUNE, f"Dune {number}")

    read: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        body = await trail(catalog, f"?limit=2{cursor and f'&cursor={cursor}'}")
        read += [entry["after"]["title"] for entry in body["data"]]
        cursor = body["meta"]["nextCursor"]
        assert body["meta"]["hasMore"] == (cursor is not None)
        await rename(catalog, DUNE, f"Dune later {len(read)}")

    assert read == [f"Dune {number}" for number in range(4, -1, -1)]


async def test_cursor_of_another_query_is_rejected(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    for name in ("A", "B"):
        await rename(catalog, DUNE, name)
    cursor = (await trail(catalog, "?limit=1"))["meta"]["nextCursor"]
    changed = ("A" if cursor[0] != "A" else "B") + cursor[1:]

    for query in (f"cursor={changed}", f"cursor={cursor}&userId={ADA}", "cursor=x", "cursor=-1-0"):
        response = await catalog.client.get(
            f"{ADMIN}/audit?limit=1&{query}", headers=catalog.tokens.bearer(BEN, ("admin",))
        )
        assert response.status_code == 400, query
        assert response.json()["error"]["details"]["errors"][0]["field"] == "cursor"


COLLECTION: dict[str, Any] = {"kind": "collection", "names": {"en": "Summer"}, "titles": []}
OPERATIONS: list[tuple[str, str, Any]] = [
    ("GET", "/audit", None),
    ("GET", f"/titles/{DUNE}", None),
    ("PATCH", f"/titles/{DUNE}/overrides", {"title": "X"}),
    ("DELETE", f"/titles/{DUNE}/overrides", None),
    ("PUT", f"/titles/{DUNE}/hidden", {"reason": "X"}),
    ("DELETE", f"/titles/{DUNE}/hidden", None),
    ("PUT", f"/titles/{DUNE}/merge", {"into": str(media_id("movie", 3))}),
    ("DELETE", f"/titles/{DUNE}/merge", None),
    ("GET", "/collections", None),
    ("POST", "/collections", {**COLLECTION, "slug": "winter"}),
    ("GET", "/collections/summer", None),
    ("PUT", "/collections/summer", COLLECTION),
    ("DELETE", "/collections/summer", None),
    ("PUT", "/collections/summer/published", None),
    ("DELETE", "/collections/summer/published", None),
    ("GET", "/sections", None),
    ("PUT", "/sections/hero", {"enabled": True, "position": 0}),
    ("GET", "/schedule", None),
    ("POST", "/schedule", {"action": "title.unhide", "target": str(DUNE), "at": "2027-01-01T00:00:00Z"}),
    ("DELETE", f"/schedule/{UUID(int=1)}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS, ids=[f"{op[0]} {op[1]}" for op in OPERATIONS])
async def test_only_editors_and_administrators_may_edit(
    catalog: Catalog, make: Make, method: str, path: str, body: Any
) -> None:
    await catalog.apply(make.movie(1), make.movie(3))
    editor = catalog.tokens.bearer(ADA, ("editor",))
    await catalog.client.post(f"{ADMIN}/collections", headers=editor, json={**COLLECTION, "slug": "summer"})
    statuses = {}
    for role in (None, "user", "editor", "admin"):
        headers = {"If-Match": "*", **(catalog.tokens.bearer(ADA, (role,)) if role else {})}
        response = await catalog.client.request(method, f"{ADMIN}{path}", headers=headers, json=body)
        statuses[role] = (response.status_code, response.json().get("error", {}).get("code"))

    assert statuses[None] == (401, "UNAUTHORIZED")
    assert statuses["user"] == (403, "FORBIDDEN")
    for role in ("editor", "admin"):
        # What one of them created or deleted already is no longer there for the other.
        assert statuses[role][0] < 300 or statuses[role][0] in (404, 409), statuses
