"""The contract table, run through the gateway under both prefixes: our envelope, and the one of the Ratingo API."""

from dataclasses import replace
from typing import Final

import pytest

from catalog_table import CATALOG_OPERATIONS
from contract_clients import Clients
from contract_operation import PREFIXES, Operation, code_under, filled, found, named, without_names
from contract_table import OPERATIONS
from devices_table import DEVICES_OPERATIONS
from factors_table import FACTORS_OPERATIONS
from federation_table import FEDERATION_OPERATIONS
from insights_table import INSIGHTS_OPERATIONS
from plays_table import PLAYS_OPERATIONS
from scrobbling_table import SCROBBLING_OPERATIONS
from search_table import SEARCH_OPERATIONS
from stacks import Stack
from stats_table import STATS_OPERATIONS
from users_table import USERS_OPERATIONS

pytestmark = pytest.mark.e2e

PRESENT: Final = [operation for operation in OPERATIONS if not operation.absent]
OWN: Final = (
    *CATALOG_OPERATIONS,
    *FACTORS_OPERATIONS,
    *DEVICES_OPERATIONS,
    *FEDERATION_OPERATIONS,
    *INSIGHTS_OPERATIONS,
    *PLAYS_OPERATIONS,
    *SCROBBLING_OPERATIONS,
    *SEARCH_OPERATIONS,
    *STATS_OPERATIONS,
    *USERS_OPERATIONS,
)
SERVED: Final = [*PRESENT, *OWN]
READS: Final = [operation for operation in SERVED if operation.method == "GET"]


def test_the_table_has_every_operation_once() -> None:
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS) == 70


def test_the_document_has_the_operations_that_are_present_and_no_other_of_the_table(stack: Stack) -> None:
    served = {
        f"{method.upper()} {without_names(path)}" for path, item in stack.openapi()["paths"].items() for method in item
    }
    absent = {operation.name for operation in OPERATIONS if operation.absent}

    assert {operation.name for operation in PRESENT} - served == set()
    assert absent & served == set(), "complete the rows of these operations"


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", SERVED, ids=named)
def test_an_operation_has_its_status_envelope_and_members(clients: Clients, operation: Operation, prefix: str) -> None:
    response = clients.send(prefix, operation, clients.allowed(operation))

    assert response.status_code == operation.status, response.text
    if operation.shape == "empty":
        assert response.content == b""
        return
    if operation.shape == "text":
        assert "json" not in response.headers["content-type"]
        assert response.text
        return
    body = response.json()
    if response.status_code >= 400:
        own = operation.errors[response.status_code].split()
        assert body["error"]["code"] in {code_under(prefix, response.status_code, code) for code in own}
        return
    assert body["success"] is True
    data = body["data"]
    if operation.shape in ("page", "list") and prefix == "/api":
        body, data = data, data["data"]
    if operation.shape == "page":
        assert body["meta"].keys() >= operation.meta
        assert body["meta"]["count"] == len(data)
    items = [data] if operation.shape == "object" else data
    assert items if not operation.empty else items == [], operation.empty
    for item in items:
        assert operation.members - item.keys() == set()
        assert operation.compatible & item.keys() == (operation.compatible if prefix == "/api" else set())
        for lacking in operation.lacking:
            parent, _, name = lacking.rpartition(".")
            assert all(name not in value for value in found(item, parent)), f"{lacking} is no longer lacking"
    for path, members in operation.inner.items():
        values = [value for item in items for value in found(item, path)]
        assert values or not items, path
        assert {name for value in values for name in members - value.keys()} == set(), path


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", SERVED, ids=named)
def test_an_operation_checks_who_requests_it(clients: Clients, operation: Operation, prefix: str) -> None:
    anonymous = clients.send(prefix, operation, {})
    if operation.access in ("none", "optional"):
        assert anonymous.status_code == operation.status
        mistaken = clients.send(prefix, operation, {"authorization": "Bearer nonsense"})
        assert mistaken.status_code == operation.status
        return
    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    for role in {"editor": ("user",), "admin": ("user", "editor")}.get(operation.access, ()):
        refused = clients.send(prefix, operation, clients.headers[role])
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN"), role


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", READS, ids=named)
def test_head_has_the_headers_of_get_and_no_body(clients: Clients, operation: Operation, prefix: str) -> None:
    headers = clients.allowed(operation)
    get = clients.send(prefix, operation, headers)
    head = clients.send(prefix, replace(operation, method="HEAD"), headers)

    assert head.content == b""
    assert head.status_code == get.status_code
    assert head.headers.keys() == get.headers.keys()
    assert int(head.headers["content-length"]) > 0


def test_head_of_a_stream_of_events_ends(clients: Clients) -> None:
    headers = {**clients.headers["admin"], "accept": "text/event-stream"}
    head = clients.api.head("/api/v1/ingestion/jobs/events", headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    ("path", "status", "versioned", "compatible"),
    [
        ("/catalog/movies/trending?limit=51", 400, "VALIDATION_ERROR", "VALIDATION_ERROR"),
        ("/catalog/movies/trending?verbose=1", 400, "VALIDATION_ERROR", "VALIDATION_ERROR"),
        ("/catalog/movies/there-is-no-such-movie", 404, "MEDIA_NOT_FOUND", "RESOURCE_NOT_FOUND"),
        ("/catalog/movies/{showSlug}", 404, "MEDIA_NOT_FOUND", "RESOURCE_NOT_FOUND"),
        ("/stats/tmdb/1999999999", 404, "STATS_NOT_FOUND", "STATS_NOT_FOUND"),
        ("/user-media/{movieSlug}", 400, "VALIDATION_ERROR", "VALIDATION_ERROR"),
        ("/ingestion/jobs/{movieId}", 404, "JOB_NOT_FOUND", "RESOURCE_NOT_FOUND"),
        ("/nothing", 404, "RESOURCE_NOT_FOUND", "RESOURCE_NOT_FOUND"),
    ],
)
def test_errors_have_one_code_per_status_under_the_compatible_prefix(
    clients: Clients, path: str, status: int, versioned: str, compatible: str
) -> None:
    for prefix, code in zip(PREFIXES, (versioned, compatible), strict=True):
        response = clients.api.get(prefix + filled(path, clients.samples), headers=clients.headers["user"])
        error = response.json()["error"]
        assert (response.status_code, error["statusCode"], error["code"]) == (status, status, code)
        assert error["message"]
        problems = error["details"].get("errors", [])
        assert all(isinstance(problem, str if prefix == "/api" else dict) for problem in problems)


@pytest.mark.parametrize("path", ["/catalog/movies/trending", "/catalog/shows/calendar", "/catalog/movies/{movieSlug}"])
def test_a_stored_response_of_one_prefix_is_not_confirmed_by_the_other(clients: Clients, path: str) -> None:
    path = filled(path, clients.samples)
    tags = [clients.api.get(prefix + path).headers["etag"] for prefix in PREFIXES]

    statuses = {
        (prefix, tag): clients.api.get(prefix + path, headers={"if-none-match": tag}).status_code
        for prefix in PREFIXES
        for tag in tags
    }
    assert list(statuses.values()) == [304, 200, 200, 304]
