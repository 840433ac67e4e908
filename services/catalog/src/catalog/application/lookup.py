"""Looking titles up by the ids that other services and other systems know them by."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from catalog.application.ports import Clock, Lookup
from catalog.application.read_models import LookupResult, View
from catalog.domain.errors import MediaDeleted, MediaNotFound
from catalog.domain.merge_chain import resolve_successor


@dataclass(frozen=True, slots=True)
class TitleRedirect:
    """The title that a title deleted upstream was merged into."""

    media_id: UUID


class LookupQueries:
    """Reads titles by id."""

    def __init__(self, lookup: Lookup, clock: Clock, *, default_region: str, fallback_regions: Sequence[str]) -> None:
        self._lookup = lookup
        self._clock = clock
        self._default_region = default_region
        self._fallback_regions = tuple(fallback_regions)

    async def one(self, media_id: UUID, view: View) -> LookupResult | TitleRedirect:
        """Return a listed title, or the one of its kind that it was merged into.

        Raises MediaNotFound, and MediaDeleted for a title that is deleted upstream and has no listed successor.
        """
        found = await self.many([media_id], view)
        if found.titles:
            return found
        line = await self._lookup.line(media_id)
        if not line or line[0].deleted_at is None:
            raise MediaNotFound("No title is listed under this id")
        successor = resolve_successor(line)
        if successor is not None and successor.slug is not None and successor.kind == line[0].kind:
            return TitleRedirect(successor.media_id)
        message = f"This {line[0].kind} was removed by its source on {line[0].deleted_at.date()}"
        raise MediaDeleted(message, deleted_at=line[0].deleted_at, successor=successor)

    async def many(self, media_ids: Sequence[UUID], view: View) -> LookupResult:
        """Return the listed titles among `media_ids`, in that order, and those that are not listed."""
        wanted = list(dict.fromkeys(media_ids))
        regions = tuple(dict.fromkeys((view.region or self._default_region, *self._fallback_regions)))
        return await self._lookup.titles(wanted, regions, self._clock.now(), view.user_id)

    async def by_imdb(self, imdb_id: str, view: View) -> LookupResult:
        """Return the listed titles that have the IMDb id."""
        return await self.many(await self._lookup.ids_of_imdb(imdb_id), view)
