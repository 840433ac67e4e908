"""HTTP status and error code of each error of lists."""

from typing import Final
from uuid import UUID

from chassis.http.errors import ErrorSpec, ErrorTable
from library.domain.lists.errors import (
    ExternalListUnknown,
    ListChanged,
    ListItemLimitReached,
    ListItemNotFound,
    ListKindMismatch,
    ListLimitReached,
    ListLinkNotFound,
    ListMemberLimitReached,
    ListMemberNotFound,
    ListNotFound,
    ListOwnerRequired,
    ListRoleRequired,
    ListRuleInvalid,
    ListTitlesUnknown,
)

_ID: Final = UUID("0199a2f3-61b0-7d52-a3c4-5e6f70818293")
_MEDIA_ID: Final = UUID("5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")

LIST_ERRORS: Final[ErrorTable] = {
    ListNotFound: ErrorSpec(404, "LIST_NOT_FOUND", ListNotFound(f"no list has the id {_ID}")),
    ListRoleRequired: ErrorSpec(
        403, "LIST_ROLE_REQUIRED", ListRoleRequired("the role editor of this list is required")
    ),
    ListChanged: ErrorSpec(412, "PRECONDITION_FAILED", ListChanged("the list has changed since: read it again")),
    ListLimitReached: ErrorSpec(409, "LIST_LIMIT_REACHED", ListLimitReached("a user has at most 500 lists")),
    ListItemLimitReached: ErrorSpec(
        409,
        "LIST_ITEM_LIMIT_REACHED",
        ListItemLimitReached("items: a list has at most 10,000 items, this one has 9,990"),
    ),
    ListMemberLimitReached: ErrorSpec(
        409, "LIST_MEMBER_LIMIT_REACHED", ListMemberLimitReached("a list has at most 100 members")
    ),
    ListKindMismatch: ErrorSpec(
        409,
        "LIST_KIND_MISMATCH",
        ListKindMismatch("items: the rules of this smart list decide what it contains"),
    ),
    ListRuleInvalid: ErrorSpec(
        400,
        "LIST_RULE_INVALID",
        ListRuleInvalid("rules.match.all[0].gte", "number_range", "must be between 0 and 100", minimum=0, maximum=100),
    ),
    ListTitlesUnknown: ErrorSpec(400, "LIST_TITLES_UNKNOWN", ListTitlesUnknown([_MEDIA_ID])),
    ListItemNotFound: ErrorSpec(
        404, "LIST_ITEM_NOT_FOUND", ListItemNotFound(f"the list does not contain the title {_MEDIA_ID}")
    ),
    ListMemberNotFound: ErrorSpec(
        404, "LIST_MEMBER_NOT_FOUND", ListMemberNotFound(f"the user {_ID} is not a member of this list")
    ),
    ListOwnerRequired: ErrorSpec(
        409,
        "LIST_OWNER_REQUIRED",
        ListOwnerRequired("userId: the owner cannot leave the list: transfer or delete it"),
    ),
    ExternalListUnknown: ErrorSpec(
        404,
        "EXTERNAL_LIST_UNKNOWN",
        ExternalListUnknown(f"externalListId: you follow no external list with the id {_ID}"),
    ),
    ListLinkNotFound: ErrorSpec(404, "LIST_LINK_NOT_FOUND", ListLinkNotFound("token: no public link has this token")),
}
