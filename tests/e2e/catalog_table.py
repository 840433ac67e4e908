"""The operations of the catalog that the Ratingo API does not have. A row states access, success and errors.

The members of the responses are those of the OpenAPI document, against which the tests validate them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from contract_operation import Access, Operation, Shape

_TITLE: Final = "MEDIA_NOT_FOUND"
_GONE: Final = {404: _TITLE, 410: "MEDIA_GONE"}
_CHANGE: Final = {412: "PRECONDITION_FAILED", 428: "PRECONDITION_REQUIRED"}
_EDIT: Final = {404: _TITLE, **_CHANGE}
_CURATED: Final = {404: "CURATED_COLLECTION_NOT_FOUND"}
_PERSON: Final = {404: "PERSON_NOT_FOUND"}
_RUN: Final = {404: "RUN_NOT_FOUND"}

COLLECTION: Final[Mapping[str, Any]] = {"kind": "collection", "names": {"en": "Contract"}, "titles": ["{movieId}"]}
NEW_COLLECTION: Final[Mapping[str, Any]] = {**COLLECTION, "slug": "{freeSlug}"}
CHANGE: Final[Mapping[str, Any]] = {
    "action": "collection.publish",
    "target": "{curatedSlug}",
    "at": "{nextYear}-01-01T00:00:00Z",
}


def _get(path: str, access: Access = "optional", shape: Shape = "object", **more: Any) -> Operation:
    return Operation("GET", path, access, shape=shape, **more)


def _change(method: str, path: str, access: Access, status: int = 200, **more: Any) -> Operation:
    return Operation(method, path, access, status, **more)


TITLES: Final = (
    _get("/catalog/genres", "none", "array"),
    _get(
        "/catalog/shows/{showSlug}/seasons/{seasonNumber}", "none", errors={404: "SEASON_NOT_FOUND", 410: "MEDIA_GONE"}
    ),
    _get("/catalog/titles/{movieId}", errors=_GONE),
    _get("/catalog/titles", shape="page", query="ids={movieId},{showId}", meta=frozenset({"count", "missing", "gone"})),
    _get("/catalog/titles/{movieId}/offers", "none", "array", query="region=us&type=stream", errors=_GONE),
    _get("/catalog/movies/{movieSlug}/similar", shape="array", query="limit=5", errors=_GONE),
    _get("/catalog/shows/{showSlug}/episode-ratings", "none", "array", errors=_GONE),
    _get("/catalog/shows/{showSlug}/similar", shape="array", query="limit=5", errors=_GONE),
    _get("/catalog/people/{personSlug}", query="role=cast&sort=popularity", errors=_PERSON),
    _get("/catalog/people/{personSlug}/titles", shape="page", query="limit=5&offset=0", errors=_PERSON),
    _get("/catalog/collections/{franchiseSlug}", errors={404: "COLLECTION_NOT_FOUND"}),
    _get("/catalog/curated", "none", "page", query="kind=collection&limit=100"),
    _get("/catalog/curated/{curatedSlug}", query="limit=5&offset=0", errors=_CURATED),
    _get("/catalog/texts", "none", query="language=uk"),
    _get("/home", query="region=us"),
)

OWN_SETTINGS: Final = (
    _get("/catalog/calendar.ics", "none", "text", query="token={feedToken}", errors={404: "CALENDAR_FEED_NOT_FOUND"}),
    _get("/catalog/calendar/feed", "user"),
    _change("POST", "/catalog/calendar/feed", "user", 201),
    _change("DELETE", "/catalog/calendar/feed", "user", 204, shape="empty"),
    _get("/catalog/my/services", "user"),
    _change("PUT", "/catalog/my/services", "user", body={"region": "us", "providerIds": [8, 337]}),
)

EDITING: Final = (
    _get("/admin/catalog/titles/{duplicateId}", "editor", errors={404: _TITLE}),
    _change("PATCH", "/admin/catalog/titles/{duplicateId}/overrides", "editor", body={"runtime": 99},
            errors={400: "GENRE_UNKNOWN", **_EDIT}),
    _change("DELETE", "/admin/catalog/titles/{duplicateId}/overrides", "editor", errors=_EDIT),
    _change("PUT", "/admin/catalog/titles/{duplicateId}/hidden", "editor", body={"reason": "Rights"}, errors=_EDIT),
    _change("DELETE", "/admin/catalog/titles/{duplicateId}/hidden", "editor", errors=_EDIT),
    _change("PUT", "/admin/catalog/titles/{duplicateId}/merge", "editor", body={"into": "{movieId}"},
            errors={409: "MERGE_NOT_ALLOWED", **_EDIT}),
    _change("DELETE", "/admin/catalog/titles/{duplicateId}/merge", "editor", errors=_EDIT),
    _get("/admin/catalog/audit", "editor", "page", query="limit=5&mediaId={duplicateId}",
         meta=frozenset({"count", "limit", "hasMore", "nextCursor"})),
)  # fmt: skip

CURATION: Final = (
    _get("/admin/catalog/collections", "editor", "page", query="limit=5"),
    _change("POST", "/admin/catalog/collections", "editor", 201, body=NEW_COLLECTION,
            errors={400: "TITLE_UNKNOWN", 409: "COLLECTION_EXISTS"}),
    _get("/admin/catalog/collections/{newCollection}", "editor", errors=_CURATED),
    _change("PUT", "/admin/catalog/collections/{newCollection}", "editor", body={**COLLECTION, "titles": []},
            errors={400: "TITLE_UNKNOWN", **_CURATED, **_CHANGE}),
    _change("DELETE", "/admin/catalog/collections/{newCollection}", "editor", errors={**_CURATED, **_CHANGE}),
    _change("PUT", "/admin/catalog/collections/{newCollection}/published", "editor", errors={**_CURATED, **_CHANGE}),
    _change("DELETE", "/admin/catalog/collections/{newCollection}/published", "editor",
            errors={**_CURATED, **_CHANGE}),
    _get("/admin/catalog/sections", "editor", "array"),
    _change("PUT", "/admin/catalog/sections/{sectionKey}", "editor",
            body={"enabled": True, "position": 0}, errors={400: "TITLE_UNKNOWN", **_CURATED, **_CHANGE}),
    _get("/admin/catalog/schedule", "editor", "page", query="state=pending&limit=5"),
    _change("POST", "/admin/catalog/schedule", "editor", 201, body=CHANGE,
            errors={400: "DUE_IN_THE_PAST TITLE_UNKNOWN", **_CURATED}),
    _change("DELETE", "/admin/catalog/schedule/{newChange}", "editor",
            errors={404: "SCHEDULED_CHANGE_NOT_FOUND", 409: "SCHEDULE_ENDED"}),
)  # fmt: skip

POLICY: Final = (
    _get("/admin/catalog-policies/activations", "admin", "page", query="limit=5"),
    _change("POST", "/admin/catalog-policies/rollback", "admin", errors={409: "NO_PREVIOUS_POLICY"}),
    _get("/admin/catalog-policies/evaluations/{movieId}", "admin", errors={404: f"{_TITLE} POLICY_NOT_FOUND"}),
    _change("POST", "/admin/catalog-policies/runs/{preparedRun}/resume", "admin", 409,
            errors={**_RUN, 409: "RUN_NOT_INTERRUPTED"}),
)  # fmt: skip
"""Only a run whose worker has died can be resumed: the tests of catalog have one."""

CATALOG_OPERATIONS: Final[Sequence[Operation]] = (*TITLES, *OWN_SETTINGS, *EDITING, *CURATION, *POLICY)

UNKNOWN: Final[Mapping[str, str]] = {
    "messageKind": "no_such_kind",
    **dict.fromkeys(("movieSlug", "showSlug", "curatedSlug", "newCollection"), "there-is-none"),
    **dict.fromkeys(("personSlug", "franchiseSlug"), "missing-1999999999"),
    **dict.fromkeys(
        (
            "movieId",
            "showId",
            "listedId",
            "duplicateId",
            "newChange",
            "newPlay",
            "preparedRun",
            "editorId",
            "otherSession",
            "newInvitation",
            "memberId",
            "newKey",
            "newImport",
            "openImport",
            "newList",
            "unrankedMovie",
            "newRanking",
            "newScrobbleKey",
            "newUnmatched",
            "externalId",
            "uploadedId",
            "sourceId",
            "fileId",
        ),
        "00000000-0000-4000-8000-000000000000",
    ),
    "deviceId": "00000000-0000-4000-8000-000000000000",
    **dict.fromkeys(("genreNumber", "providerNumber"), "1999999999"),
    "listId": "there-is-none",
    **dict.fromkeys(("feedToken", "publicToken", "invitationToken", "webhookKey"), "x" * 43),
    "sectionKey": "collection:there-is-none",
    "scheduleName": "there-is-none",
    "streamToken": "mqm_none",
}
"""Samples with which an operation that declares a 404 has one."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request of an operation that is rejected for a reason of its own."""

    name: str
    status: int
    code: str
    body: Mapping[str, Any] | None = None
    samples: Mapping[str, str] = field(default_factory=dict)
    """Samples that are used for others."""

    def changed(self, operation: Operation) -> Operation:
        """Return the operation with the request that is rejected."""
        path = operation.path
        for name, other in self.samples.items():
            path = path.replace(f"{{{name}}}", f"{{{other}}}")
        return replace(operation, path=path, body=operation.body if self.body is None else self.body)


