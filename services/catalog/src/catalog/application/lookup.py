"""Lookup of titles by the ids that other services and other systems have."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog.application.ports import Lookup
from catalog.application.read_models import LookupResult, View
from catalog.application.successors import listed_successor
from catalog.domain.errors import MediaNotFound
from catalog.domain.regions import Regions
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True)
class TitleRedirect:
    """The title that a deleted title was merged into."""

    media_id: UUID


class LookupQueries:
    """Reads titles by id."""

    def __init__(self, lookup: Lookup, clock: Clock, regions: Regions) -> None:
        self._lookup = lookup
        self._clock = clock
        self._regions = regions

    async def one(self, media_id: UUID, view: View) -> LookupResult | TitleRedirect:
        """Return a listed title, or the one of its kind that it was merged into.

        Raise MediaNotFound, and MediaDeleted for a deleted title without a listed successor of its kind.
        """
        result = await self.many([media_id], view)
        return result if result.titles else await self.redirect(media_id)

    async def redirect(self, media_id: UUID) -> TitleRedirect:
        """Return the listed title of its kind that a deleted title was merged into.

        Raise MediaNotFound for a title that is not deleted, and MediaDeleted without such a successor.
        """
        successor = listed_successor(await self._lookup.merge_chain(media_id))
        if successor is None:
            raise MediaNotFound("no title is listed under this id")
        return TitleRedirect(successor.media_id)

    async def many(self, media_ids: Sequence[UUID], view: View, *, version: str = "") -> LookupResult:
        """Return the listed titles among `media_ids`, in that order, and the ids that are not listed.

        A `version` differs whenever a row of one of them does: titles that were read with it are not read again. Ids
        with a version contain each one once.
        """
        unique = list(media_ids if version else dict.fromkeys(media_ids))
        now = view.local(self._clock.now())
        return await self._lookup.titles(unique, self._regions.in_order(view.region), now, view.user_id, version)

    async def by_imdb(self, imdb_id: str, view: View) -> LookupResult:
        """Return the listed titles that have the IMDb id."""
        return await self.many(await self._lookup.ids_of_imdb(imdb_id), view)
