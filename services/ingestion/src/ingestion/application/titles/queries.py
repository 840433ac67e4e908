"""Queries about imported titles: their facts by provider, and their slugs."""

from collections.abc import Collection, Mapping, Sequence

from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.errors import TitleNotFound
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import TitleKey
from ingestion.domain.titles.records import TitleRecord
from jobs.model import Status


class TitleQueries:
    """Returns stored titles and their slugs."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def get(self, key: TitleKey) -> TitleRecord:
        """Return the record of a title; raise TitleNotFound."""
        async with self._units.read() as repositories:
            record = await repositories.titles.get(key)
        if record is None:
            raise TitleNotFound(key)
        return record

    async def slugs(self, jobs: Sequence[Job]) -> Mapping[TitleKey, str]:
        """Return the slugs of the titles that ready jobs have imported, where catalog has published them."""
        ready = {job.title for job in jobs if job.title is not None and job.status is Status.READY}
        return await self.slugs_of(ready) if ready else {}

    async def slugs_of(self, keys: Collection[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that catalog has published."""
        async with self._units.read() as repositories:
            return await repositories.slugs.of(keys)
