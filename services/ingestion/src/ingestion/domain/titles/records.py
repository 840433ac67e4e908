"""The stored state of a title: what each provider returned, and the merged result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ingestion.domain.titles.changes import Place
from ingestion.domain.titles.facts import Source, TitleKey
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.observations import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRecord:
    """A title with the last response of each provider. `successor` is set when TMDB merged it into another.

    `imported_at` is when TMDB last responded for the title, `offers_at` when its offers were last checked.
    `last_aired` is the newest episode that has been published as aired, which never falls; null before the first
    complete sync of a show's seasons.
    """

    key: TitleKey
    version: int
    observations: Mapping[Source, Observation]
    merged: MergedTitle
    imported_at: datetime
    offers_at: datetime | None = None
    last_aired: Place | None = None
    deleted_at: datetime | None = None
    successor: TitleKey | None = None

    def observed(self, source: Source) -> Observation | None:
        """Return what a provider last returned; null when it was never queried."""
        return self.observations.get(source)
