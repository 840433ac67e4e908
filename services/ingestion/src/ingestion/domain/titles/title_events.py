"""What is told when a title's new state is kept: the state, and what is different in it."""

from collections.abc import Sequence
from datetime import datetime

from ingestion.domain.events import DomainEvent, OffersChanged, TitleChanged, TitleImported
from ingestion.domain.seasons.episodes import Season
from ingestion.domain.titles.changes import aired_since, changes_between, offers_between
from ingestion.domain.titles.records import TitleRecord


def title_events(
    before: TitleRecord | None, after: TitleRecord, now: datetime, seasons: Sequence[Season] = ()
) -> list[DomainEvent]:
    """Give the events of a title's new state: itself first, then what is different from the last one.

    `seasons` are the show's seasons where they were looked at. A title that is new has no changes to tell of.
    """
    told: list[DomainEvent] = [TitleImported(after)]
    if before is None:
        return told
    aired = aired_since(seasons, before.last_aired, now)
    answered = frozenset(source for source, seen in before.observations.items() if seen.fetched_at is not None)
    changes = changes_between(before.merged, after.merged, answered, aired, now.date())
    if not changes.empty:
        told.append(TitleChanged(title=after.key, version=after.version, at=now, changes=changes))
    regions = offers_between(before.merged.facts.availability, after.merged.facts.availability)
    if regions:
        told.append(OffersChanged(title=after.key, version=after.version, at=now, regions=regions))
    return told
