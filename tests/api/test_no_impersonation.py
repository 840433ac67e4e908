"""Administrators never act as another user: no operation gives them a token, code or password of anyone.

New invitations are the exception: a code to register, and a token with which a server requests to federate. Neither
signs a user in.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from chassis.testing.openapi import DocumentReader, reachable

pytestmark = pytest.mark.unit

SECRET: Final = re.compile(
    r"token|secret|password|cookie|credential|otp|jwt|^code$|(user|device|recovery|reset|sign_?in)_?codes?$|api_?keys?$",
    re.IGNORECASE,
)
"""Names of fields; an id of a session opens nothing."""
REASONS: Final = frozenset(
    {
        "DeadLetterResponse.code",
        "EgressConditionResponse.code",
        "MediaSourceOutageResponse.code",
        "DeadLetterDetailsResponse.code",
        "AdminPlanResponse.code",
        "CouponResponse.code",
        "ErrorCountResponse.code",
    }
)
"""Codes of reasons, plans and coupons, which open nothing either."""
IMPERSONATION: Final = re.compile(r"impersonat|act.?as|on.?behalf|assume|switch.?user|sudo|become", re.IGNORECASE)
INVITATIONS: Final = frozenset({"POST /api/v1/admin/invitations", "POST /api/v1/admin/federation/invitations"})
SETS_COOKIES: Final = frozenset({"set-cookie", "authorization"})


def administrative(api: DocumentReader) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return the operations below /admin, and those that only administrators may call."""
    for name, operation in api.operations():
        if "/admin/" in name or list(operation.get("x-required-roles", ())) == ["admin"]:
            yield name, operation


def response_fields(api: DocumentReader, operation: Mapping[str, Any]) -> Iterator[str]:
    """Return the fields of the models that a successful response leads to, as `Model.field`."""
    for status, described in operation["responses"].items():
        if not status.startswith("2"):
            continue
        for model in reachable(api.resolved(described).get("content", {}), api.schemas):
            for field in api.schemas[model].get("properties", {}):
                yield f"{model}.{field}"


def test_there_are_such_operations(api: DocumentReader) -> None:
    names = {name for name, _ in administrative(api)}
    assert {"GET /api/v1/admin/users", "GET /api/v1/admin/users/{userId}/devices"} <= names
    assert len(names) > 10


def test_no_response_to_an_administrator_has_a_secret(api: DocumentReader) -> None:
    fields = {
        (name, field)
        for name, operation in administrative(api)
        for field in response_fields(api, operation)
        if SECRET.search(field.partition(".")[2]) and field not in REASONS
    }
    assert {name for name, _ in fields} <= INVITATIONS, fields


def test_no_response_to_an_administrator_sets_a_cookie(api: DocumentReader) -> None:
    for name, operation in administrative(api):
        for described in operation["responses"].values():
            headers = {header.lower() for header in api.resolved(described).get("headers", {})}
            assert headers & SETS_COOKIES == set(), name


def test_no_operation_acts_as_another_user(api: DocumentReader) -> None:
    for name, operation in api.operations():
        words = [name, operation.get("operationId", ""), operation.get("summary", "")]
        words += [parameter["name"] for parameter in operation.get("parameters", ())]
        assert [word for word in words if IMPERSONATION.search(word)] == [], name
