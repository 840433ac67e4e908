"""HTTP status and error code of each error about sessions."""

from typing import Final

from chassis.http.errors import ErrorSpec, ErrorTable
from social.domain.together import errors

TOGETHER_ERRORS: Final[ErrorTable] = {
    errors.SessionNotFound: ErrorSpec(404, "TOGETHER_SESSION_NOT_FOUND", errors.SessionNotFound()),
    errors.CodeNotFound: ErrorSpec(404, "TOGETHER_CODE_NOT_FOUND", errors.CodeNotFound()),
    errors.TooManyCodes: ErrorSpec(429, "RATE_LIMITED", errors.TooManyCodes(10, 240), headers=("Retry-After",)),
    errors.RoleRequired: ErrorSpec(403, "TOGETHER_ROLE_REQUIRED", errors.RoleRequired()),
    errors.MemberNotFound: ErrorSpec(404, "TOGETHER_MEMBER_NOT_FOUND", errors.MemberNotFound()),
    errors.ItemNotFound: ErrorSpec(404, "TOGETHER_ITEM_NOT_FOUND", errors.ItemNotFound()),
    errors.ItemOfOtherKind: ErrorSpec(400, "TOGETHER_ITEM_KIND", errors.ItemOfOtherKind()),
    errors.NothingToPlay: ErrorSpec(409, "TOGETHER_NOTHING_TO_PLAY", errors.NothingToPlay()),
    errors.PlaybackChanged: ErrorSpec(412, "TOGETHER_PLAYBACK_CHANGED", errors.PlaybackChanged()),
    errors.TogetherLimitReached: ErrorSpec(409, "TOGETHER_LIMIT_REACHED", errors.TogetherLimitReached()),
}
