"""The stored JSON of titles, seasons and scores, rendered with the response models when an event arrives.

A document holds the facts; requests add what changes by user, day and score (`routes.rendering`).
"""

from pydantic_core import to_json

from catalog.application.commands import TitleDocuments
from catalog.presentation.schemas.availability import OFFER_KINDS
from catalog.presentation.schemas.detail import detail_facts
from catalog.presentation.schemas.schedule import CalendarEntry, CalendarHeader
from catalog.presentation.schemas.search import SearchFacts
from catalog.presentation.schemas.seasons import SeasonDetail, SeasonItem
from catalog.presentation.schemas.title import TitleFacts, TitleStats, title_facts
from chassis.http.images import Images
from contracts.ingestion import Episode, MediaImportedV1, SeasonSyncedV1
from contracts.stats import StatsUpdatedV1


def title_documents(event: MediaImportedV1, images: Images) -> TitleDocuments:
    """Return every document of a title."""
    common = title_facts(event, images)
    return TitleDocuments(
        card=to_json(TitleFacts(**common)),
        detail=to_json(detail_facts(event, common)),
        search_result=to_json(SearchFacts.of(event, images)),
        texts=texts(event),
        calendar_header=to_json(CalendarHeader.of(event, images)) if event.kind == "show" else None,
        offers=offers(event),
        certifications=certifications(event),
        seasons=listed_seasons(event, images),
    )


def texts(event: MediaImportedV1) -> bytes:
    """Return the texts of a title in every available language."""
    return to_json(
        {
            "originalTitle": event.original_title,
            "originalLanguage": event.original_language,
            "translations": {
                tag: [translation.title, translation.overview]
                for tag, translation in sorted(event.translations.items())
            },
        }
    )


def offers(event: MediaImportedV1) -> bytes:
    """Return the offers of each region that has any, as the event has them.

    A request reads only one region, so logos are rendered then.
    """
    return to_json(
        {
            region: offers
            for region, offers in event.availability.items()
            if any(getattr(offers, kind) for kind in OFFER_KINDS)
        }
    )


def certifications(event: MediaImportedV1) -> bytes:
    """Return the age rating of each region that has one."""
    return to_json({region: name for region, name in event.certifications.items() if name})


def listed_seasons(event: MediaImportedV1, images: Images) -> bytes:
    """Return the seasons of a show as its import lists them, by number."""
    ordered = sorted(event.seasons, key=lambda season: season.number)
    return to_json([SeasonItem.of(season, images) for season in ordered])


def season_summary(event: SeasonSyncedV1, images: Images) -> bytes:
    """Return a synced season as the show's list of seasons has it."""
    return to_json(SeasonItem.of_synced(event, images))


def season_detail(event: SeasonSyncedV1, images: Images) -> bytes:
    """Return a season with all its episodes."""
    return to_json(SeasonDetail.of(event, images))


def calendar_entry(season: SeasonSyncedV1, episode: Episode, images: Images) -> bytes:
    """Return an episode as a calendar shows it, without its show."""
    return to_json(CalendarEntry.of_episode(season, episode, images))


def stats(event: StatsUpdatedV1) -> bytes:
    """Return the scores and the audience of a title."""
    return to_json(TitleStats.of(event))
