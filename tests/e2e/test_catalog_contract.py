"""Operations of reading services and administrators that the Ratingo API lacks, under both prefixes of the gateway.

Bodies are as documented, and every error occurs.
"""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from catalog_clients import CatalogClients
from catalog_table import CATALOG_OPERATIONS, REFUSALS, UNKNOWN, Refusal
from chassis.testing.openapi import DocumentReader
from contract_operation import PREFIXES, Operation, code_under, named, without_names
from contract_table import OPERATIONS
from devices_table import DEVICES_OPERATIONS
from external_lists_table import EXTERNAL_LISTS_OPERATIONS
from factors_table import FACTORS_OPERATIONS
from federation_table import FEDERATION_OPERATIONS
from imports_table import EXPORT, IMPORTS_OPERATIONS
from insights_table import INSIGHTS_OPERATIONS
from lists_table import LISTS_OPERATIONS
from notifications_table import NOTIFICATIONS_OPERATIONS
from plays_table import PLAYS_OPERATIONS
from rankings_table import RANKINGS_OPERATIONS
from scrobbling_table import SCROBBLING_OPERATIONS, WATCHED_EXPORT
from search_table import SEARCH_OPERATIONS
from sessions_table import SESSIONS_OPERATIONS
from sources_table import SOURCES_OPERATIONS
from stacks import Stack
from stats_table import STATS_OPERATIONS
from users_table import USERS_OPERATIONS

pytestmark = pytest.mark.e2e

OWN_SERVICES: Final = {"catalog", "search", "sources"}
WHOLE_PATHS: Final = frozenset({"/api/v1/users"})
"""Paths with operations of these, below which are others."""
OWN_PATHS: Final = (
    "/api/v1/admin/audit",
    "/api/v1/admin/dead-letters",
    "/api/v1/admin/invitations",
    "/api/v1/admin/lists",
    "/api/v1/admin/notifications",
    "/api/v1/admin/users",
    "/api/v1/auth/audit",
    "/api/v1/auth/codes",
    "/api/v1/auth/factors",
    "/api/v1/auth/device",
    "/api/v1/auth/identities",
    "/api/v1/auth/login/",
    "/api/v1/auth/oidc",
    "/api/v1/auth/passkeys",
    "/api/v1/auth/providers",
    "/api/v1/auth/proxy",
    "/api/v1/auth/reauthenticate",
    "/api/v1/auth/sessions",
    "/api/v1/auth/api-keys",
    "/api/v1/insights/",
    "/api/v1/lists/",
    "/api/v1/me/export",
    "/api/v1/me/imports",
    "/api/v1/me/continue",
    "/api/v1/me/lists",
    "/api/v1/me/marks",
    "/api/v1/me/now-playing",
    "/api/v1/me/plays",
    "/api/v1/me/positions",
    "/api/v1/me/scrobble",
    "/api/v1/me/tags",
    "/api/v1/me/analytics/",
    "/api/v1/me/statistics",
    "/api/v1/rankings",
    "/api/v1/me/unmatched-scrobbles",
    "/api/v1/me/watched-export",
    "/api/v1/notifications",
    "/api/v1/scrobble/",
    "/api/v1/stats/",
    "/api/v1/users/avatars",
    "/api/v1/users/me/avatar",
    "/api/v1/user-media/bulk",
    "/api/v1/user-media/counts",
    "/api/v1/user-media/{mediaItemId}/",
    "/api/v1/users/me/preferences",
)
OWN_OPERATIONS: Final = (
    *CATALOG_OPERATIONS,
    *FACTORS_OPERATIONS,
    *EXTERNAL_LISTS_OPERATIONS,
    *DEVICES_OPERATIONS,
    *FEDERATION_OPERATIONS,
    EXPORT,
    *IMPORTS_OPERATIONS,
    *INSIGHTS_OPERATIONS,
    *LISTS_OPERATIONS,
    *NOTIFICATIONS_OPERATIONS,
    *PLAYS_OPERATIONS,
    *RANKINGS_OPERATIONS,
    *SCROBBLING_OPERATIONS,
    WATCHED_EXPORT,
    *SEARCH_OPERATIONS,
    *SESSIONS_OPERATIONS,
    *SOURCES_OPERATIONS,
    *STATS_OPERATIONS,
    *USERS_OPERATIONS,
)
GENERAL: Final = {"VALIDATION_ERROR", "BAD_PATH", "BAD_REQUEST", "UNAUTHORIZED", "TOKEN_EXPIRED", "FORBIDDEN"} | {
    "CSRF_TOKEN_INVALID"
}
"""Codes of errors that any operation may have."""
BY_NAME: Final = {operation.name: operation for operation in OWN_OPERATIONS}
BODIES: Final = [operation for operation in OWN_OPERATIONS if operation.shape not in ("empty", "text")]
# Wrong codes of devices are counted, and delay the user of the tables.
MISSING: Final = [row for row in OWN_OPERATIONS if 404 in row.errors and not row.needs("userCode")]
CONDITIONAL: Final = [operation for operation in OWN_OPERATIONS if operation.conditional]


