"""The operations of imports and exports, which the Ratingo API does not have. A row states access and outcome."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contract_operation import Access, Operation, Shape

IMPORTS: Final = "/me/imports"
ONE: Final = f"{IMPORTS}/{{newImport}}"
TITLE: Final = "0199a2f3-1c4e-7a8b-9d2f-3c5e7a9b1d2f"
"""The id of no title."""
FILE: Final[Mapping[str, Any]] = {
    "format": "marquee",
    "version": 1,
    "titles": [{"mediaId": TITLE, "kind": "movie", "title": "The Contract", "releaseDate": "1999-01-01"}],
    "marks": [{"id": TITLE, "mediaId": TITLE, "kind": "state", "value": "planned", "origin": "api"}],
}


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_IMPORT: Final = _of(
    "id name size format state progress counts ignored notices overwriteRatings ratedIsWatched error createdAt"
    " updatedAt"
)
_ROW: Final = _of(
    "position file line status title year type season episode confidence chosen mediaItemId mediaSummary alternatives"
    " code field message excerpt"
)
_MISSING: Final = {404: "IMPORT_NOT_FOUND"}
_CHANGE: Final = {403: "ACCOUNT_ERASED", **_MISSING, 409: "IMPORT_STATE_FORBIDS"}


def _operation(method: str, path: str, status: int = 200, shape: Shape = "object", **more: Any) -> Operation:
    access: Access = "user"
    return Operation(method, path, access, status, shape=shape, **more)


EXPORT: Final = Operation("GET", "/me/export", "user", shape="text", query="format=imdb")
IMPORTS_OPERATIONS: Final[Sequence[Operation]] = (
    _operation("POST", IMPORTS, 202, body=FILE, query="name=contract.json", members=_IMPORT,
               errors={400: "IMPORT_EMPTY", 403: "ACCOUNT_ERASED", 409: "TOO_MANY_IMPORTS"}),
    _operation("PUT", "/me/imports/{openImport}/parts/{rowNumber}", body=FILE, members=_IMPORT, errors=_CHANGE),
    _operation("POST", "/me/imports/{openImport}/complete", 202, members=_IMPORT,
               errors={400: "IMPORT_EMPTY", **_CHANGE, 409: "IMPORT_STATE_FORBIDS IMPORT_PART_MISSING"}),
    _operation("GET", IMPORTS, shape="page", query="limit=5", members=_IMPORT),
    _operation("GET", ONE, members=_IMPORT, errors=_MISSING),
    _operation("GET", f"{ONE}/events", shape="text", errors=_MISSING),
    _operation("GET", f"{ONE}/rows", shape="page", query="status=unmatched&limit=5", members=_ROW, errors=_MISSING),
    _operation("PATCH", f"{ONE}/rows/{{rowNumber}}", body={"skip": True}, members=_ROW,
               errors={403: "ACCOUNT_ERASED", 404: "IMPORT_NOT_FOUND IMPORT_ROW_NOT_FOUND MEDIA_NOT_FOUND",
                       409: "IMPORT_ROW_FIXED IMPORT_STATE_FORBIDS"}),
    _operation("POST", f"{ONE}/commit", 202, body={"minConfidence": 0.8}, members=_IMPORT, errors=_CHANGE),
    _operation("POST", f"{ONE}/revert", 202, members=_IMPORT, errors=_CHANGE),
    _operation("DELETE", ONE, 204, "empty", errors=_CHANGE),
)  # fmt: skip
