"""Changes, checks and deletes media sources."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.rules.broken import BrokenRule
from jobs.model import cancel
from sources.application.jobs import scan_key
from sources.application.media_sources.access import Actor, find_owned
from sources.application.media_sources.connecting import check
from sources.application.media_sources.outages import recovered
from sources.application.media_sources.ports import Adapters, Server
from sources.application.unit_of_work import UnitOfWork, Units
from sources.domain.media_sources.errors import ForAdministrators, InvalidSetting, SettingInvalid, SourceChanged
from sources.domain.media_sources.source import MediaSource, Visibility

ADDRESS: Final = "address"
"""The field of a configuration that names a server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """New values; null stays."""

    name: str | None = None
    visibility: Visibility | None = None
    is_paused: bool | None = None
    configuration: Mapping[str, Any] | None = None
    credentials: Mapping[str, Any] | None = None
    """They must be stated with another address: those that are stored must not reach a server for which no owner gave
    them."""


class ChangeSources:
    """Changes sources for their owners and for administrators.

    A source with another configuration or other credentials is read once before they are stored.
    """

    def __init__(self, units: Units, adapters: Adapters, clock: Clock) -> None:
        self._units = units
        self._adapters = adapters
        self._clock = clock

    async def change(
        self, source_id: UUID, change: SourceChange, expected: frozenset[int] | None, actor: Actor
    ) -> MediaSource:
        """Return the source as it is changed; a running scan of a paused source ends.

        Raise SourceNotFound, SourceOfAnother, SourceChanged, ForAdministrators, SettingInvalid, SourceUnreadable.
        """
        source = await self._found(source_id, expected, actor)
        if change.visibility is Visibility.EVERYONE and not actor.is_administrator:
            raise ForAdministrators("show a source to everyone")
        configuration = source.configuration
        if change.configuration is not None:
            configuration = self._adapters.configuration(source.kind, change.configuration)
        is_reconfigured = configuration != source.configuration
        is_reached_otherwise = is_reconfigured or change.credentials is not None
        credentials = await self._credentials_for(source, configuration, change)
        if is_reached_otherwise:
            await check(self._adapters, replace(source, configuration=configuration), credentials)
        async with self._units.begin() as work:
            source = _expected(await find_owned(work, source_id, actor, lock=True), source.revision)
            changed = replace(
                source,
                name=source.name if change.name is None else change.name,
                visibility=source.visibility if change.visibility is None else change.visibility,
                is_paused=source.is_paused if change.is_paused is None else change.is_paused,
                configuration=configuration,
            )
            if is_reconfigured:
                changed = _listed_again(changed, self._clock)
                await self._cancel_scan(work, source_id)
            if change.credentials is not None:
                await work.media_sources.save_credentials(source_id, credentials)
            elif changed == source:
                return source
            if is_reached_otherwise:
                changed = await recovered(work, changed, self._clock.now())
            if changed.is_paused:
                await self._cancel_scan(work, source_id)
            return await self._save(work, changed)

    async def replace_credentials(
        self, source_id: UUID, credentials: Mapping[str, Any], expected: frozenset[int] | None, actor: Actor
    ) -> MediaSource:
        """Store other credentials.

        Raise SourceNotFound, SourceOfAnother, SourceChanged, SettingInvalid, SourceUnreadable.
        """
        source = await self._found(source_id, expected, actor)
        values = self._adapters.credentials(source.kind, credentials)
        await check(self._adapters, source, values)
        async with self._units.begin() as work:
            source = _expected(await find_owned(work, source_id, actor, lock=True), source.revision)
            await work.media_sources.save_credentials(source_id, values)
            now = self._clock.now()
            return await self._save(work, await recovered(work, replace(source, next_scan_at=now), now))

    async def check(self, source_id: UUID, actor: Actor) -> Server:
        """Return what the source states about itself; raise SourceNotFound, SourceOfAnother, SourceUnreadable."""
        source = await self._found(source_id, None, actor)
        return await check(self._adapters, source, await self._credentials(source))

    async def delete(self, source_id: UUID, expected: frozenset[int] | None, actor: Actor) -> None:
        """Delete a source with its credentials and files; raise SourceNotFound, SourceOfAnother, SourceChanged."""
        async with self._units.begin() as work:
            source = await find_owned(work, source_id, actor, lock=True)
            if expected is not None and source.revision not in expected:
                raise SourceChanged(source_id)
            await self._cancel_scan(work, source_id)
            await work.media_sources.delete(source_id)

    async def _found(self, source_id: UUID, expected: frozenset[int] | None, actor: Actor) -> MediaSource:
        async with self._units.begin() as work:
            source = await find_owned(work, source_id, actor)
        if expected is not None and source.revision not in expected:
            raise SourceChanged(source_id)
        return source

    async def _credentials_for(
        self, source: MediaSource, configuration: Mapping[str, Any], change: SourceChange
    ) -> Mapping[str, str]:
        """Return the credentials that a change states, or those that are stored for the same address."""
        if change.credentials is not None:
            return self._adapters.credentials(source.kind, change.credentials)
        stored = await self._credentials(source)
        if stored and configuration.get(ADDRESS) != source.configuration.get(ADDRESS):
            broken = BrokenRule("credentials_again", "must be stated again with another address")
            raise SettingInvalid([InvalidSetting("credentials", broken)])
        return stored

    async def _credentials(self, source: MediaSource) -> Mapping[str, str]:
        async with self._units.begin() as work:
            return await work.media_sources.credentials(source.id)

    async def _save(self, work: UnitOfWork, changed: MediaSource) -> MediaSource:
        saved = replace(changed, revision=changed.revision + 1, updated_at=self._clock.now())
        await work.media_sources.save(saved)
        return saved

    async def _cancel_scan(self, work: UnitOfWork, source_id: UUID) -> None:
        active = await work.jobs.active(scan_key(source_id))
        job = None if active is None else await work.jobs.get(active.id, lock=True)
        if job is not None and job.finished_at is None:
            await work.jobs.save(cancel(job, self._clock.now()))


def _expected(source: MediaSource, revision: int) -> MediaSource:
    """Return the source; raise SourceChanged if it was changed while the source was checked."""
    if source.revision != revision:
        raise SourceChanged(source.id)
    return source


def _listed_again(source: MediaSource, clock: Clock) -> MediaSource:
    """Return a source of which nothing is known any more: another configuration may be another library."""
    return replace(source, position=None, next_scan_at=clock.now())
