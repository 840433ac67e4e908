"""The jobs of enrichment."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from jobs.model import BACKGROUND, INTERACTIVE, Job, new_job
from jobs.registry import JobSpec
from jobs.schedules import Schedule
from music.domain.enrichment.fields import EntityKind

FORCE: Final = "force"
"""The flag of a payload: what was looked up before is looked up again."""


class EnrichmentKind(StrEnum):
    """What a job does. The values are stored."""

    DUE = "enrich-music"
    """Queues the other two for what is due."""
    ARTIST = "enrich-artist"
    ALBUM = "enrich-album"


JOB_KINDS: Final = {EntityKind.ARTIST: EnrichmentKind.ARTIST, EntityKind.ALBUM: EnrichmentKind.ALBUM}
SPECS: Final = tuple(map(JobSpec, EnrichmentKind))
SCHEDULES: Final = (
    Schedule(
        name="enrich",
        kind=EnrichmentKind.DUE,
        cron="*/10 * * * *",
        description="Look up artists and albums at other databases of music",
        priority=BACKGROUND,
        catch_up=False,
    ),
)


def enrich_job(kind: EntityKind, entity_id: UUID, now: datetime, *, user: UUID | None = None) -> Job:
    """Return the job that looks up an artist or album; one that a user requests looks everything up again."""
    key = str(entity_id)
    payload = {"id": key} if user is None else {"id": key, FORCE: True}
    priority = BACKGROUND if user is None else INTERACTIVE
    return new_job(JOB_KINDS[kind], key, now, payload, priority=priority, user=user)
