"""The menu of what catalog can do. Knows ports, not frameworks."""

from dataclasses import dataclass

from catalog.application.lookup import LookupQueries
from catalog.application.publishing import PublishSlugs
from catalog.application.queries import ListQueries, ScheduleQueries, TitleQueries
from catalog.application.recording import Recording


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    recording: Recording
    publish_slugs: PublishSlugs
    lists: ListQueries
    titles: TitleQueries
    schedule: ScheduleQueries
    lookup: LookupQueries
