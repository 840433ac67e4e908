"""The user who requests a file, as far as the request shows one: an address that was passed on to another account."""

from collections.abc import Sequence

from gateway.application.ports import AccessTokens
from gateway.domain.cookies import session_cookies
from gateway.domain.errors import ExpiredToken, InvalidAccessToken, KeysUnavailable, MediaForbidden
from gateway.domain.headers import Header, bearer_token
from objects.prefix_tokens import PrefixToken


class CheckViewer:
    """Compares the user of a request with that of its media token.

    Players need no credentials for files, so a request that proves no user is admitted: its media token decides alone.
    """

    def __init__(self, tokens: AccessTokens) -> None:
        self._tokens = tokens

    async def __call__(self, token: PrefixToken, headers: Sequence[Header]) -> None:
        """Raise MediaForbidden for a request of another user, and BadHeaders for one with several credentials."""
        proof = bearer_token(headers) or session_cookies(headers).access_token
        if not proof:
            return
        try:
            principal = await self._tokens.verify(proof)
        except (ExpiredToken, InvalidAccessToken, KeysUnavailable):
            return
        if principal.user_id != token.user_id:
            raise MediaForbidden
