"""Events that ingestion publishes: titles, seasons, audience, lists, changes, outages of providers and jobs.

A value that no provider stated is null, never zero.
"""

from contracts.ingestion.audience import EXTERNAL_LISTS, ListItem, ListRefreshedV1, SignalsCollectedV1
from contracts.ingestion.changes import (
    AvailabilityChangedV1,
    DateChange,
    DateName,
    EpisodeAired,
    MediaChangedV1,
    OfferChange,
    OfferWay,
    RegionOffers,
    SeasonAdded,
    StatusChange,
)
from contracts.ingestion.external_lists import ListFollowedV1, ListSyncedV1, SyncedItem
from contracts.ingestion.facts import (
    CastMember,
    Collection,
    Credits,
    CrewMember,
    EpisodeMention,
    ExternalIds,
    Genre,
    Offers,
    PercentRating,
    Provider,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    Source,
    SourceStatus,
    Translation,
    Video,
)
from contracts.ingestion.jobs import ImportProgressedV1
from contracts.ingestion.seasons import Episode, EpisodeNumbering, SeasonSyncedV1
from contracts.ingestion.sources import SourceDegradedV1, SourceRecoveredV1
from contracts.ingestion.titles import MediaImportedV1

__all__ = [
    "EXTERNAL_LISTS",
    "AvailabilityChangedV1",
    "CastMember",
    "Collection",
    "Credits",
    "CrewMember",
    "DateChange",
    "DateName",
    "Episode",
    "EpisodeAired",
    "EpisodeMention",
    "EpisodeNumbering",
    "ExternalIds",
    "Genre",
    "ImportProgressedV1",
    "ListFollowedV1",
    "ListItem",
    "ListRefreshedV1",
    "ListSyncedV1",
    "MediaChangedV1",
    "MediaImportedV1",
    "OfferChange",
    "OfferWay",
    "Offers",
    "PercentRating",
    "Provider",
    "Rating",
    "Ratings",
    "RegionOffers",
    "Release",
    "SeasonAdded",
    "SeasonSummary",
    "SeasonSyncedV1",
    "SignalsCollectedV1",
    "Source",
    "SourceDegradedV1",
    "SourceRecoveredV1",
    "SourceStatus",
    "StatusChange",
    "SyncedItem",
    "Translation",
    "Video",
]
