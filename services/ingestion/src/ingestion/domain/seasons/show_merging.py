"""What a show's merged seasons add to its merged facts, and what they overrule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.seasons.alignment import NEIGHBOUR
from ingestion.domain.seasons.episodes import Season
from ingestion.domain.seasons.season_merging import mean_runtime
from ingestion.domain.titles.facts import Source
from ingestion.domain.titles.merging import MergedTitle
from ingestion.domain.titles.observations import Observation


def with_seasons(
    merged: MergedTitle, observations: Mapping[Source, Observation], seasons: Sequence[Season], now: datetime
) -> MergedTitle:
    """Return a show's facts with what its published seasons say.

    The runtime is the mean of the regular episodes when no provider states one. TVMaze's next air date counts only
    when an episode of that day is published: TMDB may have deleted it, or number it otherwise.
    """
    facts, provenance = merged.facts, dict(merged.provenance)
    if facts.runtime_minutes is None:
        facts = replace(facts, runtime_minutes=mean_runtime(seasons))
    if provenance.get("next_air_date") == "tvmaze" and not _may_air(facts.next_air_date, seasons):
        next_air_date = _next_at_tmdb(observations, now)
        facts = replace(facts, next_air_date=next_air_date)
        provenance.pop("next_air_date")
        if next_air_date is not None:
            provenance["next_air_date"] = "tmdb"
    return MergedTitle(facts, provenance)


def with_previous_runtime(merged: MergedTitle, before: MergedTitle | None) -> MergedTitle:
    """Return a show's facts with the runtime that its episodes had: the seasons were not fetched this time.

    One that a provider stated and does not state any more is not kept.
    """
    if merged.facts.runtime_minutes is not None or before is None or "runtime_minutes" in before.provenance:
        return merged
    return replace(merged, facts=replace(merged.facts, runtime_minutes=before.facts.runtime_minutes))


def _may_air(day: date | None, seasons: Sequence[Season]) -> bool:
    """Return whether an episode of a day is published, or none of the show is at all."""
    episodes = [episode for season in seasons if season.number > 0 for episode in season.episodes]
    days = [episode.air_date for episode in episodes if episode.air_date is not None]
    return not episodes or (day is not None and any(abs(day - air_date) <= NEIGHBOUR for air_date in days))


def _next_at_tmdb(observations: Mapping[Source, Observation], now: datetime) -> date | None:
    day = observations["tmdb"].facts.next_air_date if "tmdb" in observations else None
    return day if day is not None and day >= first_open_day(now) else None
