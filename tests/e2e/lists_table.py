"""The operations of lists, which the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contract_operation import Access, Operation, Shape

LISTS: Final = "/lists/{newList}"
RULES: Final[Mapping[str, Any]] = {"match": {"field": "state", "in": ["planned", "watching", "completed"]}}


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LIST: Final = _of(
    "id ownerId name description coverUrl visibility kind rules role itemCount likeCount shareCount liked createdAt"
    " updatedAt"
)
_ITEM: Final = _of("mediaItemId position note addedBy addedAt state rating mediaSummary")
_MEMBER: Final = _of("userId role joinedAt")
_LIKE: Final = _of("liked likeCount")
_MISSING: Final = {404: "LIST_NOT_FOUND"}
_ROLE: Final = {403: "LIST_ROLE_REQUIRED", **_MISSING}
_ERASED: Final = {403: "ACCOUNT_ERASED"}
_OWNER: Final = {403: "LIST_ROLE_REQUIRED ACCOUNT_ERASED", **_MISSING}
_EDIT: Final = {**_OWNER, 409: "LIST_KIND_MISMATCH"}
_LINK: Final = {404: "LIST_LINK_NOT_FOUND"}
_ONCE: Final = "LIST_LIMIT_REACHED IDEMPOTENCY_KEY_REUSED"
_CHANGED: Final = {412: "PRECONDITION_FAILED"}


def _get(path: str, access: Access = "optional", shape: Shape = "object", **more: Any) -> Operation:
    return Operation("GET", path, access, shape=shape, **more)


def _write(method: str, path: str, status: int = 200, **more: Any) -> Operation:
    return Operation(method, path, "user", status, **more)


def _removal(path: str, **more: Any) -> Operation:
    return _write("DELETE", path, 204, shape="empty", **more)


LISTS_OPERATIONS: Final[Sequence[Operation]] = (
    _get("/me/lists", "user", "page", query="selection=own&limit=5&offset=0", members=_LIST),
    _write("POST", "/me/lists", 201, body={"name": "Contract"}, members=_LIST,
           errors={400: "LIST_RULE_INVALID", **_ERASED, 409: _ONCE}),
    _write("POST", "/me/lists/preview", shape="page", body={"rules": RULES}, query="limit=5", members=_ITEM,
           errors={400: "LIST_RULE_INVALID"}),
    _write("POST", "/me/lists/memberships", body={"token": "{invitationToken}"}, members=_LIST,
           errors={**_ERASED, **_LINK, 409: "LIST_MEMBER_LIMIT_REACHED"}),
    _get("/me/lists/watchlist", "user", "page", query="sort=title&limit=5", members=_ITEM),
    _write("PUT", "/me/lists/watchlist/{movieId}", 204, shape="empty",
           errors={**_ERASED, 404: "MEDIA_NOT_FOUND"}),
    _removal("/me/lists/watchlist/{duplicateId}", errors=_ERASED),
    _get("/lists/public", shape="page", query="sort=recent&limit=5", members=_LIST),
    _get("/lists/shared", "none", query="token={publicToken}", members=_LIST, errors=_LINK),
    _get("/lists/shared/items", "none", "page", query="token={publicToken}&limit=5", members=_ITEM, errors=_LINK),
    _get("/lists/shared/file", "none", "text", query="token={publicToken}&format=rss", errors=_LINK),
    _get(LISTS, members=_LIST | {"completion"}, errors=_MISSING),
    _write("PATCH", LISTS, body={"name": "Changed"}, members=_LIST,
           errors={400: "LIST_RULE_INVALID", **_EDIT, **_CHANGED}),
    _removal(LISTS, errors={**_OWNER, **_CHANGED}),
    _write("POST", f"{LISTS}/copies", 201, body={}, members=_LIST, errors={**_ERASED, **_MISSING, 409: _ONCE}),
    _get(f"{LISTS}/file", shape="text", query="format=csv", errors=_MISSING),
    _get(f"{LISTS}/items", shape="page", query="sort=title&unseen=false&limit=5", members=_ITEM, errors=_MISSING),
    _write("POST", f"{LISTS}/items", body={"items": [{"mediaItemId": "{showId}"}]},
           members=_of("added present itemCount"),
           errors={**_EDIT, 400: "LIST_TITLES_UNKNOWN", 404: "LIST_NOT_FOUND LIST_ITEM_NOT_FOUND",
                   409: "LIST_KIND_MISMATCH LIST_ITEM_LIMIT_REACHED"}),
    _write("POST", f"{LISTS}/items/imports", body={"text": "movie/603"},
           members=_of("added present itemCount lines unmatched"),
           errors={**_EDIT, 409: "LIST_KIND_MISMATCH LIST_ITEM_LIMIT_REACHED"}),
    _write("POST", f"{LISTS}/items/removals", body={"mediaItemIds": ["{movieId}"]}, members=_LIST, errors=_EDIT),
    _removal(f"{LISTS}/items/{{movieId}}", errors=_EDIT),
    _write("PUT", f"{LISTS}/items/{{movieId}}/note", body={"note": "First"}, members=_LIST,
           errors={**_EDIT, 404: "LIST_NOT_FOUND LIST_ITEM_NOT_FOUND"}),
    _write("PUT", f"{LISTS}/items/{{movieId}}/position", body={"side": "end"}, members=_LIST,
           errors={**_EDIT, 404: "LIST_NOT_FOUND LIST_ITEM_NOT_FOUND", **_CHANGED}),
    _write("PUT", f"{LISTS}/order", body={"mediaItemIds": ["{movieId}"]}, members=_LIST,
           errors={**_EDIT, 404: "LIST_NOT_FOUND LIST_ITEM_NOT_FOUND", **_CHANGED}),
    _get(f"{LISTS}/members", "user", "array", members=_MEMBER, errors=_ROLE),
    _write("PUT", f"{LISTS}/members/{{memberId}}", body={"role": "viewer"},
           members=_MEMBER,
           errors={**_OWNER, 404: "LIST_NOT_FOUND LIST_MEMBER_NOT_FOUND",
                   409: "LIST_OWNER_REQUIRED LIST_MEMBER_LIMIT_REACHED"}),
    _removal(f"{LISTS}/members/{{memberId}}", errors={**_OWNER, 409: "LIST_OWNER_REQUIRED"}),
    _write("PUT", f"{LISTS}/owner", body={"userId": "{editorId}"}, members=_LIST,
           errors={**_OWNER, 404: "LIST_NOT_FOUND LIST_MEMBER_NOT_FOUND", 409: "LIST_LIMIT_REACHED"}),
    _get(f"{LISTS}/links", "user", "array", members=_of("kind createdAt"), errors=_ROLE),
    _write("POST", f"{LISTS}/links/{{linkKind}}", 201, members=_of("kind createdAt token"), errors=_OWNER),
    _removal(f"{LISTS}/links/{{linkKind}}", errors=_OWNER),
    _write("PUT", f"{LISTS}/like", members=_LIKE, errors={**_ERASED, **_MISSING}),
    _write("DELETE", f"{LISTS}/like", members=_LIKE, errors={**_ERASED, **_MISSING}),
    _write("PUT", f"{LISTS}/share", members=_of("shareCount"), errors={**_ERASED, **_MISSING}),
    _get("/admin/lists", "admin", "page", query="visibility=public&limit=5", members=_LIST),
    Operation("DELETE", "/admin/lists/{newList}", "admin", 204, "empty", errors=_MISSING),
)  # fmt: skip
