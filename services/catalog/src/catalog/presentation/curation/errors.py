"""The responses to errors of editing and curation."""

from typing import Final

from catalog.domain.curation.errors import (
    CollectionExists,
    CuratedCollectionNotFound,
    DueInThePast,
    ScheduledChangeNotFound,
    ScheduleEnded,
    TitleUnknown,
)
from chassis.http.errors import ErrorSpec, ErrorTable

CURATION_ERRORS: Final[ErrorTable] = {
    CuratedCollectionNotFound: ErrorSpec(
        404, "CURATED_COLLECTION_NOT_FOUND", CuratedCollectionNotFound("no collection has the slug summer-nights")
    ),
    CollectionExists: ErrorSpec(
        409, "COLLECTION_EXISTS", CollectionExists("the slug summer-nights belongs to another collection")
    ),
    TitleUnknown: ErrorSpec(
        400,
        "TITLE_UNKNOWN",
        TitleUnknown("no title with the id 02d1b23c-2966-5ec3-bba0-f61698150b2a was imported"),
    ),
    ScheduledChangeNotFound: ErrorSpec(
        404, "SCHEDULED_CHANGE_NOT_FOUND", ScheduledChangeNotFound("no scheduled change has this id")
    ),
    ScheduleEnded: ErrorSpec(409, "SCHEDULE_ENDED", ScheduleEnded("the change is done already")),
    DueInThePast: ErrorSpec(400, "DUE_IN_THE_PAST", DueInThePast("at: must be in the future")),
}
