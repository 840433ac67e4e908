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
    """There is no such season of a title; it has no entry of its own in the table."""


@dataclass
class TitleBusy(Exception):
    """A title somebody else is changing; tells for how long."""

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


def error_of(answer: httpx2.Response) -> dict[str, object]:
    """Give the error of an answer, after checking what all of them have in common."""
    body = answer.json()
    assert list(body) == ["success", "error"]
    assert body["success"] is False
    error: dict[str, object] = body["error"]
    assert list(error) == ["code", "message", "statusCode", "details", "requestId"]
    assert error["statusCode"] == answer.status_code
    assert error["requestId"] == answer.headers["x-request-id"]
    return error


async def test_validation_names_place_field_and_rule(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/titles/x/rating?dry=perhaps", json={"value": 11, "stars": 5})
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert error["details"] == {
        "errors": [
            {
                "field": "title_id",
                "in": "path",
                "rule": "int_parsing",
                "message": "must be an integer, not a string",
            },
            {
                "field": "dry",
                "in": "query",
                "rule": "bool_parsing",
                "message": "must be true or false",
            },
            {
                "field": "value",
                "in": "body",
                "rule": "less_than_equal",
                "message": "must be at most 10, not 11",
            },
            {"field": "stars", "in": "body", "rule": "extra_forbidden", "message": "is not known here"},
        ]
    }
    assert str(error["message"]).endswith("; stars: is not known here")


async def test_validation_names_the_place_inside_a_list(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/ratings", json={"ratings": [{"value": 5}, {"value": 0, "review": "damn"}]})
    error = error_of(answer)
    assert error["message"] == ("ratings.1.value: must be at least 1, not 0; ratings.1.review: must be polite")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"value": NaN}', b"[1, 2"])
async def test_a_body_that_is_no_json_is_named_as_such(client: httpx2.AsyncClient, body: bytes) -> None:
    answer = await post_rating(client, body)
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert str(error["message"]).split(":")[0] in ("body", "value")


@pytest.mark.parametrize(
    "body", [b"[" * 50_000, b'{"value":' * 50_000, b'{"value": 1' + b"0" * 5_000 + b"}", b'{"value": 1e999}']
)
async def test_a_body_that_is_too_much_for_the_parser_is_the_clients_fault(
    client: httpx2.AsyncClient, body: bytes
) -> None:
    answer = await post_rating(client, body)
    assert answer.status_code == 400
    assert error_of(answer)["code"] in ("BAD_REQUEST", "VALIDATION_ERROR")


@pytest.mark.parametrize("escape", [b"\\ud800", b"\\u0000"])
async def test_a_text_that_no_table_can_hold_is_a_validation_error(client: httpx2.AsyncClient, escape: bytes) -> None:
    answer = await post_rating(client, b'{"value": 1, "review": "a' + escape + b'"}')
    assert str(error_of(answer)["message"]).startswith("review: holds a character")


async def test_a_pair_of_surrogates_is_one_character(client: httpx2.AsyncClient) -> None:
    assert (await post_rating(client, b'{"value": 1, "review": "\\ud83d\\ude00"}')).status_code == 200


async def post_rating(client: httpx2.AsyncClient, body: bytes) -> httpx2.Response:
    return await client.post("/api/v1/titles/1/rating", content=body, headers={"Content-Type": "application/json"})


async def test_many_problems_are_all_in_the_details_and_five_in_the_message(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/ratings", json={"ratings": [{"value": 0}] * 8})
    error = error_of(answer)
    details = error["details"]
    assert isinstance(details, dict)
    assert len(details["errors"]) == 8
    assert str(error["message"]).count(";") == 4


async def test_api_errors_say_what_they_were_given(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/fail/api")
    error = error_of(answer)
    assert (answer.status_code, error["code"], error["message"]) == (418, "TEAPOT", "No coffee here")
    assert error["details"] == {"pot": 1}
    assert answer.headers["x-pot"] == "yes"


@pytest.mark.parametrize(
    ("name", "status", "code", "message", "details"),
    [
        ("missing", 404, "TITLE_NOT_FOUND", "No title 550", {}),
        ("season", 404, "TITLE_NOT_FOUND", "No season 3 of title 550", {}),
        ("busy", 409, "TITLE_BUSY", "The title is busy", {"seconds": 7}),
    ],
)
async def test_the_table_maps_errors_and_their_children(
    client: httpx2.AsyncClient, name: str, status: int, code: str, message: str, details: dict[str, object]
) -> None:
    answer = await client.get(f"/api/v1/fail/{name}")
    error = error_of(answer)
    assert (answer.status_code, error["code"], error["message"], error["details"]) == (status, code, message, details)


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
async def test_the_frameworks_own_errors_have_the_envelope(
    client: httpx2.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, error_of(answer)["code"]) == (status, code)


async def test_headers_of_the_frameworks_errors_are_kept(client: httpx2.AsyncClient) -> None:
    assert (await client.delete("/api/v1/pages")).headers["allow"] == "GET"
    assert (await client.get("/api/v1/fail/http")).headers["retry-after"] == "9"


@pytest.mark.parametrize("name", ["bug", "group", "orphan", "file"])
async def test_what_nobody_expected_is_500_and_says_nothing_of_itself(
    client: httpx2.AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get(f"/api/v1/fail/{name}", headers={"X-Request-Id": "request-0001"})
    error = error_of(answer)
    assert (answer.status_code, error["code"], error["requestId"]) == (500, "INTERNAL_ERROR", "request-0001")
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None


@pytest.mark.parametrize("name", ["refused", "pool"])
async def test_infrastructure_away_is_503_with_retry_after(
    client: httpx2.AsyncClient, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get(f"/api/v1/fail/{name}")
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert answer.headers["retry-after"] == "2"
    assert "hunter2" not in answer.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_value_that_no_table_can_hold_is_the_clients_fault(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/api/v1/fail/nul")
    assert (answer.status_code, error_of(answer)["code"]) == (400, "BAD_REQUEST")
    assert "hunter2" not in answer.text


async def test_documented_errors_are_those_that_are_sent(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    responses = document["paths"]["/api/v1/titles/{title_id}/rating"]["post"]["responses"]
    for name, status, code in (("missing", "404", "TITLE_NOT_FOUND"), ("busy", "409", "TITLE_BUSY")):
        documented = responses[status]["content"]["application/json"]["examples"][code]["value"]
        sent = (await client.get(f"/api/v1/fail/{name}")).json()
        documented["error"]["requestId"] = sent["error"]["requestId"]
        assert documented == sent


async def test_a_name_with_half_a_surrogate_pair_is_a_validation_error(client: httpx2.AsyncClient) -> None:
    answer = await post_rating(client, b'{"value": 1, "a\\ud800b": 2}')
    assert (answer.status_code, error_of(answer)["message"]) == (400, "body: must be text that UTF-8 can encode")


async def test_malformed_json_is_named_with_its_place(client: httpx2.AsyncClient) -> None:
    answer = await post_rating(client, b'{"value": 1,\n "review" "x"}')
    assert error_of(answer)["message"] == "body: must be JSON; line 2, column 11 cannot be read"


async def test_a_body_that_is_not_declared_as_json_names_the_header(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/v1/titles/1/rating", content=b'{"value": 1}')
    assert error_of(answer)["message"] == "body: must be JSON, with the header Content-Type: application/json"


@pytest.mark.parametrize("value", ['"5"', "5.0", "true", "null", "[5]"])
async def test_a_number_keeps_its_json_type(client: httpx2.AsyncClient, value: str) -> None:
    answer = await post_rating(client, b'{"value": ' + value.encode() + b"}")
    assert (answer.status_code, error_of(answer)["code"]) == (400, "VALIDATION_ERROR")
    assert str(error_of(answer)["message"]).startswith("value: must be an integer")