@pytest.fixture(scope="module")
def document(stack: Stack) -> DocumentReader:
    """Return the OpenAPI document of the gateway."""
    return DocumentReader(stack.openapi())


@pytest.fixture(scope="module")
def documented(document: DocumentReader) -> Mapping[str, Any]:
    """Return the documented operations of these services and for users."""
    return {
        " ".join((method, without_names(path))): operation
        for name, operation in document.operations()
        for method, path in [name.split(" ")]
        if operation["x-service"] in OWN_SERVICES or path.startswith(OWN_PATHS) or path in WHOLE_PATHS
    }


def test_every_documented_operation_has_one_row(documented: Mapping[str, Any]) -> None:
    rows = [operation.name for operation in (*OPERATIONS, *OWN_OPERATIONS)]
    assert documented.keys() - set(rows) == set()
    assert BY_NAME.keys() - documented.keys() == set()
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("operation", OWN_OPERATIONS, ids=named)
def test_a_row_has_the_access_status_and_errors_of_the_document(
    documented: Mapping[str, Any], operation: Operation
) -> None:
    described = documented[operation.name]
    cookie: dict[str, list[Any]] = {"cookie": []} if operation.method == "GET" else {"cookie": [], "csrf": []}
    key: list[Any] = [{"apiKey": []}] if "x-required-scope" in described else []
    signed_in: list[Any] = [{"bearer": []}, cookie, *key]
    public: dict[str, list[Any]] = {"none": [], "optional": [{}, *signed_in]}
    assert described["security"] == public.get(operation.access, signed_in)
    assert str(operation.status) in described["responses"]
    errors: dict[int, set[str]] = {}
    for status, response in described["responses"].items():
        if "400" <= status < "429" and status not in ("408", "413"):
            errors[int(status)] = set(response["content"]["application/json"]["examples"]) - GENERAL
    assert {status: codes for status, codes in errors.items() if codes} == {
        status: set(codes.split()) for status, codes in operation.errors.items()
    }


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", BODIES, ids=named)
def test_a_body_is_as_documented(
    clients: CatalogClients,
    document: DocumentReader,
    documented: Mapping[str, Any],
    operation: Operation,
    prefix: str,
) -> None:
    response = clients.send(prefix, operation, clients.allowed(operation))

    body = response.json()
    if operation.shape == "page" and prefix == "/api":
        body = {"success": body["success"], **body["data"]}
    described = document.resolved(documented[operation.name]["responses"][str(response.status_code)])
    schema = {**described["content"]["application/json"]["schema"], "components": document.document["components"]}
    if prefix == "/api/v1" or response.status_code < 400:
        assert [error.message for error in Draft202012Validator(schema).iter_errors(body)] == []


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", OWN_OPERATIONS, ids=named)
def test_an_unknown_parameter_is_rejected_by_name(clients: CatalogClients, operation: Operation, prefix: str) -> None:
    response = clients.send(prefix, operation, clients.allowed(operation), extra="verbose=1", **UNKNOWN)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert "verbose" in str(error["details"]["errors"])


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", MISSING, ids=named)
def test_a_missing_resource_is_not_found(clients: CatalogClients, operation: Operation, prefix: str) -> None:
    response = clients.send(prefix, operation, clients.allowed(operation), **UNKNOWN)

    expected = {code_under(prefix, 404, own) for own in operation.errors[404].split()}
    assert response.status_code == 404, response.text
    assert response.json()["error"]["code"] in expected


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("operation", CONDITIONAL, ids=named)
def test_a_change_needs_the_version_that_was_read(clients: CatalogClients, operation: Operation, prefix: str) -> None:
    headers = clients.allowed(operation)

    outdated = clients.send(prefix, operation, headers, condition='"999999999"')
    unconditional = clients.send(prefix, operation, headers, condition="")

    assert (outdated.status_code, outdated.json()["error"]["code"]) == (412, "PRECONDITION_FAILED")
    assert (unconditional.status_code, unconditional.json()["error"]["code"]) == (428, "PRECONDITION_REQUIRED")


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_change_that_is_not_possible_is_rejected(clients: CatalogClients, refusal: Refusal, prefix: str) -> None:
    operation = BY_NAME[refusal.name]

    response = clients.send(prefix, refusal.changed(operation), clients.allowed(operation))

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (refusal.status, code_under(prefix, refusal.status, refusal.code))