REFUSALS: Final = (
    Refusal("PUT /api/v1/admin/catalog/titles/{}/merge", 409, "MERGE_NOT_ALLOWED", {"into": "{duplicateId}"}),
    Refusal("PATCH /api/v1/admin/catalog/titles/{}/overrides", 400, "GENRE_UNKNOWN", {"genres": ["no-such-genre"]}),
    Refusal("POST /api/v1/admin/catalog/collections", 409, "COLLECTION_EXISTS",
            {**NEW_COLLECTION, "slug": "{curatedSlug}"}),
    Refusal("POST /api/v1/admin/catalog/collections", 400, "TITLE_UNKNOWN",
            {**NEW_COLLECTION, "titles": [UNKNOWN["movieId"]]}),
    Refusal("PUT /api/v1/admin/catalog/sections/{}", 400, "TITLE_UNKNOWN", {
        "enabled": True, "position": 0, "pins": [{"mediaId": UNKNOWN["movieId"], "position": 1}]}),
    Refusal("POST /api/v1/admin/catalog/schedule", 400, "DUE_IN_THE_PAST", {**CHANGE, "at": "2020-01-01T00:00:00Z"}),
    Refusal("POST /api/v1/admin/catalog/schedule", 400, "TITLE_UNKNOWN",
            {**CHANGE, "action": "title.unhide", "target": UNKNOWN["movieId"]}),
    Refusal("DELETE /api/v1/admin/catalog/schedule/{}", 409, "SCHEDULE_ENDED", samples={"newChange": "endedChange"}),
    Refusal("POST /api/v1/admin/catalog-policies/runs/{}/resume", 409, "RUN_NOT_INTERRUPTED"),
    Refusal("PUT /api/v1/admin/users/{}/roles", 409, "LAST_ADMINISTRATOR", {"roles": ["user"]},
            samples={"editorId": "adminId"}),
)  # fmt: skip
