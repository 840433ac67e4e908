"""Links for players that send no access token: each opens one thing in one form, for a while."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from chassis.core.clock import Clock
from music.application.folders.access import Listener, audible
from music.application.unit_of_work import Readers, UnitOfWork
from music.domain.covers.errors import CoverNotFound
from music.domain.library.errors import AlbumNotFound, TrackNotFound
from music.domain.streaming.errors import MusicLinkExpired, MusicLinkInvalid, SessionEnded
from music.domain.streaming.links import Linked, LinkedContent
from objects.errors import TokenExpired, TokenInvalid
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys


@dataclass(frozen=True, slots=True)
class MusicLink:
    """A token that opens something until it expires."""

    token: str = field(repr=False)
    expires_at: datetime
    suffix: str
    """Of the audio, which names its format; empty for others."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a link opens, and for whom."""

    linked: Linked
    listener: Listener
    session_id: UUID


class LinkMusic:
    """Makes links and reads them. A link ends with the session that made it."""

    def __init__(self, readers: Readers, keys: PrefixTokenKeys, life: timedelta, clock: Clock) -> None:
        self._readers = readers
        self._keys = keys
        self._life = life
        self._clock = clock

    async def make(self, listener: Listener, session_id: UUID, linked: Linked) -> MusicLink:
        """Return a link; raise SessionEnded, TrackNotFound, AlbumNotFound, CoverNotFound."""
        async with self._readers.read() as work:
            if await work.ended_sessions.has(session_id):
                raise SessionEnded
            suffix = await _check(work, listener, linked)
        expires_at = (self._clock.now() + self._life).replace(microsecond=0)
        token = PrefixToken((linked.form,), int(expires_at.timestamp()), listener.user_id, linked.id, session_id)
        return MusicLink(self._keys.issue(token), expires_at, suffix)

    async def open(self, token: str) -> OpenedLink:
        """Return what a token opens; raise MusicLinkInvalid, also when its session has ended, or MusicLinkExpired.

        What the user is now counts: one who is an administrator no more hears as any other.
        """
        try:
            proof = self._keys.verify(token, self._clock.now().timestamp())
            linked = Linked.parse(proof.prefixes[0], proof.session_id)
        except TokenExpired as expired:
            raise MusicLinkExpired from expired
        except (TokenInvalid, ValueError) as invalid:
            raise MusicLinkInvalid from invalid
        session_id = proof.auth_session_id
        async with self._readers.read() as work:
            if await work.ended_sessions.has(session_id):
                raise MusicLinkInvalid
            user = await work.app_passwords.user(proof.user_id)
            listener = Listener(proof.user_id, user is not None and user.is_administrator)
            try:
                await _check(work, listener, linked)
            except (TrackNotFound, AlbumNotFound, CoverNotFound) as hidden:
                raise MusicLinkInvalid from hidden
        return OpenedLink(linked, listener, session_id)


async def _check(work: UnitOfWork, listener: Listener, linked: Linked) -> str:
    """Return the suffix of what is opened; raise the error of what is not there for the user."""
    folders = await audible(work, listener)
    if linked.content in (LinkedContent.AUDIO, LinkedContent.TRACK_COVER):
        tracks = await work.library.tracks_by_id(folders, [linked.id])
        if not tracks:
            raise TrackNotFound(linked.id)
        if linked.content is LinkedContent.AUDIO:
            return tracks[0].suffix if linked.target is None else linked.target.suffix
        album_id = tracks[0].album_id
    else:
        album_id = linked.id
    if await work.library.album(folders, album_id) is None:
        raise AlbumNotFound(album_id)
    if linked.content is not LinkedContent.ARCHIVE and await work.covers.album_picture(album_id) is None:
        raise CoverNotFound(linked.id)
    return ""
