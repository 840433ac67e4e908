"""HTTP status and error code of each error about relations."""

from typing import Final

from chassis.http.errors import ErrorSpec, ErrorTable
from social.domain.relations import errors

RELATION_ERRORS: Final[ErrorTable] = {
    errors.OwnAccount: ErrorSpec(400, "OWN_ACCOUNT", errors.OwnAccount()),
    errors.FriendRequestNotFound: ErrorSpec(404, "FRIEND_REQUEST_NOT_FOUND", errors.FriendRequestNotFound()),
    errors.FollowRequestNotFound: ErrorSpec(404, "FOLLOW_REQUEST_NOT_FOUND", errors.FollowRequestNotFound()),
    errors.FollowingRefused: ErrorSpec(409, "FOLLOWING_REFUSED", errors.FollowingRefused()),
    errors.RelationLimitReached: ErrorSpec(
        409, "RELATION_LIMIT_REACHED", errors.RelationLimitReached("friends", 1_000)
    ),
}
