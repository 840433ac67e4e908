"""The operations of lists at other sites, which the Ratingo API does not have. A row states access, success, errors."""

from collections.abc import Sequence
from typing import Any, Final

from contract_operation import Operation, Shape

EXTERNAL: Final = "/lists/external"
ONE: Final = f"{EXTERNAL}/{{externalId}}"
LIST: Final = "https://trakt.tv/users/contract/lists/top-3"
"""A list that the simulator of Trakt has."""
CSV: Final = "Position,Const,Title,Title Type,Year\n1,tt0133093,The Matrix,Movie,1999\n"

_MISSING: Final = {404: "EXTERNAL_LIST_NOT_FOUND"}
_FOLLOW: Final = {403: "ACCOUNT_ERASED", 409: "FOLLOW_LIMIT_REACHED"}
_NOT_CSV: Final = {415: "UNSUPPORTED_MEDIA_TYPE"}


def _operation(method: str, path: str, status: int = 200, shape: Shape = "object", **more: Any) -> Operation:
    return Operation(method, path, "user", status, shape, **more)


EXTERNAL_LISTS_OPERATIONS: Final[Sequence[Operation]] = (
    _operation("GET", EXTERNAL, shape="array"),
    _operation("POST", EXTERNAL, 202, body={"url": LIST},
               errors={400: "LIST_ADDRESS_UNKNOWN LIST_NEEDS_FILE LIST_SITE_OFF", **_FOLLOW}),
    _operation("POST", f"{EXTERNAL}/files", 202, body=CSV, query="name=Contract",
               errors={400: "LIST_ADDRESS_UNKNOWN LIST_FILE_INVALID", **_FOLLOW, **_NOT_CSV}),
    _operation("GET", ONE, errors=_MISSING),
    _operation("DELETE", ONE, 204, "empty", errors=_MISSING),
    _operation("GET", f"{ONE}/items", shape="page", query="limit=2", errors=_MISSING),
    _operation("GET", f"{ONE}/changes", shape="page", query="limit=2", errors=_MISSING),
    _operation("POST", f"{ONE}/sync", 202, errors=_MISSING),
    _operation("PUT", f"{EXTERNAL}/{{uploadedId}}/file", 202, body=CSV,
               errors={400: "LIST_FILE_INVALID", **_MISSING, 409: "LIST_NOT_UPLOADED", **_NOT_CSV}),
    _operation("POST", "/me/lists/followed", 201, body={"externalListId": "{externalId}"},
               errors={403: "ACCOUNT_ERASED", 404: "EXTERNAL_LIST_UNKNOWN", 409: "LIST_LIMIT_REACHED"}),
)  # fmt: skip
