"""The events of a title's new state: the state itself, and what has changed."""

from collections.abc import Sequence
from datetime import datetime

from ingestion.domain.events import DomainEvent, OffersChanged, TitleChanged, TitleImported
from ingestion.domain.seasons.episodes import Season
from ingestion.domain.titles.changes import aired_since, changes_between, offers_between
from ingestion.domain.titles.records import TitleRecord


def title_events(
    before: TitleRecord | None, after: TitleRecord, now: datetime, seasons: Sequence[Season] = ()
) -> list[DomainEvent]:
    """Return the events of a title's new state: the state first, then the changes since `before`.

    `seasons` are the show's seasons, empty when they were not fetched. A new title has no changes.
    """
    events: list[DomainEvent] = [TitleImported(after)]
    if before is None:
        return events
    aired = aired_since(seasons, before.last_aired, now)
    responded = frozenset(
        source for source, observation in before.observations.items() if observation.fetched_at is not None
    )
    changes = changes_between(before.merged, after.merged, responded, aired, now.date())
    if not changes.empty:
        events.append(TitleChanged(title=after.key, version=after.version, at=now, changes=changes))
    regions = offers_between(before.merged.facts.availability, after.merged.facts.availability)
    if regions:
        events.append(OffersChanged(title=after.key, version=after.version, at=now, regions=regions))
    return events
