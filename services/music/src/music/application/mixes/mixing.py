"""The mixes of a user: made once a day, stored, and made again on request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from chassis.core.clock import Clock
from music.application.explore.exploring import seed_of, tracks_in_order
from music.application.folders.access import Listener, audible
from music.application.library.ordering import in_order
from music.application.library.views import ArtistRef, ArtistView, GenreView, TrackView
from music.application.marks.showing import marked_artists
from music.application.mixes.building import chosen_of, picks_of, smart_picks
from music.application.mixes.pools import MOST_PLAYED, pool_of
from music.application.mixes.ports import Scope
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.library.errors import ArtistNotFound, GenreNotFound
from music.domain.mixes.candidates import Taste
from music.domain.mixes.mix import Mix, MixKind, Pick, Subject, chance_of, seed_of_day
from music.domain.mixes.reasons import Reason
from music.domain.mixes.rules import SmartRules

MOST_FAVOURITES = 50


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason with names, as far as the user may hear what they name."""

    reason: Reason
    artist: ArtistRef | None
    genre: str | None


@dataclass(frozen=True, slots=True)
class PickView:
    """A track of a mix, and why it is there."""

    track: TrackView
    score: float
    reason: ReasonView


@dataclass(frozen=True, slots=True)
class MixView:
    """A mix with its tracks."""

    subject: Subject
    day: date
    seed: int
    picks: Sequence[PickView]


class MakeMixes:
    """Returns the mixes of users."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def get(self, listener: Listener, subject: Subject, *, again: bool = False) -> MixView:
        """Return the mix of today, with `again` one of a new seed.

        Raise ArtistNotFound, GenreNotFound and AccountErased.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            await work.users.ensure(listener.user_id)
            folders = await audible(work, listener)
            scope = await _scope(work, folders, subject)
            mix = None if again else await work.mixes.find(listener.user_id, subject)
            if mix is None or mix.day != now.date():
                seed = seed_of(None) if again else seed_of_day(listener.user_id, subject, now.date())
                mix = await _made(
                    work, listener.user_id, folders, scope, Mix(listener.user_id, subject, now.date(), seed, ()), now
                )
                await work.mixes.save(mix)
            return await _view(work, listener, folders, mix)

    async def smart(self, listener: Listener, rules: SmartRules, seed: int | None) -> MixView:
        """Return the tracks that rules choose; raise ArtistNotFound and GenreNotFound."""
        now, subject = self._clock.now(), Subject(MixKind.SMART)
        seed = seed_of_day(listener.user_id, subject, now.date()) if seed is None else seed
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            await _ensure(work, folders, rules.artist_id, rules.genre_id)
            scope = Scope(rules.artist_id, rules.genre_id)
            pool = await pool_of(work, listener.user_id, folders, scope, seed, now)
            chance = chance_of(listener.user_id, subject, now.date(), seed)
            mix = Mix(listener.user_id, subject, now.date(), seed, smart_picks(rules, pool, chance, now))
            return await _view(work, listener, folders, mix)

    async def artists(self, listener: Listener, limit: int) -> list[ArtistView]:
        """Return the artists of whom the user has mixes, those that were played most first."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            taste = await _taste(work, listener.user_id, folders)
            ids = taste.top_artists(limit)
            views = await work.library.artists_by_id(folders, ids)
            return await marked_artists(work, listener, folders, in_order(ids, views))

    async def genres(self, listener: Listener, limit: int) -> list[GenreView]:
        """Return the genres of which the user has mixes, those that were played most first."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            ids = (await _taste(work, listener.user_id, folders)).top_genres(limit)
            return in_order(ids, await work.library.genres_by_id(folders, ids))


async def _taste(work: UnitOfWork, user_id: UUID, folders: Sequence[UUID]) -> Taste:
    favourites = await work.candidates.favourite_artists(user_id, folders, MOST_FAVOURITES)
    return Taste.of(await work.candidates.played(user_id, folders, Scope(), MOST_PLAYED), favourites)


async def _made(work: UnitOfWork, user_id: UUID, folders: Sequence[UUID], scope: Scope, mix: Mix, now: datetime) -> Mix:
    pool = await pool_of(work, user_id, folders, scope, mix.seed, now)
    chance = chance_of(user_id, mix.subject, mix.day, mix.seed)
    chosen = chosen_of(mix.subject.kind, pool, chance, now)
    profiles = await work.analyses.profiles([candidate.id for candidate in chosen])
    return replace(mix, picks=picks_of(mix.subject.kind, chosen, profiles, pool, chance, now))


async def _scope(work: UnitOfWork, folders: Sequence[UUID], subject: Subject) -> Scope:
    """Return what the tracks of a mix are limited to; raise the error of a subject that is not there."""
    scope = Scope()
    if subject.kind is MixKind.ARTIST:
        scope = Scope(artist_id=subject.id)
    elif subject.kind is MixKind.GENRE:
        scope = Scope(genre_id=subject.id)
    await _ensure(work, folders, scope.artist_id, scope.genre_id)
    return scope


async def _ensure(work: UnitOfWork, folders: Sequence[UUID], artist_id: UUID | None, genre_id: UUID | None) -> None:
    if artist_id is not None and await work.library.artist(folders, artist_id) is None:
        raise ArtistNotFound(artist_id)
    if genre_id is not None and await work.library.genre(folders, genre_id) is None:
        raise GenreNotFound(genre_id)


async def _view(work: UnitOfWork, listener: Listener, folders: Sequence[UUID], mix: Mix) -> MixView:
    """Return a mix with its tracks that the user may still hear."""
    tracks = await tracks_in_order(work, listener, folders, [pick.track_id for pick in mix.picks])
    by_id = {track.id: track for track in tracks}
    reasons = [pick.reason for pick in mix.picks]
    artist_ids = sorted({reason.artist_id for reason in reasons if reason.artist_id is not None})
    genre_ids = sorted({reason.genre_id for reason in reasons if reason.genre_id is not None})
    artists = {
        artist.id: ArtistRef(artist.id, artist.name) for artist in await work.library.artists_by_id(folders, artist_ids)
    }
    genres = {genre.id: genre.name for genre in await work.library.genres_by_id(folders, genre_ids)}

    def view(pick: Pick, track: TrackView) -> PickView:
        reason = pick.reason
        artist = None if reason.artist_id is None else artists.get(reason.artist_id)
        genre = None if reason.genre_id is None else genres.get(reason.genre_id)
        return PickView(track, pick.score, ReasonView(reason, artist, genre))

    picks = [view(pick, by_id[pick.track_id]) for pick in mix.picks if pick.track_id in by_id]
    return MixView(mix.subject, mix.day, mix.seed, picks)
