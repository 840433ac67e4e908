"""Adds media sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from chassis.core.clock import Clock
from jobs.model import INTERACTIVE
from sources.application.jobs import scan_job
from sources.application.media_sources.access import Actor
from sources.application.media_sources.connecting import check
from sources.application.media_sources.ports import Adapters, KindOfSource
from sources.application.unit_of_work import Units
from sources.domain.media_sources.errors import ForAdministrators, TooManySources
from sources.domain.media_sources.source import MediaSource, SourceKind, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source as a user states it."""

    kind: SourceKind
    name: str
    visibility: Visibility
    configuration: Mapping[str, Any]
    credentials: Mapping[str, Any]


class AddSource:
    """Adds a source after it has been read once."""

    def __init__(self, units: Units, adapters: Adapters, clock: Clock, most_per_user: int) -> None:
        self._units = units
        self._adapters = adapters
        self._clock = clock
        self._most = most_per_user
        self._restricted = {kind.kind for kind in adapters.kinds() if kind.is_for_administrators}

    def kinds(self, actor: Actor) -> list[KindOfSource]:
        """Return the kinds that a user may add."""
        return [kind for kind in self._adapters.kinds() if actor.is_administrator or not kind.is_for_administrators]

    async def __call__(self, new: NewSource, actor: Actor) -> MediaSource:
        """Return the source, whose first scan is queued.

        Raise ForAdministrators, SettingInvalid, TooManySources, SourceUnreadable.
        """
        if new.kind in self._restricted and not actor.is_administrator:
            raise ForAdministrators(f"add a source of the kind {new.kind}")
        if new.visibility is Visibility.EVERYONE and not actor.is_administrator:
            raise ForAdministrators("show a source to everyone")
        credentials = self._adapters.credentials(new.kind, new.credentials)
        now = self._clock.now()
        source = MediaSource(
            id=uuid4(),
            kind=new.kind,
            name=new.name,
            owner_id=actor.user_id,
            visibility=new.visibility,
            configuration=self._adapters.configuration(new.kind, new.configuration),
            created_at=now,
            updated_at=now,
            next_scan_at=now,
        )
        async with self._units.begin() as work:
            self._check_count(await work.media_sources.count_of(actor.user_id))
        await check(self._adapters, source, credentials)
        async with self._units.begin() as work:
            self._check_count(await work.media_sources.count_of(actor.user_id))
            await work.media_sources.save(source)
            await work.media_sources.save_credentials(source.id, credentials)
            await work.queue(scan_job(source.id, self._clock.now(), priority=INTERACTIVE, user=actor.user_id))
        return source

    def _check_count(self, count: int) -> None:
        if count >= self._most:
            raise TooManySources(self._most)
