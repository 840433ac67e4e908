"""Every failure has one shape, says what the client needs, and nothing of the inside."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field, field_validator
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.http.app import create_app
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ApiError, ErrorSpec
from chassis.http.schemas import RequestModel, Success
from chassis.runtime.health import Health
from chassis.testing.clients import client_for

pytestmark = pytest.mark.unit


class TitleError(Exception):
    """The parent of what can go wrong with titles."""


class TitleNotFound(TitleError):
    """There is no such title."""


class SeasonNotFound(TitleNotFound):
    """The season does not exist; this error has no row in the table."""


@dataclass
class TitleBusy(Exception):
    """Another request is changing the title, for some seconds."""

    seconds: int

    @property
    def details(self) -> dict[str, object]:
        return {"seconds": self.seconds}

    def __str__(self) -> str:
        return "the title is busy"


class NulCharacter(Exception):
    """What Postgres says of a NUL in a text, as SQLAlchemy's driver carries it."""

    sqlstate = "22021"


class Rating(RequestModel):
    """A rating from 1 to 10."""

    value: int = Field(ge=1, le=10)
    review: str = ""

    @field_validator("review")
    @classmethod
    def _polite(cls, review: str) -> str:
        if "damn" in review:
            raise ValueError("must be polite")
        return review


class Nested(BaseModel):
    """A question with a list in it."""

    ratings: list[Rating]


router = APIRouter()


ERRORS = {
    TitleNotFound: ErrorSpec(404, "TITLE_NOT_FOUND", TitleNotFound("no title 550")),
    TitleBusy: ErrorSpec(409, "TITLE_BUSY", TitleBusy(7)),
}


@router.post("/titles/{title_id}/rating", responses=refusals(ERRORS, TitleNotFound, TitleBusy))
async def rate(title_id: int, rating: Rating, dry: bool = False) -> Success[int]:
    return Success(data=rating.value)


@router.post("/ratings")
async def rate_many(nested: Nested) -> Success[int]:
    return Success(data=len(nested.ratings))


@router.get("/pages")
async def pages(limit: int = Query(default=20, ge=1, le=50)) -> Success[int]:
    return Success(data=limit)


FAILURES: dict[str, Exception] = {
    "api": ApiError(418, "TEAPOT", "no coffee here", details={"pot": 1}, headers={"X-Pot": "yes"}),
    "missing": TitleNotFound("no title 550"),
    "season": SeasonNotFound("no season 3 of title 550"),
    "busy": TitleBusy(7),
    "orphan": TitleError("has no entry in the table"),
    "http": HTTPException(429, headers={"Retry-After": "9"}),
    "odd": HTTPException(451, detail="for legal reasons"),
    "bug": RuntimeError("password=hunter2 at postgresql://catalog:hunter2@db"),
    "group": ExceptionGroup("several", [RuntimeError("hunter2")]),
    "refused": ConnectionRefusedError("127.0.0.1:5432 hunter2"),
    "pool": PoolTimeout("hunter2"),
    "file": FileNotFoundError("/etc/hunter2"),
    "nul": DBAPIError("insert", {"name": "hunter2"}, NulCharacter("invalid byte sequence")),
}


@router.get("/fail/{name}")
async def fail(name: str) -> Success[None]:
    raise FAILURES[name]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(
        title="Titles",
        description="",
        routers=[router],
        errors=ERRORS,
        health=Health(),
    )
    async with client_for(app) as client:
        yield client


def error_of(response: httpx2.Response) -> dict[str, object]:
    """Return the error of a response, after checking the envelope."""
    body = response.json()
    assert list(body) == ["success", "error"]
    assert body["success"] is False
    error: dict[str, object] = body["error"]
    assert list(error) == ["code", "message", "statusCode", "details", "requestId"]
    assert error["statusCode"] == response.status_code
    assert error["requestId"] == response.headers["x-request-id"]
    return error


