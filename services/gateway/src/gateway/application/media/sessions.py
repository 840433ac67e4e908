"""Sessions whose files may not be read any more, and the responses that have to end with them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from gateway.application.revocations import RevokedSessions
from gateway.domain.errors import PlaybackEnded, TooManyMediaResponses
from objects.prefix_tokens import PrefixToken

End = Callable[[], None]
"""Ends a response at once."""


class MediaSessions:
    """The responses in progress by session, and which sessions have ended."""

    def __init__(self, ended: RevokedSessions, revoked: RevokedSessions, most_per_session: int) -> None:
        """Check playback sessions in `ended`, and those of auth in `revoked`."""
        self._ended = ended
        self._revoked = revoked
        self._most = most_per_session
        self._open: dict[UUID, list[End]] = {}

    def __len__(self) -> int:
        """Return the number of sessions that read files now, of both kinds."""
        return len(self._open)

    def check(self, token: PrefixToken) -> None:
        """Raise PlaybackEnded if a session of a token has ended, and TooManyMediaResponses."""
        if token.session_id in self._ended or token.auth_session_id in self._revoked:
            raise PlaybackEnded
        if len(self._open.get(token.session_id, ())) >= self._most:
            raise TooManyMediaResponses(self._most)

    @contextmanager
    def opened(self, token: PrefixToken, end: End) -> Iterator[None]:
        """Count a response during the block, and call `end` when one of its sessions ends.

        Raise PlaybackEnded if one has ended already, and TooManyMediaResponses.
        """
        self.check(token)
        playback, sign_in = token.session_id, token.auth_session_id
        for session_id in (playback, sign_in):
            self._open.setdefault(session_id, []).append(end)
        try:
            yield
        finally:
            self._forget(playback, end)
            self._forget(sign_in, end)

    def end(self, session_id: UUID) -> None:
        """End every response of a session, of either kind."""
        for end in tuple(self._open.get(session_id, ())):
            end()

    def _forget(self, session_id: UUID, end: End) -> None:
        ends = self._open[session_id]
        ends.remove(end)
        if not ends:
            del self._open[session_id]


class EndPlayback:
    """Refuses the addresses of a playback session that has ended, and ends its responses."""

    def __init__(self, ended: RevokedSessions, sessions: MediaSessions) -> None:
        self._ended = ended
        self._sessions = sessions

    def __call__(self, session_id: UUID, until: float) -> None:
        """End a session; `until` is when its last token expires, in seconds since the epoch."""
        self._ended.add(session_id, until)
        self._sessions.end(session_id)
