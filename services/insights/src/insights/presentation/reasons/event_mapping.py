"""Consumed events to dated facts, arrivals and outages."""

from datetime import UTC
from typing import Final

from contracts.readers.insights import (
    AvailabilityChanged,
    MediaImported,
    SeasonSynced,
    SourceDegraded,
    SourceRecovered,
)
from insights.domain.reasons.facts import Arrival, DatedFact, StatedCode, StatedFacts
from insights.domain.reasons.outage import Outage

_STREAMED: Final = ("stream", "ads", "free")


def to_releases(event: MediaImported) -> list[StatedFacts]:
    """Return the releases per region; nothing for an event that does not state them."""
    if event.releases is None:
        return []
    facts = {DatedFact(release.date, release.type, release.region) for release in event.releases}
    ordered = tuple(sorted(facts, key=lambda fact: (fact.day, fact.label, fact.region)))
    return [StatedFacts(event.media_id, "RELEASED", "", event.version, ordered)]


def to_trailers(event: MediaImported) -> list[StatedFacts]:
    """Return the days on which trailers and teasers were published; nothing for an event that states none."""
    days = {
        DatedFact(video.published_at.astimezone(UTC).date(), video.type.lower())
        for video in event.videos
        if video.published_at is not None
    }
    ordered = tuple(sorted(days, key=lambda fact: (fact.day, fact.label)))
    return [StatedFacts(event.media_id, "TRAILER_PUBLISHED", "", event.version, ordered)] if ordered else []


def to_season(event: SeasonSynced) -> list[StatedFacts]:
    """Return the start of a season, of its first part, and the end, of its last part; specials have neither.

    A withdrawn season has no facts, and neither has one episode an end of its own.
    """
    if event.number == 0:
        return []
    aired = sorted(episode.air_date for episode in event.episodes if episode.air_date)
    first = event.air_date or (aired[0] if aired else None)
    last = aired[-1] if aired else None
    stated: list[tuple[StatedCode, DatedFact | None]] = []
    if event.part == 1:
        stated.append(("SEASON_STARTED", DatedFact(first, str(event.number)) if first else None))
    if event.part == event.parts:
        ended = last if last and last != first else None
        stated.append(("SEASON_ENDED", DatedFact(ended, str(event.number)) if ended else None))
    return [
        StatedFacts(
            event.media_id,
            code,
            str(event.season_id),
            event.version,
            () if fact is None or event.withdrawn_at else (fact,),
        )
        for code, fact in stated
    ]


def to_arrivals(event: AvailabilityChanged) -> list[Arrival]:
    """Return the services that began to stream the title on the day of the observation."""
    day = event.observed_at.astimezone(UTC).date()
    return [
        Arrival(event.media_id, day, region, offer.name)
        for region, offers in event.regions.items()
        for offer in offers.added
        if offer.way in _STREAMED
    ]


def to_outage(event: SourceDegraded | SourceRecovered) -> Outage:
    """Return the outage; one that has recovered has an end."""
    ended_at = event.recovered_at.astimezone(UTC) if isinstance(event, SourceRecovered) else None
    return Outage(event.source, event.since.astimezone(UTC), ended_at)