async def test_validation_error_names_place_field_and_rule(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/titles/x/rating?dry=perhaps", json={"value": 11, "stars": 5})
    error = error_of(response)
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert error["details"] == {
        "errors": [
            {
                "field": "title_id",
                "in": "path",
                "rule": "int_parsing",
                "params": {},
                "message": "must be an integer, not a string",
            },
            {
                "field": "dry",
                "in": "query",
                "rule": "bool_parsing",
                "params": {},
                "message": "must be true or false",
            },
            {
                "field": "value",
                "in": "body",
                "rule": "less_than_equal",
                "params": {"maximum": 10},
                "message": "must be at most 10, not 11",
            },
            {"field": "stars", "in": "body", "rule": "extra_forbidden", "params": {}, "message": "is unknown"},
        ]
    }
    assert str(error["message"]).endswith("; stars: is unknown")


async def test_validation_error_names_the_index_in_a_list(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/ratings", json={"ratings": [{"value": 5}, {"value": 0, "review": "damn"}]})
    error = error_of(response)
    assert error["message"] == ("ratings.1.value: must be at least 1, not 0; ratings.1.review: must be polite")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"value": NaN}', b"[1, 2"])
async def test_body_that_is_not_json_is_rejected(client: httpx2.AsyncClient, body: bytes) -> None:
    response = await post_rating(client, body)
    error = error_of(response)
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert str(error["message"]).split(":")[0] in ("body", "value")


@pytest.mark.parametrize(
    "body", [b"[" * 50_000, b'{"value":' * 50_000, b'{"value": 1' + b"0" * 5_000 + b"}", b'{"value": 1e999}']
)
async def test_too_deeply_nested_body_is_a_client_error(client: httpx2.AsyncClient, body: bytes) -> None:
    response = await post_rating(client, body)
    assert response.status_code == 400
    assert error_of(response)["code"] in ("BAD_REQUEST", "VALIDATION_ERROR")


@pytest.mark.parametrize("escape", [b"\\ud800", b"\\u0000"])
async def test_unstorable_text_is_a_validation_error(client: httpx2.AsyncClient, escape: bytes) -> None:
    response = await post_rating(client, b'{"value": 1, "review": "a' + escape + b'"}')
    assert str(error_of(response)["message"]).startswith("review: must not contain")


async def test_surrogate_pair_is_one_character(client: httpx2.AsyncClient) -> None:
    assert (await post_rating(client, b'{"value": 1, "review": "\\ud83d\\ude00"}')).status_code == 200


async def post_rating(client: httpx2.AsyncClient, body: bytes) -> httpx2.Response:
    return await client.post("/api/v1/titles/1/rating", content=body, headers={"Content-Type": "application/json"})


async def test_details_list_all_problems_and_the_message_five(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/ratings", json={"ratings": [{"value": 0}] * 8})
    error = error_of(response)
    details = error["details"]
    assert isinstance(details, dict)
    assert len(details["errors"]) == 8
    assert str(error["message"]).count(";") == 4


async def test_api_error_becomes_its_response(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/fail/api")
    error = error_of(response)
    assert (response.status_code, error["code"], error["message"]) == (418, "TEAPOT", "No coffee here")
    assert error["details"] == {"pot": 1}
    assert response.headers["x-pot"] == "yes"


@pytest.mark.parametrize(
    ("name", "status", "code", "message", "details"),
    [
        ("missing", 404, "TITLE_NOT_FOUND", "No title 550", {}),
        ("season", 404, "TITLE_NOT_FOUND", "No season 3 of title 550", {}),
        ("busy", 409, "TITLE_BUSY", "The title is busy", {"seconds": 7}),
    ],
)
async def test_table_maps_errors_and_their_subclasses(
    client: httpx2.AsyncClient, name: str, status: int, code: str, message: str, details: dict[str, object]
) -> None:
    response = await client.get(f"/api/v1/fail/{name}")
    error = error_of(response)
    assert (response.status_code, error["code"], error["message"], error["details"]) == (status, code, message, details)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "/nothing", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "/api/v1/pages/", 404, "RESOURCE_NOT_FOUND"),
        ("DELETE", "/api/v1/pages", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/api/v1/fail/http", 429, "RATE_LIMITED"),
        ("GET", "/api/v1/fail/odd", 451, "UNKNOWN_ERROR"),
    ],
)
async def test_errors_of_the_framework_have_the_envelope(
    client: httpx2.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    response = await client.request(method, path)
    assert (response.status_code, error_of(response)["code"]) == (status, code)


async def test_headers_of_framework_errors_are_kept(client: httpx2.AsyncClient) -> None:
    assert (await client.delete("/api/v1/pages")).headers["allow"] == "GET, HEAD"
    assert (await client.get("/api/v1/fail/http")).headers["retry-after"] == "9"


@pytest.mark.parametrize("name", ["bug", "group", "orphan", "file"])
async def test_unexpected_error_is_500_without_details(
    client: httpx2.AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.get(f"/api/v1/fail/{name}", headers={"X-Request-Id": "request-0001"})
    error = error_of(response)
    assert (response.status_code, error["code"], error["requestId"]) == (500, "INTERNAL_ERROR", "request-0001")
    assert "hunter2" not in response.text
    assert "Traceback" not in response.text
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None


@pytest.mark.parametrize("name", ["refused", "pool"])
async def test_unavailable_infrastructure_is_503_with_retry_after(
    client: httpx2.AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.get(f"/api/v1/fail/{name}")
    error = error_of(response)
    assert (response.status_code, error["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert response.headers["retry-after"] == "2"
    assert "hunter2" not in response.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_unstorable_value_is_a_client_error(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/fail/nul")
    assert (response.status_code, error_of(response)["code"]) == (400, "BAD_REQUEST")
    assert "hunter2" not in response.text


async def test_documented_errors_equal_sent_errors(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    responses = document["paths"]["/api/v1/titles/{title_id}/rating"]["post"]["responses"]
    for name, status, code in (("missing", "404", "TITLE_NOT_FOUND"), ("busy", "409", "TITLE_BUSY")):
        documented = responses[status]["content"]["application/json"]["examples"][code]["value"]
        sent = (await client.get(f"/api/v1/fail/{name}")).json()
        documented["error"]["requestId"] = sent["error"]["requestId"]
        assert documented == sent


async def test_name_with_a_lone_surrogate_is_a_validation_error(client: httpx2.AsyncClient) -> None:
    response = await post_rating(client, b'{"value": 1, "a\\ud800b": 2}')
    assert (response.status_code, error_of(response)["message"]) == (400, "body: must be text that UTF-8 can encode")


async def test_malformed_json_error_has_line_and_column(client: httpx2.AsyncClient) -> None:
    response = await post_rating(client, b'{"value": 1,\n "review" "x"}')
    assert error_of(response)["message"] == "body: must be JSON; line 2, column 11 cannot be read"


async def test_missing_json_content_type_is_named(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/titles/1/rating", content=b'{"value": 1}')
    assert error_of(response)["message"] == "body: must be JSON, with the header Content-Type: application/json"


@pytest.mark.parametrize("value", ['"5"', "5.0", "true", "null", "[5]"])
async def test_number_keeps_its_json_type(client: httpx2.AsyncClient, value: str) -> None:
    response = await post_rating(client, b'{"value": ' + value.encode() + b"}")
    assert (response.status_code, error_of(response)["code"]) == (400, "VALIDATION_ERROR")
    assert str(error_of(response)["message"]).startswith("value: must be an integer")
