"""Artists that are similar to one: those whom the same users play, else those of the same genres."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from music.application.folders.access import Listener, audible
from music.application.library.views import ArtistView
from music.application.marks.showing import marked_artists
from music.application.mixes.ports import SimilarBy
from music.application.unit_of_work import Readers
from music.domain.library.errors import ArtistNotFound


@dataclass(frozen=True, slots=True)
class SimilarArtists:
    """Artists with their scores, and by what they are similar."""

    by: SimilarBy
    artists: Sequence[tuple[ArtistView, float]]


class FindSimilarArtists:
    """Finds similar artists among those that a user may hear."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def __call__(self, listener: Listener, artist_id: UUID, limit: int) -> SimilarArtists:
        """Return similar artists, the most similar first; raise ArtistNotFound."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            if await work.library.artist(folders, artist_id) is None:
                raise ArtistNotFound(artist_id)
            for by in (SimilarBy.LISTENERS, SimilarBy.GENRE):
                similar = await work.candidates.similar(artist_id, folders, by, limit)
                views = await work.library.artists_by_id(folders, [item.artist_id for item in similar])
                by_id = {artist.id: artist for artist in await marked_artists(work, listener, folders, views)}
                artists = [(by_id[item.artist_id], item.score) for item in similar if item.artist_id in by_id]
                if artists:
                    return SimilarArtists(by, artists)
        return SimilarArtists(SimilarBy.NOTHING, [])
