"""CuratedCollections: changed by editors with an audit entry each, and read by everyone once they are published."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from catalog.application.curation.ports import CuratedPage, CurationReads, CurationWork
from catalog.application.lookup import LookupQueries
from catalog.application.read_models import LookupResult, View
from catalog.domain.curation.collections import Collection, CollectionContent, CollectionKind
from catalog.domain.curation.errors import CollectionExists, CuratedCollectionNotFound, TitleUnknown
from catalog.domain.editing.audit import Action, Actor, AuditEntry
from catalog.domain.editing.edition import Condition
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory


class CuratedCollections:
    """Changes and reads collections."""

    def __init__(
        self, units: UnitOfWorkFactory[CurationWork], reads: CurationReads, lookup: LookupQueries, clock: Clock
    ) -> None:
        self._units = units
        self._reads = reads
        self._lookup = lookup
        self._clock = clock

    async def page(self, kind: CollectionKind | None, limit: int, offset: int, *, published_only: bool) -> CuratedPage:
        """Return a page of collections, by position and slug."""
        return await self._reads.collections(kind, limit, offset, published_only=published_only)

    async def one(self, slug: str) -> Collection:
        """Return a collection, published or not; raise CuratedCollectionNotFound."""
        return _existing(await self._reads.collection(slug), slug)

    async def published(self, slug: str, limit: int, offset: int, view: View) -> tuple[Collection, LookupResult, int]:
        """Return a published collection with a page of its listed titles and their number.

        Raise CuratedCollectionNotFound.
        """
        result = await self._reads.listed_titles(slug)
        if result is None:
            raise CuratedCollectionNotFound("no published collection has this slug")
        collection, media_ids = result
        titles = await self._lookup.many(media_ids[offset : offset + limit], view)
        return collection, titles, len(media_ids)

    async def create(self, slug: str, content: CollectionContent, actor: Actor) -> Collection:
        """Create a collection, not published; raise CollectionExists and TitleUnknown."""
        now = self._clock.now()
        collection = Collection(slug, content, published=False, version=1, changed_at=now)
        async with self._units.begin() as work:
            await require_titles(work, content.media_ids)
            if not await work.add_collection(collection):
                raise CollectionExists(f"the slug {slug} belongs to another collection")
            await work.record(_entry("collection.create", slug, actor, now, None, collection))
        return collection

    async def replace(self, slug: str, content: CollectionContent, actor: Actor, condition: Condition) -> Collection:
        """Replace the content of a collection; raise CuratedCollectionNotFound, EditConflict and TitleUnknown."""
        async with self._units.begin() as work:
            await require_titles(work, content.media_ids)
            return await self._change(
                work,
                slug,
                "collection.change",
                lambda collection: replace(collection, content=content),
                actor,
                condition,
            )

    async def publish(self, slug: str, actor: Actor, condition: Condition, *, published: bool) -> Collection:
        """Publish or unpublish a collection; raise CuratedCollectionNotFound and EditConflict."""
        async with self._units.begin() as work:
            return await self.publish_in(work, slug, actor, condition, published=published)

    async def publish_in(
        self, work: CurationWork, slug: str, actor: Actor, condition: Condition, *, published: bool
    ) -> Collection:
        """Publish or unpublish a collection in the caller's transaction."""
        return await self._change(
            work,
            slug,
            "collection.publish" if published else "collection.unpublish",
            lambda collection: replace(collection, published=published),
            actor,
            condition,
        )

    async def delete(self, slug: str, actor: Actor, condition: Condition) -> Collection:
        """Delete and return a collection; raise CuratedCollectionNotFound and EditConflict."""
        async with self._units.begin() as work:
            collection = _existing(await work.lock_collection(slug), slug)
            condition.check(collection.version)
            await work.delete_collection(slug)
            await work.record(_entry("collection.delete", slug, actor, self._clock.now(), collection, None))
        return collection

    async def _change(
        self,
        work: CurationWork,
        slug: str,
        action: Action,
        change: Callable[[Collection], Collection],
        actor: Actor,
        condition: Condition,
    ) -> Collection:
        """Apply a change; one that changes nothing is not recorded."""
        before = _existing(await work.lock_collection(slug), slug)
        condition.check(before.version)
        after = change(before)
        if after == before:
            return before
        now = self._clock.now()
        after = replace(after, version=before.version + 1, changed_at=now)
        await work.save_collection(after)
        await work.record(_entry(action, slug, actor, now, before, after))
        return after


async def require_titles(work: CurationWork, media_ids: Sequence[UUID]) -> None:
    """Raise TitleUnknown for an id of which no title was imported."""
    imported = await work.imported(media_ids) if media_ids else frozenset()
    for media_id in media_ids:
        if media_id not in imported:
            raise TitleUnknown(f"no title with the id {media_id} was imported")


async def require_collection(work: CurationWork, slug: str) -> None:
    """Raise CuratedCollectionNotFound when no collection has the slug; it cannot be deleted until the end."""
    _existing(await work.lock_collection(slug), slug)


def _existing(collection: Collection | None, slug: str) -> Collection:
    if collection is None:
        raise CuratedCollectionNotFound(f"no collection has the slug {slug}")
    return collection


def _entry(
    action: Action, slug: str, actor: Actor, now: datetime, before: Collection | None, after: Collection | None
) -> AuditEntry:
    """Return the entry with those members that differ."""
    old, new = before.state() if before else {}, after.state() if after else {}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name) or name not in old or name not in new]
    return AuditEntry(
        now,
        actor,
        action,
        f"collection:{slug}",
        before={name: old[name] for name in names if name in old},
        after={name: new[name] for name in names if name in new},
    )
