"""The rows of an import are read further by a cursor."""

from typing import Any

import httpx2
import pytest
from services.library.tests.import_client import IMPORTS, Api

pytestmark = pytest.mark.integration


async def read(api: Api, import_id: str, expected: int = 200, **params: Any) -> dict[str, Any]:
    response: httpx2.Response = await api.client.get(
        f"{IMPORTS}/{import_id}/rows", params={"limit": 2, **params}, headers=api.headers
    )
    assert response.status_code == expected, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_rows_are_read_by_their_numbers(api: Api) -> None:
    lines = "".join(f"Unknown {number},90\n" for number in range(5))
    run = await api.upload(f"title,rating\n{lines}", name="a.csv")
    other = await api.upload("title,rating\nUnknown,90\n", name="b.csv")

    first = await read(api, run["id"])
    second = await read(api, run["id"], cursor=first["meta"]["nextCursor"])
    cursor = second["meta"]["nextCursor"]
    last = await read(api, run["id"], cursor=cursor)

    assert [[row["position"] for row in page["data"]] for page in (first, second, last)] == [[1, 2], [3, 4], [5]]
    assert (last["meta"]["offset"], last["meta"]["nextCursor"]) == (4, None)
    for refused in (
        await read(api, other["id"], 400, cursor=cursor),
        await read(api, run["id"], 400, cursor=cursor, status="unmatched"),
        await read(api, run["id"], 400, cursor=cursor[:-2]),
    ):
        assert refused["error"]["details"]["errors"][0]["rule"] == "cursor_invalid"
