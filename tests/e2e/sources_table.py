"""The operations of media sources, which the Ratingo API does not have. A row states access, success and errors.

Only administrators may connect a folder, so the administrator of the stack sends the requests that concern one.
"""

from collections.abc import Sequence
from typing import Any, Final

from contract_operation import Access, Operation, Shape

ONE: Final = "/sources/{sourceId}"
FILE: Final = "/sources/files/{fileId}"
OF_USERS: Final = "/admin/sources/{sourceId}"
SCHEDULE: Final = "/admin/sources/schedules/{scheduleName}"

_SOURCE: Final = {404: "SOURCE_NOT_FOUND"}
_FILE: Final = {404: "FILE_NOT_FOUND"}
_OWN: Final = {403: "SOURCE_OF_ANOTHER", **_SOURCE}
_OWN_FILE: Final = {403: "SOURCE_OF_ANOTHER", **_FILE}
_READ: Final = {409: "SOURCE_UNREADABLE"}
_CHANGED: Final = {412: "PRECONDITION_FAILED", 428: "PRECONDITION_REQUIRED"}
_CONTENT: Final = {**_READ, 416: "RANGE_NOT_SATISFIABLE"}
_SCHEDULE: Final = {404: "SCHEDULE_NOT_FOUND"}


def _get(path: str, shape: Shape = "object", access: Access = "admin", **more: Any) -> Operation:
    return Operation("GET", path, access, shape=shape, **more)


def _change(method: str, path: str, status: int = 200, shape: Shape = "object", **more: Any) -> Operation:
    return Operation(method, path, "admin", status, shape, **more)


SOURCES_OPERATIONS: Final[Sequence[Operation]] = (
    _get("/sources", "page", "user", query="limit=5"),
    _change("POST", "/sources", 201, errors={403: "FOR_ADMINISTRATORS", 409: "SOURCE_UNREADABLE TOO_MANY_SOURCES"},
            body={"kind": "folder", "name": "Workshop", "configuration": {"path": "{freeFolder}"}}),
    _get("/sources/kinds", "array", "user"),
    _get("/sources/titles/{movieId}", access="user"),
    _get("/sources/unmatched", "page", query="sourceId={sourceId}&limit=5", errors=_OWN),
    _get(ONE, errors=_SOURCE),
    _change("PATCH", ONE, body={"name": "Workshop"},
            errors={403: "FOR_ADMINISTRATORS SOURCE_OF_ANOTHER", **_SOURCE, **_READ, **_CHANGED}),
    _change("DELETE", ONE, 204, "empty", errors={**_OWN, **_CHANGED}),
    _change("POST", f"{ONE}/check", errors={**_OWN, **_READ}),
    _change("PUT", f"{ONE}/credentials", body={"credentials": {}}, errors={**_OWN, **_READ, **_CHANGED}),
    _get(f"{ONE}/files", "page", query="limit=5", errors=_SOURCE),
    _change("POST", f"{ONE}/folder-matches", body={"folder": "Contract", "mediaId": "{movieId}"},
            errors={**_OWN, 404: "SOURCE_NOT_FOUND TITLE_NOT_FOUND", 409: "FOLDER_TOO_LARGE"}),
    _change("POST", f"{ONE}/scan", 202, errors={**_OWN, 409: "SOURCE_PAUSED"}),
    _get(f"{ONE}/scans", "array", errors=_SOURCE),
    _get(f"{ONE}/scans/events", "text", errors=_SOURCE),
    _get(f"{FILE}/candidates", "array", errors=_OWN_FILE),
    _get(f"{FILE}/content", "text", errors={**_FILE, **_CONTENT}),
    _change("POST", f"{FILE}/link", 201, errors=_FILE),
    _change("PUT", f"{FILE}/match", body={"mediaId": "{movieId}"},
            errors={**_OWN_FILE, 404: "FILE_NOT_FOUND TITLE_NOT_FOUND"}),
    _change("DELETE", f"{FILE}/match", errors=_OWN_FILE),
    _get("/sources/streams/{streamToken}", "text", "none", errors={404: "FILE_NOT_FOUND LINK_INVALID", **_CONTENT}),
    _get("/admin/sources", "page", query="limit=5"),
    _get("/admin/sources/egress", "array"),
    _get("/admin/sources/schedules", "array"),
    _change("PATCH", SCHEDULE, body={"enabled": True}, errors=_SCHEDULE),
    _change("POST", f"{SCHEDULE}/run", 202, errors=_SCHEDULE),
    _get(OF_USERS, errors=_SOURCE),
    _change("PATCH", OF_USERS, body={"name": "Workshop"}, errors={**_SOURCE, **_READ, **_CHANGED}),
    _change("DELETE", OF_USERS, 204, "empty", errors={**_SOURCE, **_CHANGED}),
    _change("POST", f"{OF_USERS}/scan", 202, errors={**_SOURCE, 409: "SOURCE_PAUSED"}),
)  # fmt: skip
