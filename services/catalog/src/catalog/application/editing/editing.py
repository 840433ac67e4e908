"""Changes of titles by editors, each one transaction with the stored form, the edition and an audit entry."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from catalog.application.commands import Genre
from catalog.application.editing.ports import EditingReads, EditingWork
from catalog.application.editing.read_models import EditedTitle
from catalog.application.editing.titles import DocumentEditor, EditableTitle, Facts
from catalog.domain.editing.audit import Action, Actor, AuditEntry
from catalog.domain.editing.edition import Condition, Edition, Hiding, Merge, MergeTitle, merge_into
from catalog.domain.editing.errors import GenreUnknown
from catalog.domain.editing.overrides import Changes, overridden
from catalog.domain.errors import MediaNotFound
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory

NOT_IMPORTED = "no title with this id was imported"


class TitleEditing:
    """Reads and changes the editions of titles."""

    def __init__(
        self,
        units: UnitOfWorkFactory[EditingWork],
        reads: EditingReads,
        documents: DocumentEditor,
        clock: Clock,
    ) -> None:
        self._units = units
        self._reads = reads
        self._documents = documents
        self._clock = clock

    async def title(self, media_id: UUID) -> EditedTitle:
        """Return an imported title with its edition; raise MediaNotFound."""
        title = await self._reads.title(media_id)
        if title is None:
            raise MediaNotFound(NOT_IMPORTED)
        return title

    async def override(self, media_id: UUID, changes: Changes, actor: Actor, condition: Condition) -> EditedTitle:
        """Override facts, and revert those whose value is null.

        Raise MediaNotFound, EditConflict and GenreUnknown.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            resolved = await _resolved(work, changes)
            await self._change(
                work,
                media_id,
                "title.override",
                lambda edition: replace(edition, overrides=overridden(edition.overrides, resolved, actor.user_id, now)),
                actor,
                condition,
                now,
            )
        return await self.title(media_id)

    async def revert(self, media_id: UUID, actor: Actor, condition: Condition) -> EditedTitle:
        """Revert every override of a title; raise MediaNotFound and EditConflict."""
        now = self._clock.now()
        async with self._units.begin() as work:
            await self._change(
                work,
                media_id,
                "title.override",
                lambda edition: replace(edition, overrides={}),
                actor,
                condition,
                now,
            )
        return await self.title(media_id)

    async def hide(self, media_id: UUID, reason: str, actor: Actor, condition: Condition) -> EditedTitle:
        """List a title nowhere; raise MediaNotFound and EditConflict."""
        async with self._units.begin() as work:
            await self.hide_in(work, media_id, reason, actor, condition)
        return await self.title(media_id)

    async def unhide(self, media_id: UUID, actor: Actor, condition: Condition) -> EditedTitle:
        """List a title again; raise MediaNotFound and EditConflict."""
        async with self._units.begin() as work:
            await self.unhide_in(work, media_id, actor, condition)
        return await self.title(media_id)

    async def hide_in(self, work: EditingWork, media_id: UUID, reason: str, actor: Actor, condition: Condition) -> None:
        """Hide a title in the caller's transaction."""
        now = self._clock.now()

        def hidden(edition: Edition) -> Edition:
            if edition.hiding is not None and edition.hiding.reason == reason:
                return edition
            return replace(edition, hiding=Hiding(reason, actor.user_id, now))

        await self._change(work, media_id, "title.hide", hidden, actor, condition, now, reason)

    async def unhide_in(self, work: EditingWork, media_id: UUID, actor: Actor, condition: Condition) -> None:
        """List a title again in the caller's transaction."""
        now = self._clock.now()
        await self._change(
            work, media_id, "title.unhide", lambda edition: replace(edition, hiding=None), actor, condition, now
        )

    async def merge(self, media_id: UUID, into: UUID, actor: Actor, condition: Condition) -> EditedTitle:
        """Merge a duplicate into another title of its kind, to which it redirects from now on.

        Raise MediaNotFound, EditConflict and MergeNotAllowed.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            # In one order, so that two mergers cannot deadlock, and A into B excludes B into A.
            titles = {locked: await work.lock_title(locked) for locked in sorted({media_id, into})}
            title, target = titles[media_id], titles[into]
            if title is None or target is None:
                raise MediaNotFound(NOT_IMPORTED)
            successor = merge_into(_merge_title(title), _merge_title(target))

            def merged(edition: Edition) -> Edition:
                if edition.merge is not None and edition.merge.into == successor:
                    return edition
                return replace(edition, merge=Merge(successor, actor.user_id, now))

            await self._change(work, media_id, "title.merge", merged, actor, condition, now)
        return await self.title(media_id)

    async def unmerge(self, media_id: UUID, actor: Actor, condition: Condition) -> EditedTitle:
        """Undo a merger; raise MediaNotFound and EditConflict."""
        now = self._clock.now()
        async with self._units.begin() as work:
            await self._change(
                work, media_id, "title.unmerge", lambda edition: replace(edition, merge=None), actor, condition, now
            )
        return await self.title(media_id)

    async def _change(
        self,
        work: EditingWork,
        media_id: UUID,
        action: Action,
        change: Callable[[Edition], Edition],
        actor: Actor,
        condition: Condition,
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Apply a change to an edition; a change that changes nothing is not recorded."""
        title = await work.lock_title(media_id)
        if title is None:
            raise MediaNotFound(NOT_IMPORTED)
        before = (await work.editions([media_id])).get(media_id, Edition(media_id))
        condition.check(before.version)
        after = change(before)
        if after == before:
            return
        after = replace(after, version=before.version + 1)
        facts = await work.provider_facts(media_id) or self._documents.facts(title)
        await work.save_edition(after)
        await work.save_edited_titles([(self._documents.edited(title, facts, after), facts, after)])
        entry = AuditEntry(now, actor, action, f"title:{media_id}", media_id, reason=reason)
        await work.record(
            replace(entry, before=self._state(before, after, facts), after=self._state(after, before, facts))
        )

    def _state(self, edition: Edition, other: Edition, facts: Facts) -> Mapping[str, object]:
        """Return what an edition has otherwise than the other; a fact without an override is the provider's."""
        state: dict[str, object] = {}
        for key in sorted({*edition.overrides, *other.overrides}):
            if edition.overrides.get(key) != other.overrides.get(key):
                override = edition.overrides.get(key)
                state[key] = self._documents.value(facts, key) if override is None else override.value
        if edition.hiding != other.hiding:
            state["hidden"] = edition.hiding is not None
        if edition.merge != other.merge:
            state["mergedInto"] = None if edition.merge is None else str(edition.merge.into.media_id)
        return state


async def _resolved(work: EditingWork, changes: Changes) -> Changes:
    """Return changes with the genres that their slugs name; raise GenreUnknown for a slug that no title has."""
    slugs = changes.get("genres")
    if not isinstance(slugs, list):
        return changes
    genres_by_slug = await work.genres(slugs)
    for slug in slugs:
        if slug not in genres_by_slug:
            raise GenreUnknown(f"genres: no title of the catalog has the genre {slug}")
    genres = [_genre(genres_by_slug[slug]) for slug in slugs]
    return {**changes, "genres": genres}


def _merge_title(title: EditableTitle) -> MergeTitle:
    return MergeTitle(title.media_id, title.kind, title.tmdb_id, title.deleted_at is not None)


def _genre(genre: Genre) -> dict[str, object]:
    """Return a genre as an override stores it, with its name by language."""
    return {"id": genre.tmdb_id, "name": genre.name, "slug": genre.slug, "names": dict(sorted(genre.names.items()))}
