"""Titles that editors hide or merge: gone from every read at once, and still so after an import."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.editing.responses import EditedTitleResponse
from chassis.http.schemas import Success
from contracts.identity import media_id

if TYPE_CHECKING:
    import httpx2
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

EDITOR = UUID(int=0xED)
DUNE, COPY, FARGO = media_id("movie", 1), media_id("movie", 3), media_id("show", 2)


async def edit(
    catalog: Catalog, method: str, title: UUID, path: str, body: Any = None, version: str = "*"
) -> httpx2.Response:
    headers = {**catalog.tokens.bearer(EDITOR, ("editor",)), "If-Match": version}
    return await catalog.client.request(
        method, f"/api/v1/admin/catalog/titles/{title}/{path}", headers=headers, json=body
    )


async def ids(catalog: Catalog, path: str) -> list[str]:
    return [item["id"] for item in (await catalog.get(path)).json()["data"]]


async def test_hidden_title_is_nowhere_until_it_is_shown_again(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, title="Dune"), make.show(2, title="Fargo"), make.season(2, 1, [date(2026, 11, 20)])
    )

    hidden = await edit(catalog, "PUT", DUNE, "hidden", {"reason": "Rights expired"}, '"0"')
    await edit(catalog, "PUT", FARGO, "hidden", {"reason": "Test"})
    await catalog.apply(make.movie(1, title="Dune", version=2))
    pages = [await catalog.get(path) for path in ("/movies/dune", "/shows/fargo", f"/titles/{DUNE}")]
    lookup = (await catalog.get(f"/titles?ids={DUNE}")).json()
    calendar = (await catalog.get("/shows/calendar?startDate=2026-11-20&days=1")).json()["data"]["days"]

    Success[EditedTitleResponse].model_validate_json(hidden.content, strict=False)
    body = hidden.json()["data"]
    assert (body["listed"], body["version"]) == (False, 1)
    assert body["hidden"] == {
        "reason": "Rights expired",
        "hiddenBy": str(EDITOR),
        "hiddenAt": "2026-11-21T12:00:00Z",
    }
    assert [(page.status_code, page.json()["error"]["code"]) for page in pages] == [(404, "MEDIA_NOT_FOUND")] * 3
    assert (lookup["data"], lookup["meta"]["missing"]) == ([], [str(DUNE)])
    assert calendar == []
    assert await ids(catalog, "/movies/trending") == []

    shown = await edit(catalog, "DELETE", DUNE, "hidden", None, '"1"')
    assert (shown.json()["data"]["hidden"], shown.json()["data"]["listed"]) == (None, True)
    assert await ids(catalog, "/movies/trending") == [str(DUNE)]
    assert (await catalog.get("/movies/dune")).status_code == 200


async def test_merged_title_redirects_and_stays_merged_after_an_import(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune"), make.movie(3, title="Dune copy"))

    merged = await edit(catalog, "PUT", COPY, "merge", {"into": str(DUNE)})
    await catalog.apply(make.movie(3, title="Dune copy", version=2))
    page = await catalog.get("/movies/dune-copy")
    lookup = await catalog.get(f"/titles/{COPY}")

    assert merged.json()["data"]["merged"] == {
        "into": str(DUNE),
        "mergedBy": str(EDITOR),
        "mergedAt": "2026-11-21T12:00:00Z",
    }
    assert (page.status_code, page.headers["location"]) == (308, "dune")
    assert (lookup.status_code, lookup.headers["location"]) == (308, str(DUNE))
    assert await ids(catalog, "/movies/trending") == [str(DUNE)]

    await edit(catalog, "DELETE", COPY, "merge")
    assert (await catalog.get("/movies/dune-copy")).status_code == 200
    assert set(await ids(catalog, "/movies/trending")) == {str(DUNE), str(COPY)}


async def test_mergers_form_no_cycle(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(3), make.show(2))

    both = await asyncio.gather(
        edit(catalog, "PUT", DUNE, "merge", {"into": str(COPY)}),
        edit(catalog, "PUT", COPY, "merge", {"into": str(DUNE)}),
    )
    assert sorted(response.status_code for response in both) == [200, 409]

    for into, message in {DUNE: "itself", FARGO: "movie cannot be merged into a show"}.items():
        response = await edit(catalog, "PUT", DUNE, "merge", {"into": str(into)})
        assert (response.status_code, response.json()["error"]["code"]) == (409, "MERGE_NOT_ALLOWED")
        assert message in response.json()["error"]["message"]
    unknown = await edit(catalog, "PUT", DUNE, "merge", {"into": str(UUID(int=9))})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("hidden", {}, "reason"),
        ("hidden", {"reason": " "}, "reason"),
        ("hidden", {"reason": "x" * 501}, "reason"),
        ("merge", {"into": "dune"}, "into"),
        ("merge", {}, "into"),
    ],
)
async def test_invalid_decision_is_rejected(catalog: Catalog, make: Make, path: str, body: Any, field: str) -> None:
    await catalog.apply(make.movie(1))

    response = await edit(catalog, "PUT", DUNE, path, body)

    assert response.status_code == 400
    assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]
