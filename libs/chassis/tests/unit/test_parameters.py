"""One rule for all parameters: unknown ones are named, and a value has the one form that is documented."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from chassis.http.app import create_app
from chassis.http.schemas import Parameters, Success
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit

router = APIRouter()


class ListParameters(Parameters):
    """The parameters of a list."""

    page_size: int = 20
    since: AwareDatetime | None = None
    naive: datetime | None = None


@router.get("/repeated")
async def repeated(
    ids: Annotated[list[UUID] | None, Query(alias="id")] = None,
    kinds: Annotated[list[Literal["movie", "show"]] | None, Query(alias="type", max_length=2)] = None,
) -> Success[bool]:
    return Success(data=True)


@router.get("/none")
async def none() -> Success[bool]:
    return Success(data=True)


@router.get("/single")
async def single(
    limit: int = 20,
    deep: bool = False,
    day: date | None = None,
    share: float | None = None,
    ids: Annotated[list[int], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Success[bool]:
    return Success(data=True)


@router.get("/model")
async def model(params: Annotated[ListParameters, Query()]) -> Success[int]:
    return Success(data=params.page_size)


@router.get("/items/new")
async def newest() -> Success[bool]:
    return Success(data=True)


@router.get("/items/{item_id}")
async def item(item_id: UUID) -> Success[bool]:
    return Success(data=True)


@router.put("/items/{item_id}")
async def replace(item_id: UUID) -> Success[bool]:
    return Success(data=True)


@router.delete("/items/{item_id}", status_code=204)
async def remove(item_id: UUID) -> None:
    return None


@router.get("/numbers/{number}")
async def number(number: int) -> Success[int]:
    return Success(data=number)


@router.get("/mine")
async def mine(_: CurrentPrincipal) -> Success[bool]:
    return Success(data=True)


@router.get("/admin")
async def admin(_: AdminPrincipal) -> Success[bool]:
    return Success(data=True)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(title="Items", description="", routers=[router], errors={}, health=Health())
    async with client_for(app) as client:
        yield client


async def refused(client: httpx2.AsyncClient, path: str) -> str | None:
    response = await client.get(f"/api/v1/{path}")
    if response.status_code == 200:
        return None
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    return str(error["message"])


@pytest.mark.parametrize("path", ["none", "single", "model", "numbers/7"])
async def test_unknown_parameter_is_named(client: httpx2.AsyncClient, path: str) -> None:
    assert await refused(client, f"{path}?foo=1") == "foo: is unknown"
    assert await refused(client, path) is None


@pytest.mark.parametrize(
    ("path", "name"), [("single?limit=1&limit=1", "limit"), ("model?pageSize=1&since=&pageSize=2", "pageSize")]
)
async def test_parameter_is_given_once(client: httpx2.AsyncClient, path: str, name: str) -> None:
    message = await refused(client, path)
    assert message is not None
    assert f"{name}: must be given only once" in message


async def test_list_parameter_may_be_repeated(client: httpx2.AsyncClient) -> None:
    assert await refused(client, "single?ids=1&ids=2") is None


async def test_parameter_has_one_name(client: httpx2.AsyncClient) -> None:
    assert await refused(client, "model?pageSize=5") is None
    assert await refused(client, "model?page_size=5") == "page_size: is unknown"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=5.0", "limit: must be an integer, not a string"),
        ("limit=%205", "limit: must be an integer, not a string"),
        ("limit=1_0", "limit: must be an integer, not a string"),
        ("limit=%2B5", "limit: must be an integer, not a string"),
        ("deep=1", "deep: must be true or false"),
        ("deep=yes", "deep: must be true or false"),
        ("deep=True", "deep: must be true or false"),
        ("day=0", "day: must be a date in the form YYYY-MM-DD"),
        ("day=0.5", "day: must be a date in the form YYYY-MM-DD"),
        ("day=20261121", "day: must be a date in the form YYYY-MM-DD"),
        ("share=1_0", "share: must be a number, not a string"),
        ("ids=1&ids=2.0", "ids: must be an integer, not a string"),
    ],
)
async def test_value_has_one_form(client: httpx2.AsyncClient, query: str, message: str) -> None:
    assert await refused(client, f"single?{query}") == message


@pytest.mark.parametrize(
    "query",
    ["limit=5", "limit=-5", "deep=true", "deep=false", "day=2026-11-21", "share=0.5", "share=1e3", "ids=1&ids=2"],
)
async def test_documented_form_is_accepted(client: httpx2.AsyncClient, query: str) -> None:
    assert await refused(client, f"single?{query}") is None


@pytest.mark.parametrize("since", ["0.5", "1700000000", "2026-11-21", "2026-11-21 12:00:00Z"])
async def test_instant_has_one_form(client: httpx2.AsyncClient, since: str) -> None:
    assert await refused(client, f"model?since={since}") == "since: must be an instant in the form 2026-11-21T12:00:00Z"
    assert await refused(client, f"model?naive={since}") == "naive: must be an instant in the form 2026-11-21T12:00:00Z"
    assert await refused(client, "model?since=2026-11-21T12:00:00Z&naive=2026-11-21T12:00:00Z") is None


@pytest.mark.parametrize(
    "text",
    [
        "{5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11}",
        "5a1f4b627c0e5d1b9f7a2b8f6f0f3c11",
        "urn:uuid:5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11",
    ],
)
async def test_id_in_a_path_has_one_form(client: httpx2.AsyncClient, text: str) -> None:
    assert await refused(client, f"items/{text}") == "item_id: must be a UUID in the form 8-4-4-4-12"
    assert await refused(client, "items/5A1F4B62-7c0e-5d1b-9f7a-2b8f6f0f3c11") is None


@pytest.mark.parametrize("text", ["5.0", "1_0", "+5", "%205"])
async def test_number_in_a_path_has_one_form(client: httpx2.AsyncClient, text: str) -> None:
    assert await refused(client, f"numbers/{text}") == "number: must be an integer, not a string"


async def test_access_is_checked_before_parameters(client: httpx2.AsyncClient) -> None:
    for path in ("mine?foo=1", "admin?foo=1"):
        assert (await client.get(f"/api/v1/{path}")).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "items/new", "GET, HEAD"),
        ("DELETE", "items/new", "GET, HEAD"),
        ("POST", "items/new", "GET, HEAD"),
        ("POST", "items/5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", "DELETE, GET, HEAD, PUT"),
        ("POST", "none", "GET, HEAD"),
    ],
)
async def test_unsupported_method_is_405_with_all_methods(
    client: httpx2.AsyncClient, method: str, path: str, allow: str
) -> None:
    response = await client.request(method, f"/api/v1/{path}")
    assert (response.status_code, response.json()["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == allow


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("type=nope", ["type"]),
        ("type=movie&type=nope", ["type"]),
        ("type=no&type=no", ["type"]),
        ("id=1", ["id"]),
        ("id=1&type=movie&type=show&type=movie", ["id", "type"]),
    ],
)
async def test_a_repeated_parameter_is_named_without_a_place(
    client: httpx2.AsyncClient, query: str, fields: list[str]
) -> None:
    response = await client.get(f"/api/v1/repeated?{query}")

    assert response.status_code == 400
    assert sorted({error["field"] for error in response.json()["error"]["details"]["errors"]}) == fields
