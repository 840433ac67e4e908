"""What is known of titles: their facts with the sources, and their slugs."""

from collections.abc import Collection, Mapping, Sequence

from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.errors import TitleNotFound
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import TitleKey
from ingestion.domain.titles.records import TitleRecord
from jobs.model import Status


class TitleQueries:
    """Answers what is known of titles."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units

    async def get(self, key: TitleKey) -> TitleRecord:
        """Give a title's record; raises TitleNotFound."""
        async with self._units.read() as work:
            found = await work.titles.get(key)
        if found is None:
            raise TitleNotFound(key)
        return found

    async def slugs(self, jobs: Sequence[Job]) -> Mapping[TitleKey, str]:
        """Return the slugs of the titles that ready jobs have imported, where catalog has published them."""
        ready = {job.title for job in jobs if job.title is not None and job.status is Status.READY}
        return await self.slugs_of(ready) if ready else {}

    async def slugs_of(self, keys: Collection[TitleKey]) -> Mapping[TitleKey, str]:
        """Return the slugs of those titles that catalog has published."""
        async with self._units.read() as work:
            return await work.slugs.of(keys)

    async def known(self, keys: Sequence[TitleKey]) -> set[TitleKey]:
        """Give those that have been imported."""
        async with self._units.read() as work:
            return await work.titles.imported(keys)
